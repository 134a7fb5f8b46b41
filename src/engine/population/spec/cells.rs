//! The numbers of a margin: a table of categories, one level a column.

use crate::input::{Cx, Data, Json, Name, Node, Read, Schemas, Span, Spanned};

/// Numbers by category; tables in tables where a margin has several columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// The number of the cell whose categories are the keys on the way here.
    Number(Spanned<f64>),
    /// Categories of the next column, in file order, and where the table stands.
    Table(Vec<(Spanned<Name>, Cells)>, Span),
}

/// One cell of a margin: its category names from the first column on, and its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'a> {
    /// The category of each column.
    pub path: Vec<&'a Spanned<Name>>,
    /// The share or count.
    pub number: Spanned<f64>,
}

impl Cells {
    /// Lists all cells, in file order.
    #[must_use]
    pub fn list(&self) -> Vec<Cell<'_>> {
        let mut out = Vec::new();
        self.walk(&mut Vec::new(), &mut out);
        out
    }

    /// Gives the place of the table.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Number(number) => number.span,
            Self::Table(_, span) => *span,
        }
    }

    fn walk<'a>(&'a self, path: &mut Vec<&'a Spanned<Name>>, out: &mut Vec<Cell<'a>>) {
        match self {
            Self::Number(number) => out.push(Cell { path: path.clone(), number: *number }),
            Self::Table(entries, _) => {
                for (name, cells) in entries {
                    path.push(name);
                    cells.walk(path, out);
                    path.pop();
                }
            }
        }
    }
}

impl Read for Cells {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(entries) = node.entries() else {
            if matches!(node.data(), Data::Integer(_) | Data::Float(_)) {
                let value = f64::read(node, cx)?;
                if value < 0.0 {
                    cx.error(node.span(), "a share or count cannot be negative").got(value);
                    return None;
                }
                return Some(Self::Number(Spanned::new(value, node.span())));
            }
            cx.wrong_kind(node, "a number, or a table of categories");
            return None;
        };
        let before = cx.errors();
        let mut cells = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            match Name::new(key.value.as_str()) {
                Ok(name) => {
                    if let Some(inner) = Self::read(node, cx) {
                        cells.push((Spanned::new(name, key.span), inner));
                    }
                }
                Err(error) => {
                    cx.error(key.span, format!("a category {error}"));
                }
            }
        }
        (cx.errors() == before).then_some(Self::Table(cells, node.span()))
    }

    fn schema(defs: &mut Schemas) -> Json {
        defs.define("Cells", concat!(module_path!(), "::Cells"), |defs| {
            let this = Self::schema(defs);
            crate::input::one_of(
                "A share or count, or a table of them by category.",
                vec![
                    serde_json::json!({ "type": "number", "minimum": 0 }),
                    serde_json::json!({ "type": "object", "additionalProperties": this }),
                ],
            )
        })
    }
}
