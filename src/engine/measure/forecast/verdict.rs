//! What a panel may be used for, by stated rules.

use super::card::Card;
use super::lines::{Gain, Null, Scored};

/// The standard deviation between people, predicted over real, that a panel has to reach with the upper end of its interval.
pub const LEAST_SPREAD: f64 = 0.75;
/// Where the interval of the fitted scale has to reach into.
pub const CALIBRATED: (f64, f64) = (0.8, 1.25);
/// The share of the achievable gain that accuracy for unseen individuals takes, at the lower end of its interval.
pub const LEAST_ACHIEVED: f64 = 0.5;

/// What a panel may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Shares of choices among people like those asked.
    Shares,
    /// What people will choose whose own choices the panel knows.
    KnownIndividuals,
    /// What people will choose of whom no choice is known.
    UnseenIndividuals,
}

impl Claim {
    /// Returns the label that a panel earns.
    pub fn earned(self) -> &'static str {
        match self {
            Self::Shares => "valid for shares",
            Self::KnownIndividuals => "valid for known individuals",
            Self::UnseenIndividuals => "valid for unseen individuals",
        }
    }

    /// Returns the label that a panel has without it.
    pub fn refused(self) -> &'static str {
        match self {
            Self::Shares => "not for shares",
            Self::KnownIndividuals => "not for known individuals",
            Self::UnseenIndividuals => "not for unseen individuals",
        }
    }
}

/// A scorecard and whether it may be trusted at all.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The scorecard.
    pub card: &'a Card,
    /// Each way in which held-out answers were known to what was learned from; none is right.
    pub leaks: &'a [String],
}

/// What was found about one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The claim.
    pub claim: Claim,
    /// Whether the panel earned it.
    pub holds: bool,
    /// Why not, or what it rests on; in plain words.
    pub why: Vec<String>,
}

impl Finding {
    /// Returns the label.
    pub fn label(&self) -> &'static str {
        if self.holds { self.claim.earned() } else { self.claim.refused() }
    }
}

/// The colour of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// All that was tested holds, single people of whom no choice is known aside.
    Green,
    /// Some of it holds.
    Amber,
    /// Nothing holds, or answers leaked.
    Red,
}

/// What a panel may be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Claim by claim, as far as tested.
    pub findings: Vec<Finding>,
    /// The colour.
    pub light: Light,
}

impl Verdict {
    /// Gives the colour that findings earn.
    pub(super) fn of(findings: Vec<Finding>) -> Self {
        let holds = |finding: &&Finding| finding.claim != Claim::UnseenIndividuals;
        let tested = findings.iter().filter(holds).count();
        let light = match findings.iter().filter(holds).filter(|finding| finding.holds).count() {
            0 => Light::Red,
            some if some == tested => Light::Green,
            _ => Light::Amber,
        };
        Self { findings, light }
    }

    /// Returns the labels, in plain words; "not validated" alone where nothing holds.
    pub fn labels(&self) -> Vec<&'static str> {
        if self.light == Light::Red {
            return vec!["not validated"];
        }
        let mut labels: Vec<&'static str> = self.findings.iter().filter(|finding| finding.holds).map(Finding::label).collect();
        labels.extend(self.findings.iter().filter(|finding| !finding.holds).map(Finding::label));
        labels
    }

    /// Returns what was found about a claim, if it was tested.
    pub fn finding(&self, claim: Claim) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.claim == claim)
    }
}

/// Returns the rules in words.
pub fn rules() -> Vec<String> {
    let (low, high) = CALIBRATED;
    vec![
        "Answers leak when a person who is tested on stands among those who were learned from, under the same name or another. Then nothing is valid."
            .to_owned(),
        format!(
            "A panel has collapsed when its people differ too little: the interval of the spread between people, predicted over real, ends below \
             {LEAST_SPREAD}; or when real people cannot be seen to differ, so that nobody can tell."
        ),
        format!("Probabilities are calibrated when the interval of the fitted scale reaches into {low} to {high}."),
        "Valid for shares: on people never seen, the panel's shares come nearer to the real ones than equal chances and constant shares do, and not \
         farther than one taste for all does; it has not collapsed; it is calibrated; no answer leaked."
            .to_owned(),
        "Valid for known individuals: on new tasks of people whose other choices are known, its log-likelihood beats equal chances, constant shares \
         and one taste for all; it has not collapsed; it is calibrated; no answer leaked."
            .to_owned(),
        format!(
            "Valid for unseen individuals: on people never seen, it beats the same three, and at least {LEAST_ACHIEVED} of the gain that knowing the \
             answers would bring. Who somebody is hardly ever says so much; without that the label is: not for unseen individuals."
        ),
        "What is held out on purpose (a `[[test]]` of the fit file) carries over where the panel's shares there come nearer to the real ones than equal \
         chances and constant shares do, and not farther than one taste for all does; it is calibrated; it has not collapsed, as far as that can be \
         told; no answer leaked. It changes none of the other labels."
            .to_owned(),
        "\"Beats\" means that the 95 % interval of the difference over people lies above zero.".to_owned(),
    ]
}

