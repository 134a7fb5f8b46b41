//! The exact front of a team whose members' objectives add up.

use super::front::{checked_tolerance, kept};
use super::points::Points;
use super::{ParetoError, thin};

/// Says how large a front may grow, and what happens past that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The most points on the front after any component; default 1,000,000. While a component with m options is added, m times as many
    /// candidates are held, each 8 bytes an objective and 8 bytes more; of each point kept, 6 bytes stay.
    pub most: usize,
    /// What happens to a front with more points; default [`Beyond::Refuse`].
    pub beyond: Beyond,
    /// The tolerance of [`front`](super::front()), applied after each component; default 0.
    pub tolerance: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most: 1_000_000, beyond: Beyond::Refuse, tolerance: 0.0 }
    }
}

/// Says what happens to a front that grew past its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// It is an error.
    Refuse,
    /// Points that are close to each other are merged, as few as need be, and what that may cost is counted: see [`Assignments::gap`].
    Thin,
}

/// Holds the front of all assignments of a team.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignments {
    points: Points,
    links: Vec<Links>,
    gap: Vec<f64>,
    largest: usize,
}

/// Where the points after one component came from.
#[derive(Clone, Debug, PartialEq)]
struct Links {
    /// The point before.
    before: Vec<u32>,
    /// The option chosen.
    option: Vec<u16>,
}

impl Assignments {
    /// Returns the front's points, in rising order of the first objective, then of the second, and so on.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// Returns the number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Tells whether there are no points, which is never so.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Returns an assignment that gives a point: the option of each component. Where several do, it is one of them.
    ///
    /// # Panics
    /// When there is no such point.
    pub fn assignment(&self, place: usize) -> Vec<u16> {
        let mut at = place;
        let mut options = vec![0; self.links.len()];
        for (option, links) in options.iter_mut().zip(&self.links).rev() {
            *option = links.option[at];
            at = links.before[at] as usize;
        }
        options
    }

    /// Returns how much may have been lost, objective by objective: for every assignment at all there is a point on this front that is at most
    /// this much worse. All zero for an exact front; rounding of the sums comes on top.
    pub fn gap(&self) -> &[f64] {
        &self.gap
    }

    /// Returns the number of points of the largest front on the way, thinned where it was.
    pub fn largest(&self) -> usize {
        self.largest
    }
}

/// Finds the front of all assignments of one option to each component, where the objectives of the options add up.
///
/// Components are added one at a time: each point so far is joined with each option, and what is bettered in everything is left out, since
/// whatever comes later adds the same to both. So the front is exact, however many assignments there are. Its size depends on the values:
/// a front of more than [`Limits::most`] points is refused or thinned.
///
/// # Errors
/// [`ParetoError`] where there is no component, a component has no option or more than 65,536, components differ in their objectives, a value or
/// a sum of the largest values is not finite, the tolerance is not finite and at least 0, or the front grows too large.
///
/// # Determinism
/// Sums are taken in the order of the components, so another order may give sums that differ in their last bits.
///
/// # Source
/// Pareto sums by dynamic programming: Nemhauser & Ullmann 1969, "Discrete dynamic programming and capital allocation", Management
/// Science 15(9); several objectives as in Villarreal & Karwan 1981, "Multicriteria integer programming", Mathematical Programming 21.
pub fn separable(components: &[Points], limits: &Limits) -> Result<Assignments, ParetoError> {
    checked_tolerance(limits.tolerance)?;
    let objectives = components.first().ok_or(ParetoError::NoComponents)?.objectives();
    check(components, objectives)?;
    let most = limits.most.clamp(1, u32::MAX as usize);
    let mut points = Points::with_room(objectives, 1);
    points.push(&vec![0.0; objectives])?;
    let mut gap = vec![limits.tolerance * components.len() as f64; objectives];
    let mut links = Vec::with_capacity(components.len());
    let mut largest = 1;
    for (component, options) in components.iter().enumerate() {
        let before = points.len();
        let mut joined = Points::with_room(objectives, before * options.len());
        for option in options.iter() {
            points.iter().for_each(|point| joined.push_sum(point, option));
        }
        let mut members = kept(&joined, limits.tolerance);
        if members.len() > most {
            match limits.beyond {
                Beyond::Refuse => return Err(ParetoError::TooLarge { component, got: members.len(), most }),
                Beyond::Thin => {
                    let lost = thin::thin(&joined, &mut members, most);
                    gap.iter_mut().zip(lost).for_each(|(gap, lost)| *gap += lost);
                }
            }
        }
        largest = largest.max(members.len());
        links.push(Links {
            before: members.iter().map(|&member| (member % before) as u32).collect(),
            option: members.iter().map(|&member| (member / before) as u16).collect(),
        });
        points = joined.at(&members);
    }
    Ok(Assignments { points, links, gap, largest })
}

