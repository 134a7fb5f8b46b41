//! File names in a study that moves to another folder.

use std::path::{Component, Path};

use super::fault::Refusal;

/// A path as its parts: whether it starts at the root, how many folders it climbs first, and what it then goes down to.
struct Parts {
    rooted: bool,
    prefix: String,
    up: usize,
    down: Vec<String>,
}

fn parts(path: &Path) -> Parts {
    let mut found = Parts { rooted: false, prefix: String::new(), up: 0, down: Vec::new() };
    for part in path.components() {
        match part {
            Component::Prefix(prefix) => found.prefix = prefix.as_os_str().to_string_lossy().into_owned(),
            Component::RootDir => found.rooted = true,
            Component::CurDir => {}
            Component::ParentDir => {
                if found.down.pop().is_none() && !found.rooted {
                    found.up += 1;
                }
            }
            Component::Normal(name) => found.down.push(name.to_string_lossy().into_owned()),
        }
    }
    found
}

/// The name, as seen from the folder `to`, of what `name` is in the folder `from`. Looks at words alone, not at the disk.
pub(super) fn rebased(name: &str, from: &Path, to: &Path) -> Result<String, Refusal> {
    let (target, base) = (parts(&from.join(name)), parts(to));
    let unknown = || Refusal::Folder { name: name.to_owned(), folder: to.display().to_string() };
    // From above a common start, the names on the way down are not known.
    if target.rooted != base.rooted || target.prefix != base.prefix || base.up > target.up {
        return Err(unknown());
    }
    let climbed = target.up - base.up;
    let common = if climbed > 0 { 0 } else { target.down.iter().zip(&base.down).take_while(|(one, other)| one == other).count() };
    let up = climbed + base.down.len() - common;
    let names = std::iter::repeat_n("..", up).chain(target.down[common..].iter().map(String::as_str));
    Ok(names.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rebase(name: &str, from: &str, to: &str) -> Option<String> {
        rebased(name, Path::new(from), Path::new(to)).ok()
    }

    #[test]
    fn names_lead_to_the_same_file_from_another_folder() {
        let from = "/p/scenarios/back-office";
        assert_eq!(rebase("../../personas/a.toml", from, "/p/scenarios/back-office").as_deref(), Some("../../personas/a.toml"));
        assert_eq!(rebase("../../personas/a.toml", from, "/p/reports/run-1").as_deref(), Some("../../personas/a.toml"));
        assert_eq!(rebase("../../personas/a.toml", from, "/p/reports/x/y").as_deref(), Some("../../../personas/a.toml"));
        assert_eq!(rebase("people.csv", from, "/p/reports/x").as_deref(), Some("../../scenarios/back-office/people.csv"));
        assert_eq!(rebase("people.csv", from, "/p/scenarios").as_deref(), Some("back-office/people.csv"));
        assert_eq!(rebase("./people.csv", "s", "s/./runs/../v2").as_deref(), Some("../people.csv"));
        assert_eq!(rebase("a.csv", "../s", "r").as_deref(), Some("../../s/a.csv"));
        assert_eq!(rebase("a.csv", "", "").as_deref(), Some("a.csv"));
    }

    #[test]
    fn a_way_that_is_not_known_is_refused() {
        assert_eq!(rebase("a.csv", "s", "../r"), None);
        assert_eq!(rebase("a.csv", "/s", "r"), None);
        assert!(rebased("a.csv", Path::new("/s"), Path::new("r")).unwrap_err().to_string().contains("give both folders in full"));
    }
}
