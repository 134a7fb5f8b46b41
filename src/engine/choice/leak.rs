//! Whether held-out answers were known to what was learned from.

use super::data::ChoiceData;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The least number of tasks by which one person is known under another name: fewer may be alike by chance.
const TELLING: usize = 4;

/// A way in which held-out answers were known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leak {
    /// A person of those held out is among those learned from.
    Person(u64),
    /// A person of those held out has a double among those learned from: other name, same tasks, same answers.
    Double {
        /// Who is held out.
        held: u64,
        /// Who was learned from.
        known: u64,
    },
    /// A task of those held out was learned from.
    Task(usize),
}

/// Who had the same tasks.
#[derive(Debug, Default)]
struct Asked {
    people: BTreeSet<u64>,
    /// Those who were learned from, and where their tasks stand.
    known: Vec<(u64, Range<usize>)>,
}

/// Looks for people who are held out and were learned from, under the same name or another.
///
/// Two people count as one where nobody else had their tasks and they gave the same answers. Where a questionnaire went to several people, the same answers
/// may well come from two of them, so that a person asked twice cannot be told from a like mind.
pub fn leaked_people(known: &ChoiceData<'_>, held: &ChoiceData<'_>) -> Vec<Leak> {
    let mut names = BTreeSet::new();
    let mut asked: BTreeMap<u64, Asked> = BTreeMap::new();
    for (data, is_known) in [(known, true), (held, false)] {
        for tasks in data.people() {
            let id = data.person(tasks.start);
            let alike = asked.entry(print(data, tasks.clone())).or_default();
            alike.people.insert(id);
            if is_known {
                names.insert(id);
                alike.known.push((id, tasks));
            }
        }
    }
    let mut leaks = Vec::new();
    for tasks in held.people() {
        let id = held.person(tasks.start);
        if names.contains(&id) {
            leaks.push(Leak::Person(id));
            continue;
        }
        if tasks.len() < TELLING {
            continue;
        }
        let Some(alike) = asked.get(&print(held, tasks.clone())) else { continue };
        let double = alike.known.iter().find(|(_, others)| same((held, tasks.clone()), (known, others.clone())));
        if let (2, Some((other, _))) = (alike.people.len(), double) {
            leaks.push(Leak::Double { held: id, known: *other });
        }
    }
    leaks
}

/// Looks for tasks that are held out and were learned from; both are given by their places in the same survey.
pub fn leaked_tasks(known: &[usize], held: &[usize]) -> Vec<Leak> {
    let known: BTreeSet<usize> = known.iter().copied().collect();
    held.iter().copied().filter(|task| known.contains(task)).map(Leak::Task).collect()
}

/// What was put to people, as bits: what was available, and its features.
fn bits<'a>(data: &'a ChoiceData<'_>, tasks: Range<usize>) -> impl Iterator<Item = u64> + 'a {
    tasks.flat_map(move |task| {
        let open = (0..data.alternatives()).filter(move |&alternative| data.is_available(task, alternative));
        let features = open.flat_map(move |alternative| data.features_of(task, alternative).iter().map(|x| (x + 0.0).to_bits()));
        (0..data.alternatives()).map(move |alternative| u64::from(data.is_available(task, alternative))).chain(features)
    })
}

/// Fowler, Noll and Vo's hash over words.
fn print(data: &ChoiceData<'_>, tasks: Range<usize>) -> u64 {
    bits(data, tasks).fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ word ^ (word >> 32)).wrapping_mul(0x0100_0000_01b3))
}

fn same(a: (&ChoiceData<'_>, Range<usize>), b: (&ChoiceData<'_>, Range<usize>)) -> bool {
    let answers = |of: &(&ChoiceData<'_>, Range<usize>)| of.1.clone().map(|task| of.0.chosen(task)).collect::<Vec<usize>>();
    let alike = a.0.alternatives() == b.0.alternatives() && a.0.features() == b.0.features();
    alike && answers(&a) == answers(&b) && bits(a.0, a.1).eq(bits(b.0, b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_is_found_under_the_same_name_and_under_another() {
        let x: Vec<f64> = (0..24).map(f64::from).collect();
        let known = ChoiceData::new(2, 1, &x[..16], &[true; 16], &[0, 1, 0, 1, 1, 1, 0, 0], &[1, 1, 1, 1, 2, 2, 2, 2]).unwrap();
        let double = ChoiceData::new(2, 1, &x[8..16], &[true; 8], &[1, 1, 0, 0], &[7, 7, 7, 7]).unwrap();
        assert_eq!(leaked_people(&known, &double), [Leak::Double { held: 7, known: 2 }]);
        let named = ChoiceData::new(2, 1, &x[16..], &[true; 8], &[1, 1, 0, 0], &[1, 1, 8, 8]).unwrap();
        assert_eq!(leaked_people(&known, &named), [Leak::Person(1)]);
        // A questionnaire of three people: two like minds.
        let many = [&x[..16], &x[8..16]].concat();
        let asked = ChoiceData::new(2, 1, &many, &[true; 24], &[0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0], &[1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
            .unwrap();
        assert_eq!(leaked_people(&asked, &double), []);
        // Same tasks, one other answer.
        let other = ChoiceData::new(2, 1, &x[8..16], &[true; 8], &[1, 1, 0, 1], &[7, 7, 7, 7]).unwrap();
        assert_eq!(leaked_people(&known, &other), []);
        assert_eq!(leaked_tasks(&[0, 1, 2], &[2, 3]), [Leak::Task(2)]);
    }
}