fn check(components: &[Points], objectives: usize) -> Result<(), ParetoError> {
    let mut reach = vec![0.0f64; objectives];
    for (component, options) in components.iter().enumerate() {
        if options.objectives() != objectives {
            return Err(ParetoError::Length { expected: objectives, got: options.objectives() });
        }
        if options.is_empty() || options.len() > usize::from(u16::MAX) + 1 {
            return Err(ParetoError::Options { component, got: options.len() });
        }
        options.finite()?;
        for (objective, (reach, (low, high))) in reach.iter_mut().zip(options.ranges()).enumerate() {
            *reach += low.abs().max(high.abs());
            if !reach.is_finite() {
                return Err(ParetoError::Value {
                    point: component,
                    objective,
                    got: *reach,
                    allowed: "finite when added up over components",
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::front;
    use super::super::testing::{planted, points};
    use super::*;
    use proptest::prelude::*;

    /// Every assignment with its sums, the first component's option changing slowest.
    fn enumerate(components: &[Points]) -> (Vec<Vec<u16>>, Points) {
        let objectives = components[0].objectives();
        let (mut all, mut sums) = (vec![Vec::new()], vec![vec![0.0; objectives]]);
        for options in components {
            let mut next = (Vec::new(), Vec::new());
            for (assignment, sum) in all.iter().zip(&sums) {
                for (option, value) in options.iter().enumerate() {
                    next.0.push([&assignment[..], &[option as u16]].concat());
                    next.1.push(sum.iter().zip(value).map(|(a, b)| a + b).collect::<Vec<f64>>());
                }
            }
            (all, sums) = next;
        }
        (all, Points::from_rows(objectives, sums).unwrap())
    }

    fn sums(components: &[Points], assignment: &[u16]) -> Vec<f64> {
        let mut sum = vec![0.0; components[0].objectives()];
        for (options, &option) in components.iter().zip(assignment) {
            sum.iter_mut().zip(options.point(option.into())).for_each(|(sum, value)| *sum += value);
        }
        sum
    }

    #[test]
    fn two_components_by_hand() {
        let components = [points(&[&[0.0, 4.0], &[1.0, 1.0]]), points(&[&[0.0, 2.0], &[3.0, 0.0], &[4.0, 0.5]])];
        let found = separable(&components, &Limits::default()).unwrap();
        assert_eq!(found.points().iter().collect::<Vec<_>>(), [[0.0, 6.0], [1.0, 3.0], [4.0, 1.0]]);
        assert_eq!((0..3).map(|place| found.assignment(place)).collect::<Vec<_>>(), [[0, 0], [1, 0], [1, 1]]);
        assert_eq!((found.gap(), found.largest(), found.is_empty()), (&[0.0, 0.0][..], 3, false));
    }

    #[test]
    fn bad_teams_are_refused() {
        let one = points(&[&[1.0, 2.0]]);
        let limits = Limits::default();
        assert_eq!(separable(&[], &limits), Err(ParetoError::NoComponents));
        assert_eq!(separable(&[one.clone(), Points::new(2).unwrap()], &limits), Err(ParetoError::Options { component: 1, got: 0 }));
        assert_eq!(separable(&[one.clone(), points(&[&[1.0]])], &limits), Err(ParetoError::Length { expected: 2, got: 1 }));
        assert!(matches!(separable(&[points(&[&[1.0, f64::INFINITY]])], &limits), Err(ParetoError::Value { objective: 1, .. })));
        assert!(matches!(separable(&[points(&[&[1e308]]), points(&[&[-1e308]])], &limits), Err(ParetoError::Value { .. })));
        assert!(separable(&[one], &Limits { tolerance: f64::NAN, ..limits }).is_err());
    }

    #[test]
    fn a_front_past_its_limit_is_refused_by_name() {
        let components: Vec<Points> = (0..8).map(|k| points(&[&[f64::from(1 << k), 0.0], &[0.0, f64::from(1 << k)]])).collect();
        let found = separable(&components, &Limits { most: 256, ..Limits::default() }).unwrap();
        assert_eq!((found.len(), found.largest()), (256, 256));
        let refused = separable(&components, &Limits { most: 100, ..Limits::default() });
        assert_eq!(refused, Err(ParetoError::TooLarge { component: 6, got: 128, most: 100 }));
    }

    #[test]
    fn a_thinned_front_keeps_its_promise() {
        for objectives in [2, 3, 4] {
            let components: Vec<Points> = (0..7).map(|seed| planted(seed, 3, objectives, 1_000_000)).collect();
            let (_, all) = enumerate(&components);
            let exact = separable(&components, &Limits::default()).unwrap();
            let most = exact.len() / 4;
            let found = separable(&components, &Limits { most, beyond: Beyond::Thin, tolerance: 0.0 }).unwrap();
            assert!(found.len() <= most && found.largest() <= most && found.len() > most / 2, "{} of {most}", found.len());
            // The first objective is never worse: of merged points the one that is best in it stays.
            assert!(found.gap()[0] == 0.0 && found.gap()[1..].iter().all(|&gap| gap > 0.0));
            let promised = |assignment: &[f64], point: &[f64]| {
                point.iter().zip(assignment).zip(found.gap()).all(|((point, value), gap)| *point <= value + gap + 1e-12)
            };
            assert!(all.iter().all(|assignment| found.points().iter().any(|point| promised(assignment, point))));
            // The promise says something: it is far less than the front is wide.
            let ranges = exact.points().ranges();
            assert!(found.gap().iter().zip(ranges).all(|(gap, (low, high))| *gap < 0.5 * (high - low)), "{:?}", found.gap());
            for place in 0..found.len() {
                assert_eq!(sums(&components, &found.assignment(place)), found.points().point(place));
            }
        }
    }

    fn teams() -> impl Strategy<Value = Vec<Points>> {
        (1usize..=4, 1usize..=5).prop_flat_map(|(objectives, components)| {
            let option = prop::collection::vec((0u8..7).prop_map(|value| f64::from(value) / 4.0), objectives);
            let component = prop::collection::vec(option, 1..5);
            prop::collection::vec(component.prop_map(move |rows| Points::from_rows(objectives, rows).unwrap()), components)
        })
    }

    proptest! {
        #[test]
        fn it_is_the_front_of_every_assignment(components in teams()) {
            let (_, all) = enumerate(&components);
            let expected = front(&all, 0.0).unwrap();
            let found = separable(&components, &Limits::default()).unwrap();
            let expected = all.at(expected.members());
            prop_assert_eq!(found.points(), &expected);
            for place in 0..found.len() {
                let again = sums(&components, &found.assignment(place));
                prop_assert_eq!(&again[..], found.points().point(place));
            }
        }

        #[test]
        fn a_tolerance_loses_no_more_than_it_says(components in teams(), tolerance in 0.0f64..0.4) {
            let (_, all) = enumerate(&components);
            let found = separable(&components, &Limits { tolerance, ..Limits::default() }).unwrap();
            for assignment in all.iter() {
                let near = |point: &[f64]| point.iter().zip(assignment).zip(found.gap()).all(|((p, a), gap)| *p <= a + gap + 1e-12);
                prop_assert!(found.points().iter().any(near));
            }
        }
    }
}
