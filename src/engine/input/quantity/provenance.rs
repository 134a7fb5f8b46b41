//! Where a number comes from.

use crate::input::cx::Cx;
use crate::input::source::Spanned;
use crate::input::text::Text;

crate::choice! {
    /// How well a number is known to be so.
    pub enum Grade {
        /// Measured on the people or things it is about; the source says when and how.
        Measured = "measured",
        /// Found in a publication; the source names it.
        Published = "published",
        /// Somebody's judgement.
        Judgement = "judgement",
    }
}

/// Holds what a number's source and grade are, when stated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Provenance {
    /// Where the number comes from, in words.
    pub source: Option<String>,
    /// How well it is known.
    pub grade: Option<Grade>,
}

impl Provenance {
    /// Joins a source and a grade read from a table, and reports a grade that needs a source and has none.
    pub fn check(source: Option<&Text>, grade: Option<&Spanned<Grade>>, cx: &mut Cx) -> Self {
        if let Some(grade) = grade
            && matches!(grade.value, Grade::Measured | Grade::Published)
            && source.is_none()
        {
            cx.error(grade.span, format!("a {} number needs a `source`", grade.value))
                .help("add `source = \"...\"`: who found it, where and when; or grade it \"judgement\"");
        }
        Self { source: source.map(|text| text.as_str().to_owned()), grade: grade.map(|grade| grade.value) }
    }

    /// Fills what is not stated from the provenance of the table around it.
    #[must_use]
    pub fn or(self, outer: &Self) -> Self {
        // A grade without a source must not borrow the source of another grade.
        if self.grade.is_some() || self.source.is_some() { self } else { outer.clone() }
    }
}
