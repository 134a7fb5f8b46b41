//! Colours by role. Charts are plotted in sentinel colours that the page's style maps to light, dark and print values, so that one
//! drawing serves all three.

use std::fmt::Write as _;

use super::super::view::Hue;

/// Names a colour by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Ink {
    /// Words that must be read.
    Text,
    /// Words that may be read.
    Muted,
    /// Axes and leaders.
    Rule,
    /// Grid lines.
    Grid,
    /// The page itself, to cut marks apart.
    Surface,
    /// The concept.
    Blue,
    /// The reference.
    Grey,
    /// First other alternative; warnings.
    Orange,
    /// Second other alternative; targets.
    Teal,
    /// Third other alternative.
    Purple,
    /// Fourth other alternative.
    Gold,
    /// Light words on a dark bar.
    OnDark,
    /// Dark words on a light bar.
    OnLight,
    /// A step from the worst (0) to the best (10) answer; 5 is neutral.
    Answer(u8),
}

/// Steps of the diverging ramp.
pub(in super::super) const ANSWER_STEPS: u8 = 11;

const NAMED: [Ink; 13] = [
    Ink::Text,
    Ink::Muted,
    Ink::Rule,
    Ink::Grid,
    Ink::Surface,
    Ink::Blue,
    Ink::Grey,
    Ink::Orange,
    Ink::Teal,
    Ink::Purple,
    Ink::Gold,
    Ink::OnDark,
    Ink::OnLight,
];

/// The five published stops of the diverging ramp, worst first.
const STOPS: [u32; 5] = [0xb2_452b, 0xe0_a58f, 0xd9_dbe0, 0x9d_bde0, 0x25_63a8];

impl Ink {
    /// Gives the colour of an alternative.
    pub(in super::super) fn of(hue: Hue) -> Ink {
        match hue {
            Hue::Concept => Ink::Blue,
            Hue::Reference => Ink::Grey,
            Hue::Nothing => Ink::Rule,
            Hue::Other(n) => [Ink::Orange, Ink::Teal, Ink::Purple, Ink::Gold][usize::from(n % 4)],
        }
    }

    /// Gives the colour of the words on this colour as a bar.
    pub(in super::super) fn words_on(self) -> Ink {
        match self {
            Ink::Answer(0 | 10) => Ink::OnDark,
            _ => Ink::OnLight,
        }
    }

    /// Gives every ink there is.
    pub(in super::super) fn all() -> impl Iterator<Item = Ink> {
        NAMED.into_iter().chain((0..ANSWER_STEPS).map(Ink::Answer))
    }

    /// Gives the colour that stands for this ink in a drawing.
    pub(in super::super) fn sentinel(self) -> u32 {
        0x01_0200 + self.place()
    }

    /// Gives the colour on white.
    pub(in super::super) fn light(self) -> u32 {
        match self {
            Ink::Text => 0x1b_2027,
            Ink::Muted => 0x5b_6470,
            Ink::Rule => 0x8a_929d,
            Ink::Grid => 0xe3_e6ea,
            Ink::Surface => 0xff_ffff,
            Ink::Blue => 0x25_63a8,
            Ink::Grey => 0x5b_6470,
            Ink::Orange => 0xb4_531a,
            Ink::Teal => 0x1b_7f79,
            Ink::Purple => 0x7a_4fa3,
            Ink::Gold => 0x8a_6a00,
            Ink::OnDark => 0xff_ffff,
            Ink::OnLight => 0x0e_1116,
            Ink::Answer(step) => ramp(step),
        }
    }

    /// Gives the colour on a dark page.
    pub(in super::super) fn dark(self) -> u32 {
        match self {
            Ink::Text => 0xe8_ebef,
            Ink::Muted => 0xa7_b0bc,
            Ink::Rule => 0x7c_8591,
            Ink::Grid => 0x2b_3038,
            Ink::Surface => 0x14_171c,
            Ink::Blue => 0x7f_b2ea,
            Ink::Grey => 0xa7_b0bc,
            Ink::Orange => 0xf0_a06a,
            Ink::Teal => 0x5c_c4bd,
            Ink::Purple => 0xc2_a1e6,
            Ink::Gold => 0xdc_b94a,
            Ink::OnDark | Ink::OnLight | Ink::Answer(_) => self.light(),
        }
    }

