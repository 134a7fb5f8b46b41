//! Why a study cannot be rewritten.

use std::fmt;

/// One reason why a study cannot be rewritten as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is not the study that the market was built from. Nothing else was looked at.
    #[error("the text is not the study of this market: {why}")]
    OtherStudy {
        /// What does not fit.
        why: String,
    },
    /// A treatment does not fit the market.
    #[error("the treatment `{title}` cannot be made here: {why}")]
    Treatment {
        /// The treatment.
        title: String,
        /// What is wrong.
        why: String,
    },
    /// The change is one of the world, which no study of ours can decide.
    #[error("`{path}` is a change of the world, not of what we offer: {why}")]
    World {
        /// What would be changed.
        path: String,
        /// Why it is not ours to change.
        why: String,
    },
    /// A study file has no words for the change.
    #[error("`{path}` cannot be changed in the study file: {why}")]
    Unwritable {
        /// What would be changed.
        path: String,
        /// Why it cannot be written.
        why: String,
    },
    /// Something else in the study speaks of what is taken out.
    #[error("`{path}` cannot be taken out: {by} refers to it; change that first")]
    Referred {
        /// What would be taken out.
        path: String,
        /// What refers to it.
        by: String,
    },
    /// The new text does not read as a sound study. The old text is still good.
    #[error("the revised study would not be sound: {why}")]
    Unsound {
        /// What is wrong with it.
        why: String,
    },
    /// The way from one folder to the other is not known.
    #[error("cannot name `{name}` from `{folder}`: give both folders in full")]
    Folder {
        /// The file that is named.
        name: String,
        /// The folder it should be named from.
        folder: String,
    },
}

/// Every reason why a study cannot be rewritten, all at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviseError {
    /// The reasons, in the order of the changes.
    pub refusals: Vec<Refusal>,
}

impl fmt::Display for ReviseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, refusal) in self.refusals.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            refusal.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ReviseError {}
