//! Kinds of touchpoints, guessed from their names.

use crate::choice;

choice! {
    /// What people do at a touchpoint.
    pub enum TouchpointKind {
        /// They find out what there is and weigh it up.
        Discover = "discover and compare",
        /// They give their details and say or prove who they are.
        SignUp = "sign up and identify",
        /// They link another service or bring their data.
        Connect = "connect and import",
        /// They pay.
        Pay = "pay",
        /// A thing changes hands.
        Deliver = "deliver and hand over",
        /// They use it for the first times and learn how.
        FirstUse = "first use and learn",
        /// They ask, complain, or have something mended.
        Help = "get help and put right",
        /// They renew it, change it or leave.
        Renew = "renew, leave and stay",
        /// None of these; of a move: all of them.
        Any = "any",
    }
}

/// The words that tell a kind, in the order in which they are looked for: what people come for stands before where it happens, and `first`,
/// which may stand before anything, comes last. A word also stands for its usual endings.
const WORDS: [(TouchpointKind, &[&str]); 8] = [
    (
        TouchpointKind::Help,
        &[
            "help",
            "support",
            "complain",
            "complaint",
            "problem",
            "fault",
            "repair",
            "refund",
            "hotline",
            "helpdesk",
            "mend",
            "put right",
            "warranty",
            "claim",
            "damage",
            "dispute",
        ],
    ),
    (
        TouchpointKind::Renew,
        &[
            "renew",
            "renewal",
            "cancel",
            "cancellation",
            "cancelling",
            "leave",
            "leaving",
            "unsubscribe",
            "terminate",
            "termination",
            "extend",
            "upgrade",
            "downgrade",
            "win back",
            "end the contract",
            "switch away",
        ],
    ),
    (
        TouchpointKind::Pay,
        &["pay", "paid", "payment", "checkout", "check out", "invoice", "bill", "billing", "purchase", "buy", "buying", "order"],
    ),
    (
        TouchpointKind::SignUp,
        &[
            "sign up",
            "signing up",
            "signup",
            "sign in",
            "log in",
            "login",
            "register",
            "registration",
            "registering",
            "apply",
            "application",
            "applying",
            "enrol",
            "enroll",
            "enrolment",
            "enrollment",
            "open an account",
            "account opening",
            "create an account",
            "identify",
            "identification",
            "identity",
            "verify",
            "verification",
            "prove",
            "form",
            "book",
            "booking",
        ],
    ),
    (
        TouchpointKind::Connect,
        &[
            "connect",
            "connection",
            "link",
            "import",
            "upload",
            "integrate",
            "integration",
            "migrate",
            "migration",
            "migrating",
            "sync",
            "transfer",
            "move your data",
            "bring your data",
            "pair",
            "set up",
            "setup",
            "setting up",
            "install",
            "installation",
        ],
    ),
    (
        TouchpointKind::Deliver,
        &[
            "deliver",
            "delivery",
            "ship",
            "shipping",
            "shipment",
            "parcel",
            "package",
            "box",
            "hand over",
            "handing over",
            "handover",
            "collect",
            "collection",
            "pick up",
            "pickup",
            "drop off",
            "post",
            "return",
            "receive",
            "receiving",
            "courier",
        ],
    ),
    (
        TouchpointKind::Discover,
        &[
            "discover",
            "compare",
            "comparing",
            "comparison",
            "browse",
            "browsing",
            "search",
            "find",
            "choose",
            "choosing",
            "learn about",
            "hear about",
            "see the offer",
            "website",
            "quote",
            "advert",
            "demo",
            "brochure",
            "shop",
            "shopping",
            "consider",
        ],
    ),
    (
        TouchpointKind::FirstUse,
        &[
            "first",
            "welcome",
            "onboard",
            "onboarding",
            "tutorial",
            "training",
            "train",
            "learn",
            "lesson",
            "tour",
            "start",
            "getting started",
            "get started",
            "introduction",
            "try",
        ],
    ),
];

/// What a word may end in and still be the same word.
const ENDINGS: [&str; 6] = ["", "s", "es", "d", "ed", "ing"];

impl TouchpointKind {
    /// Guesses the kind of a touchpoint from its name, in English; `any` when no word in it tells.
    ///
    /// The kinds are looked for in a fixed order, and the first whose words stand in the name is taken: "First payment" is about paying.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let words: Vec<String> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let found = WORDS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| stands_in(phrase, &words)));
        found.map_or(Self::Any, |(kind, _)| *kind)
    }
}

/// Says whether the words of a phrase follow each other in `words`, each with any of the usual endings.
fn stands_in(phrase: &str, words: &[String]) -> bool {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let same = |word: &str, wanted: &str| word.strip_prefix(wanted).is_some_and(|ending| ENDINGS.contains(&ending));
    words.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(|(word, wanted)| same(word, wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn guessed(kind: TouchpointKind, names: &[&str]) {
        for name in names {
            assert_eq!(TouchpointKind::of_name(name), kind, "{name}");
        }
    }

    #[test]
    fn names_tell_their_kind() {
        guessed(TouchpointKind::Discover, &["Compare offers", "Finding us on the web: search", "Ask for a quote", "Browsing"]);
        guessed(TouchpointKind::SignUp, &["Sign up", "SIGNED UP online", "Identity check", "Fill the form", "Book a visit", "Log in"]);
        guessed(TouchpointKind::Connect, &["Connect the bank", "Import of last year", "Linking accounts", "Set up the device"]);
        guessed(TouchpointKind::Pay, &["Pay", "Checkout", "Check-out", "First payment", "Invoices", "Place the order"]);
        guessed(TouchpointKind::Deliver, &["Hand over the box of receipts", "Delivery", "Pick-up at the station", "Parcels arrive"]);
        guessed(TouchpointKind::FirstUse, &["Welcome call with a human", "First Friday close", "First letter to a client", "Onboarding"]);
        guessed(TouchpointKind::Help, &["Call the hotline", "Complaints", "Help with the payment", "Refund of the first order"]);
        guessed(TouchpointKind::Renew, &["Renewal", "Leave", "Cancelling", "Extend the contract"]);
    }

    #[test]
    fn names_without_such_a_word_tell_nothing() {
        guessed(TouchpointKind::Any, &["Quarter review with a human", "", "Zahlung", "Payroll run", "Formal dinner", "—"]);
    }

    #[test]
    fn every_kind_but_any_has_words_and_no_word_has_two() {
        let mut seen: Vec<&str> = Vec::new();
        for kind in TouchpointKind::ALL.iter().filter(|kind| **kind != TouchpointKind::Any) {
            let words = WORDS.iter().find(|(of, _)| of == kind).expect("it has words").1;
            assert!(words.len() >= 10, "{kind}");
            for word in words {
                assert!(!seen.contains(word), "{word}");
                assert_eq!(word.to_lowercase(), *word);
                // Shown alone, a word tells its own kind: none stands in the way of another.
                assert_eq!(TouchpointKind::of_name(word), *kind, "{word}");
                seen.push(word);
            }
        }
    }
}