    fn place(self) -> u32 {
        match self {
            Ink::Answer(step) => 0x40 + u32::from(step.min(ANSWER_STEPS - 1)),
            named => {
                let place = NAMED.iter().position(|&ink| ink == named);
                place.map_or(0, |p| p as u32 + 1)
            }
        }
    }
}

/// Writes the style rules that map the sentinels to custom properties, and the properties for light and dark.
///
/// Gives (rules, light properties, dark properties).
pub(in super::super) fn style() -> (String, String, String) {
    let (mut rules, mut light, mut dark) = (String::new(), String::new(), String::new());
    for ink in Ink::all() {
        let (code, name) = (ink.sentinel(), ink.place());
        // Writing to a string cannot fail.
        let _ = write!(rules, "[fill=\"#{code:06X}\"]{{fill:var(--i{name})}}[stroke=\"#{code:06X}\"]{{stroke:var(--i{name})}}");
        let _ = write!(light, "--i{name}:#{:06x};", ink.light());
        if ink.dark() != ink.light() {
            let _ = write!(dark, "--i{name}:#{:06x};", ink.dark());
        }
    }
    (rules, light, dark)
}

/// Colour of one step, straight between the published stops.
fn ramp(step: u8) -> u32 {
    let step = u32::from(step.min(ANSWER_STEPS - 1));
    // Ten intervals over four gaps: position in tenths of a whole, times four.
    let (gap, rest) = ((step * 4 / 10).min(3), step * 4 - (step * 4 / 10).min(3) * 10);
    let (from, to) = (STOPS[gap as usize], STOPS[gap as usize + 1]);
    let channel = |shift: u32| {
        let (a, b) = ((from >> shift) & 255, (to >> shift) & 255);
        ((a * (10 - rest) + b * rest + 5) / 10) << shift
    };
    channel(16) | channel(8) | channel(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.1 relative luminance, with the fifth root by Newton's rule.
    fn luminance(colour: u32) -> f64 {
        let linear = |shift: u32| {
            let v = f64::from((colour >> shift) & 255) / 255.0;
            if v <= 0.039_28 {
                return v / 12.92;
            }
            let x = (v + 0.055) / 1.055;
            let target = x * x;
            let mut root = 1.0_f64;
            for _ in 0..60 {
                let fourth = root * root * root * root;
                root -= (fourth * root - target) / (5.0 * fourth);
            }
            x * x * root
        };
        0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn the_contrast_formula_gives_the_known_ends() {
        assert!((contrast(0, 0xff_ffff) - 21.0).abs() < 1e-9);
        assert!((contrast(0x76_7676, 0xff_ffff) - 4.54).abs() < 0.01);
    }

    #[test]
    fn words_and_marks_are_readable_in_both_modes() {
        let modes: [fn(Ink) -> u32; 2] = [Ink::light, Ink::dark];
        for mode in modes {
            let page = mode(Ink::Surface);
            for ink in [Ink::Text, Ink::Muted, Ink::Blue, Ink::Grey, Ink::Orange, Ink::Teal, Ink::Purple, Ink::Gold] {
                let c = contrast(mode(ink), page);
                assert!(c >= 4.5, "{ink:?} on the page has {c}");
            }
            // The strongest cell of a heat map: 46 % blue over the page.
            let cell = [16, 8, 0].map(|shift| {
                let part = |colour: u32| (colour >> shift) & 255;
                ((part(mode(Ink::Blue)) * 46 + part(page) * 54) / 100) << shift
            });
            let c = contrast(mode(Ink::Text), cell.iter().sum());
            assert!(c >= 4.5, "words on the strongest cell have {c}");
            let c = contrast(mode(Ink::Rule), page);
            assert!(c >= 3.0, "rules have {c}");
            for step in 0..ANSWER_STEPS {
                let bar = Ink::Answer(step);
                let c = contrast(mode(bar.words_on()), mode(bar));
                assert!(c >= 4.5, "words on step {step} have {c}");
            }
        }
    }

    #[test]
    fn the_ramp_meets_its_published_ends_and_middle() {
        assert_eq!(ramp(0), STOPS[0]);
        assert_eq!(ramp(5), STOPS[2]);
        assert_eq!(ramp(10), STOPS[4]);
    }

    #[test]
    fn sentinels_differ() {
        let mut codes: Vec<u32> = Ink::all().map(Ink::sentinel).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Ink::all().count());
    }
}
