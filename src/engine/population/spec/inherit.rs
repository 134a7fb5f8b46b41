//! A population file that changes another one (`like`).

use crate::input::{Cx, Read};

use super::file::PopulationSpec;

/// How many files may be chained by `like`.
const LONGEST_CHAIN: usize = 8;

impl PopulationSpec {
    /// Takes over what this file leaves unsaid from the file it is `like`, and so on along the chain.
    ///
    /// Columns of the same name are replaced in place, new ones come last; margins, correlations and segments are replaced as a whole where this
    /// file has any; microdata key by key.
    ///
    /// # Errors
    /// `None`, with the reason reported, when a file of the chain cannot be read or the chain is too long (a circle is).
    pub fn inherited(self, cx: &mut Cx) -> Option<Self> {
        let mut own = self;
        for _ in 0..LONGEST_CHAIN {
            let Some(file) = own.like.take() else { return Some(own) };
            let document = cx.follow_toml(&file)?;
            let base = Self::read(document.node(), cx)?;
            own = own.over(base);
        }
        match &own.like {
            None => Some(own),
            Some(file) => {
                cx.error(file.span, "`like` goes round in a circle, or through too many files")
                    .allowed(format!("at most {LONGEST_CHAIN} files"));
                None
            }
        }
    }

    fn over(self, base: Self) -> Self {
        let mut columns = base.columns;
        for column in self.columns {
            match columns.iter_mut().find(|known| known.name.value == column.name.value) {
                Some(known) => *known = column,
                None => columns.push(column),
            }
        }
        let microdata = match (self.microdata, base.microdata) {
            (Some(own), Some(base)) => Some(super::MicrodataSpec {
                file: own.file.or(base.file),
                r#where: own.r#where.or(base.r#where),
                donor: own.donor.or(base.donor),
                weight: own.weight.or(base.weight),
                r#use: own.r#use.or(base.r#use),
                row_called: own.row_called.or(base.row_called),
            }),
            (own, base) => own.or(base),
        };
        Self {
            title: self.title,
            note: self.note.or(base.note),
            source: self.source.or(base.source),
            called: self.called.or(base.called),
            pronouns: self.pronouns.or(base.pronouns),
            like: base.like,
            count: self.count.or(base.count),
            microdata,
            columns,
            margins: if self.margins.is_empty() { base.margins } else { self.margins },
            raking: self.raking.or(base.raking),
            correlations: if self.correlations.is_empty() { base.correlations } else { self.correlations },
            segments: if self.segments.is_empty() { base.segments } else { self.segments },
        }
    }
}
