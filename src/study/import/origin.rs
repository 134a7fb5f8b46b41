//! Where a team file comes from, as it says itself.

use std::path::{Component, Path, PathBuf};

use crate::input::{Entries, Name, Text};
use crate::study::memory::Digest;
use crate::{choice, record};

choice! {
    /// What kind of description a team file was made from.
    pub enum OriginKind {
        /// CrewAI's agents.yaml and tasks.yaml.
        CrewAi = "crewai",
        /// The JSON of a LangGraph graph.
        LangGraph = "langgraph",
        /// A BPMN 2.0 process.
        Bpmn = "bpmn",
        /// A log of what agents did.
        Trace = "trace",
    }
}

record! {
    /// A file that a team file was made from.
    pub struct OriginFile {
        /// What it holds, such as "tasks".
        pub holds: Name,
        /// Where it lies, from the team file.
        pub file: Text,
        /// Its SHA-256 when it was read.
        pub sha256: Digest,
    }
}

record! {
    /// What this file was made from. `foretaste autonomy` writes the recommendation back to it as long as it is as it was.
    pub struct OriginSpec {
        /// What kind of description it is.
        pub kind: OriginKind,
        /// The files.
        pub files: Vec<OriginFile>,
        /// What agents of this file are called there.
        pub agents: Entries<Name>,
        /// Agents that wait for a person before their work there, and not after it.
        pub before: Vec<Name>,
    }
}

/// What a draft was made from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Origin {
    pub(super) kind: OriginKind,
    /// What each file holds, where it lies, and its hash.
    pub(super) files: Vec<(&'static str, PathBuf, Digest)>,
    /// Agents that wait for a person before their work.
    pub(super) before: Vec<String>,
}

/// The way from a folder to a file; both must be in full.
pub(super) fn way(from: &Path, to: &Path) -> PathBuf {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return to.iter().collect();
    }
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_a_folder_to_a_file() {
        for (from, to, found) in [
            ("/a/b", "/a/b/x.yaml", "x.yaml"),
            ("/a/b", "/a/c/x.yaml", "../c/x.yaml"),
            ("/a/b/c", "/x.yaml", "../../../x.yaml"),
            ("/a", "/a/b/c/x", "b/c/x"),
        ] {
            assert_eq!(way(Path::new(from), Path::new(to)), PathBuf::from(found), "{from} {to}");
        }
    }
}
