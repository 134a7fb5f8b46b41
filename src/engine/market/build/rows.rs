//! Which row of fitted tastes each person has: that of a class, or the person's own.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::{Cx, Span};
use crate::market::model::{ClassesOf, Formula, OwnTastes, PeopleColumn};
use crate::market::spec::{Classes, Twins};
use crate::population::{Column, Data, Making, Population};
use crate::random::{At, Purpose, Streams};
use crate::world::{Input, Inputs};

use super::MarketSpec;

/// The most numbers that people's own tastes may take: a quarter of a gigabyte.
const MOST: usize = 1 << 26;

/// Registers the sizes of the classes.
pub(super) fn classes(spec: &MarketSpec<'_>, people: &Population, inputs: &mut Inputs) -> Option<ClassesOf> {
    let classes = spec.fitted?.classes.as_ref()?;
    let first = classes.names.first()?;
    let mut sizes = vec![Input::Fixed(1.0)];
    for (name, size) in classes.names.iter().zip(&classes.sizes).skip(1) {
        let input = inputs.add(&format!("classes.{name}"), &format!("Size of {name}, against {first}"), "times", size);
        inputs.keep_within(input, (0.0, f64::INFINITY));
        sizes.push(input);
    }
    Some(ClassesOf { sizes, reported: people.segments == classes.names })
}

/// Makes columns of everybody's own tastes, where the study is of the people whose tastes are known one by one.
///
/// # Errors
/// Reported, and `None`: people who are not among those, or too many.
pub(super) fn own(
    spec: &MarketSpec<'_>,
    people: &Population,
    inputs: &mut Inputs,
    columns: &mut Vec<PeopleColumn>,
    cx: &mut Cx,
) -> Option<OwnTastes> {
    let twins = spec.fitted?.twins.as_ref()?;
    let span = spec.concept.name.span;
    let (draws, tastes) = (twins.draws, twins.keys.len());
    let place = inputs.place(&twins.place);
    let rows = rows(twins, people, span, cx)?;
    let size = draws * tastes;
    if size.saturating_mul(people.len()) > MOST {
        cx.error(span, "everybody's own tastes take too much room")
            .got(format!("{} people with {draws} draws of {tastes} tastes", people.len()))
            .allowed(format!("at most {MOST} numbers"))
            .help("take fewer people: `count` under `[people]`");
        return None;
    }
    let first = columns.len();
    for cell in 0..size {
        let values = rows.iter().map(|&row| twins.rows[row * size + cell]).collect();
        columns.push(PeopleColumn { values, formula: Formula::Own });
    }
    Some(OwnTastes { place, draws, tastes, first })
}

/// Finds the rows of everybody.
fn rows(twins: &Twins, people: &Population, span: Span, cx: &mut Cx) -> Option<Vec<usize>> {
    let known: BTreeMap<&str, usize> = twins.people.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let of_donor: Vec<Option<usize>> = people.donor_names.iter().map(|name| known.get(name.as_str()).copied()).collect();
    let found: Vec<Option<usize>> = people.donors.iter().map(|&donor| of_donor.get(donor as usize).copied().flatten()).collect();
    let strangers = found.iter().filter(|row| row.is_none()).count();
    if strangers > 0 {
        cx.error(span, format!("{strangers} of {} people are not among those whose own tastes the fit knows", people.len()))
            .got(if people.has_respondents() { "people of another name" } else { "people without a name" })
            .allowed(format!("the {} people of the fit", twins.people.len()))
            .help("name a population file of the people whose choices were fitted, with `donor` for the column of their names");
        return None;
    }
    found.into_iter().collect()
}

impl Twins {
    /// Those of the people who are there: the same person in the same situation counts once.
    #[must_use]
    pub fn of(people: &Population) -> Population {
        let mut seen = BTreeSet::new();
        let values = |row: usize| -> Vec<u32> {
            let of = |column: &Column| match &column.data {
                Data::Number(values) => values[row].to_bits(),
                Data::Category { codes, .. } => u32::from(codes[row]),
            };
            people.columns.iter().map(of).collect()
        };
        let first = |row: &u32| seen.insert((people.donors[*row as usize], values(*row as usize)));
        let rows: Vec<u32> = (0..people.len() as u32).filter(first).collect();
        let segment = rows.iter().map(|&row| people.segment[row as usize]).collect();
        let mut found = people.regrouped(&rows, segment, people.segments.clone());
        found.segment_notes.clone_from(&people.segment_notes);
        found.making = Making::AsTheyAre;
        found
    }
}

impl Classes {
    /// The people, each shown as one of a class drawn by the classes' sizes. A run draws anew who is of which class.
    #[must_use]
    pub fn of(&self, people: &Population) -> Population {
        let shares = self.shares();
        let streams = Streams::new(self.seed, At::default());
        let class = |id: u32| {
            let draw = streams.draws(Purpose::Class, u64::from(id), 0).uniform();
            let mut below = 0.0;
            let passed = shares.iter().take_while(|&&share| {
                below += share;
                draw >= below
            });
            passed.count().min(shares.len() - 1) as u16
        };
        let mut rows: Vec<(u16, u32)> = people.ids.iter().enumerate().map(|(row, &id)| (class(id), row as u32)).collect();
        rows.sort_unstable();
        let order: Vec<u32> = rows.iter().map(|&(_, row)| row).collect();
        let mut grouped = people.regrouped(&order, rows.into_iter().map(|(class, _)| class).collect(), self.names.clone());
        grouped.segment_notes.clone_from(&self.notes);
        grouped
    }
}
