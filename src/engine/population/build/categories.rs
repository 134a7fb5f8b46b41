//! Numbers cut into categories, and labels looked up.

use crate::input::{Cx, Name, Spanned};

use super::super::people::Data;

/// Most categories a column may have.
pub(super) const MOST_CATEGORIES: usize = 10_000;

/// Cuts numbers into ordered categories: category `i` starts at cut `i − 1`.
pub(super) fn cut(values: &[f32], cuts: &[f64], bands: &[Name]) -> Data {
    let codes = values.iter().map(|&value| cuts.partition_point(|&cut| cut <= f64::from(value)) as u16).collect();
    Data::Category { codes, labels: bands.iter().map(|band| band.as_str().to_owned()).collect() }
}

/// Finds a category by its label.
///
/// # Errors
/// `None`, reported at the label's place with the nearest one that exists.
pub(super) fn find(label: &Spanned<Name>, labels: &[String], cx: &mut Cx) -> Option<u16> {
    match labels.iter().position(|known| known == label.value.as_str()) {
        Some(code) => Some(code as u16),
        None => {
            cx.unknown(label.span, "category", label.value.as_str(), labels.iter().map(String::as_str));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_a_cut_starts_the_next_category() {
        let bands = ["under 25", "25 to 44", "45 or older"].map(Name::literal);
        let Data::Category { codes, labels } = cut(&[18.0, 25.0, 44.9, 45.0, 99.0], &[25.0, 45.0], &bands) else {
            panic!("cuts make categories")
        };
        assert_eq!(*codes, [0, 1, 1, 2, 2]);
        assert_eq!(labels[1], "25 to 44");
    }
}
