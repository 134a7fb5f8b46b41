//! The progress bar, on a terminal only.

use std::cell::RefCell;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::study::validate::Stage;

/// Shows where a run is, on standard error, if that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    stage: RefCell<String>,
}

impl Progress {
    /// Starts a bar; `quiet` shows none.
    pub(super) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(1);
        if quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template("{msg:28} {bar:30} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, stage: RefCell::new(String::new()) }
    }

    /// Shows a stage.
    pub(super) fn tell(&self, stage: Stage) {
        let word = match stage {
            Stage::Replicates(progress) | Stage::Lives(progress) | Stage::Levers(progress) => {
                self.bar.set_length(u64::from(progress.of));
                self.bar.set_position(u64::from(progress.done));
                match stage {
                    Stage::Lives(_) => "years pass",
                    Stage::Levers(_) => "levers are tried",
                    _ => "people choose",
                }
            }
            Stage::Scenarios => "which futures hang together",
            Stage::Past => "does the past look real",
            Stage::Sensitivity => "what it hangs on",
            Stage::Drivers => "key drivers",
            Stage::Transfer => "against real choices",
            Stage::Advocates { done, of, name } => {
                self.bar.set_length(of as u64);
                self.bar.set_position(done as u64);
                name
            }
            Stage::Confirming => "objections, on fresh draws",
            Stage::Resistance => "objections together",
            Stage::Mending { round, step } => {
                self.bar.set_length(12);
                self.bar.set_position(u64::from(round));
                step
            }
            Stage::Searching { spent, of } => {
                self.bar.set_length(of);
                self.bar.set_position(spent.min(of));
                "search over settings"
            }
            Stage::Report => "writing the report",
        };
        if *self.stage.borrow() != word {
            word.clone_into(&mut self.stage.borrow_mut());
            self.bar.set_message(word);
            self.bar.tick();
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
