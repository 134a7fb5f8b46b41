//! Tables of text for people: columns that line up.

use unicode_width::UnicodeWidthStr;

/// How a column lines up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Lays rows out in columns two blanks apart, indented by two. Rows may be shorter than `sides`; blanks at the end of a line are left out.
pub(super) fn table(sides: &[Side], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> =
        (0..sides.len()).map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, side), width) in row.iter().zip(sides).zip(&widths) {
            let blanks = " ".repeat(width - cell.width());
            line.push_str("  ");
            match side {
                Side::Left => line.extend([cell.as_str(), &blanks]),
                Side::Right => line.extend([blanks.as_str(), cell]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_letters_weigh() {
        let rows = [["É–a", "1.5"], ["bc", "12.5"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(table(&[Side::Left, Side::Right], &rows), "  É–a   1.5\n  bc   12.5\n");
        assert_eq!(table(&[Side::Left, Side::Left], &[vec!["a".into()], vec!["b".into(), String::new()]]), "  a\n  b\n");
    }
}
