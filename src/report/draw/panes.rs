//! Small pictures side by side, row after row.

/// Gap between two pictures.
pub(in super::super) const GAP: f64 = 34.0;

/// Holds how pictures are laid out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Panes {
    /// How many stand beside each other.
    pub(in super::super) abreast: usize,
    /// Width of each.
    pub(in super::super) width: f64,
}

impl Panes {
    /// Lays out `many` pictures, each at least `least` wide where the page is; no row is left almost empty if it can be helped.
    pub(in super::super) fn new(page: f64, many: usize, least: f64) -> Self {
        let most = (((page + GAP) / (least + GAP)).floor() as usize).clamp(1, many.max(1));
        let rows = many.div_ceil(most).max(1);
        let abreast = many.div_ceil(rows).max(1);
        Panes { abreast, width: (page - GAP * (abreast as f64 - 1.0)) / abreast as f64 }
    }

    /// Gives the left edge of the picture at a place in its row.
    pub(in super::super) fn left(&self, place: usize) -> f64 {
        (self.width + GAP) * place as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_fill_the_page_in_even_rows() {
        let panes = Panes::new(860.0, 4, 240.0);
        assert_eq!(panes.abreast, 2, "two and two, not three and one");
        assert!((panes.left(1) + panes.width - 860.0).abs() < 1e-9);
        assert_eq!(Panes::new(860.0, 3, 240.0).abreast, 3);
        assert_eq!(Panes::new(358.0, 5, 240.0), Panes { abreast: 1, width: 358.0 });
        assert_eq!(Panes::new(358.0, 0, 900.0).abreast, 1);
    }
}