/// Judges a panel by its scorecards on new tasks of known people and on people never seen.
pub fn judge(known: Option<Grounds<'_>>, unseen: Option<Grounds<'_>>) -> Verdict {
    let mut findings = Vec::new();
    if let Some(grounds) = unseen {
        let mut faults = sound(grounds, Alike::Counts);
        for gain in &grounds.card.share_gains {
            match gain.null {
                Null::Logit if gain.is_lost() => faults.push(LOST.to_owned()),
                Null::Logit => {}
                _ => faults.extend(unbeaten(gain, "in shares")),
            }
        }
        let rests =
            format!("shares of {} people never seen are met better than by equal chances and by constant shares", grounds.card.people);
        findings.push(finding(Claim::Shares, faults, rests));
    }
    if let Some(grounds) = known {
        let mut faults = sound(grounds, Alike::Counts);
        faults.extend(grounds.card.gains.iter().filter_map(|gain| unbeaten(gain, "in log-likelihood")));
        let rests = format!("new choices of {} known people are met better than by all simpler forecasts", grounds.card.people);
        findings.push(finding(Claim::KnownIndividuals, faults, rests));
    }
    if let Some(grounds) = unseen {
        let mut faults = sound(grounds, Alike::Counts);
        faults.extend(grounds.card.gains.iter().filter_map(|gain| unbeaten(gain, "in log-likelihood")));
        let achieved = grounds.card.line(Scored::Achieved);
        if achieved.interval.low.is_nan() || achieved.interval.low < LEAST_ACHIEVED {
            faults.push(if achieved.value.is_nan() {
                "knowing their answers would bring no gain here, so that how much of it the panel makes cannot be told".to_owned()
            } else {
                format!(
                    "of the gain that knowing their answers would bring it makes {:.0} %, and it takes {:.0} % for sure",
                    100.0 * achieved.value,
                    100.0 * LEAST_ACHIEVED
                )
            });
        }
        findings.push(finding(
            Claim::UnseenIndividuals,
            faults,
            "it makes most of the gain that knowing their answers would bring".to_owned(),
        ));
    }
    let leaked = known.iter().chain(&unseen).any(|grounds| !grounds.leaks.is_empty());
    if leaked {
        for finding in &mut findings {
            if finding.holds {
                *finding = Finding { claim: finding.claim, holds: false, why: vec!["answers leaked elsewhere in this test".to_owned()] };
            }
        }
    }
    Verdict::of(findings)
}

/// Returns what stands against relying on a panel where something was held out on purpose, such as high prices, a new product or a later time; none where
/// it carries over.
pub fn carries_over(grounds: Grounds<'_>) -> Vec<String> {
    let mut faults = sound(grounds, Alike::Unknown);
    faults.extend(grounds.card.share_gains.iter().filter_map(|gain| match gain.null {
        Null::Logit => gain.is_lost().then(|| LOST.to_owned()),
        _ => unbeaten(gain, "in shares"),
    }));
    faults
}

/// What a panel is told that comes less near to shares than the logit.
const LOST: &str = "one taste for all comes nearer to the real shares";

/// Whether it counts against a panel that its people may all be alike where nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alike {
    Counts,
    Unknown,
}

fn finding(claim: Claim, faults: Vec<String>, rests: String) -> Finding {
    let holds = faults.is_empty();
    Finding { claim, holds, why: if holds { vec![rests] } else { faults } }
}

/// What speaks against a scorecard whatever is claimed.
fn sound(grounds: Grounds<'_>, alike: Alike) -> Vec<String> {
    let mut faults: Vec<String> = grounds.leaks.to_vec();
    let spread = grounds.card.line(Scored::Spread);
    if spread.value.is_nan() || spread.interval.high.is_nan() {
        // One task a person tells nothing of how people differ.
        if alike == Alike::Counts {
            faults.push("whether its people differ as real people do cannot be told from these choices".to_owned());
        }
    } else if spread.interval.high < LEAST_SPREAD {
        faults.push(format!(
            "it has collapsed: its people differ {:.2} times as much as real people do, at most {:.2} times",
            spread.value, spread.interval.high
        ));
    }
    let scale = grounds.card.line(Scored::Scale);
    let (low, high) = CALIBRATED;
    if scale.value.is_nan() {
        faults.push("its probabilities tell alternatives too little or too surely apart to be calibrated".to_owned());
    } else if scale.interval.high < low {
        faults.push(format!("its probabilities are too bold: the fitted scale is {:.2}", scale.value));
    } else if scale.interval.low > high {
        faults.push(format!("its probabilities are too timid: the fitted scale is {:.2}", scale.value));
    }
    faults
}

fn unbeaten(gain: &Gain, what: &str) -> Option<String> {
    (!gain.is_beaten()).then(|| format!("{} {} not beaten {what}", gain.null.name(), if gain.null == Null::Logit { "is" } else { "are" }))
}
