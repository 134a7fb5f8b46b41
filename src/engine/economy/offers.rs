//! What is open to somebody who chooses: how hard they would work in each place, what it would pay and how much it draws them, all places at once.

use crate::num::{Kernel, Path, exp, exp_normal_body, ln, ln_normal_body, run};

/// The least share of their time that people work.
pub(super) const LEAST: f64 = 0.02;

/// Places side by side, and how many such groups: somebody chooses from where they are, up to eight ties, and working alone.
const LANES: usize = 8;
const GROUPS: usize = 2;

/// One number of each offer.
type Column = [[f64; LANES]; GROUPS];

/// Logits beyond this, and pay that is no normal number, take the way that knows every number.
const FAR: f64 = 700.0;

/// A place, before anybody has thought about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Offer {
    /// What a unit of work pays, how many share, what the others put in, and what comes on top of pay.
    pub(super) wage: f64,
    pub(super) people: f64,
    pub(super) others: f64,
    pub(super) extra: f64,
    /// What is liked or disliked about the place beyond pay and leisure, added in this order.
    pub(super) likes: [f64; 3],
    /// How open it is.
    pub(super) open: f64,
}

impl Default for Offer {
    fn default() -> Self {
        Self { wage: 1.0, people: 1.0, others: 0.0, extra: 0.0, likes: [0.0; 3], open: 1.0 }
    }
}

/// Somebody's place: how hard they work there, and what it pays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) effort: f64,
    pub(super) pay: f64,
}

/// Who weighs offers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weigher {
    /// Weight of income against leisure, skill, the share of pay that follows one's own work, and what utility is multiplied by.
    pub(super) taste: f64,
    pub(super) skill: f64,
    pub(super) own_share: f64,
    pub(super) scale: f64,
}

/// Offers in columns. Lanes that hold none keep what was there, which is worked out and not read.
#[derive(Debug, Clone)]
pub(super) struct Offers {
    count: usize,
    wage: Column,
    people: Column,
    others: Column,
    extra: Column,
    likes: [Column; 3],
    open: Column,
    effort: Column,
    pay: Column,
    weight: Column,
}

impl Default for Offers {
    fn default() -> Self {
        let ones = [[1.0; LANES]; GROUPS];
        let zeros = [[0.0; LANES]; GROUPS];
        Self {
            count: 0,
            wage: ones,
            people: ones,
            others: zeros,
            extra: zeros,
            likes: [zeros; 3],
            open: ones,
            effort: zeros,
            pay: zeros,
            weight: zeros,
        }
    }
}

impl Offers {
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    #[inline]
    pub(super) fn push(&mut self, offer: &Offer) {
        let (group, at) = (self.count / LANES, self.count % LANES);
        self.wage[group][at] = offer.wage;
        self.people[group][at] = offer.people;
        self.others[group][at] = offer.others;
        self.extra[group][at] = offer.extra;
        for (likes, like) in self.likes.iter_mut().zip(offer.likes) {
            likes[group][at] = like;
        }
        self.open[group][at] = offer.open;
        self.count += 1;
    }

    /// The best effort in each place, what it pays, and the weight of the place in a logit.
    ///
    /// Pay is `w (k e + g)`: `k` what follows one's own work, own share and equal share alike, `g` the equal share of what the others do. The best
    /// effort under the utility `taste · ln pay + (1 − taste) · ln(1 − effort)` is then `taste − (1 − taste) g / k`, or the least there is: a member of a
    /// large firm leans on the others (free riding).
    ///
    /// # Source
    /// Axtell 2018, "Endogenous firm dynamics and labor flows via heterogeneous agents", Handbook of Computational Economics 4: individually optimal
    /// effort under a Cobb-Douglas utility of income and leisure. His returns `a E + b E²` grow without bound; here they end (see
    /// [`Numbers::returns`](super::Numbers::returns)), which makes the best effort linear.
    pub(super) fn weigh(&mut self, by: Weigher) {
        if !run(Path::Widest, Weigh(self, by)) {
            self.weigh_any(by);
        }
    }

    /// The logits and weights again, for numbers of any size.
    #[cold]
    fn weigh_any(&mut self, by: Weigher) {
        for place in 0..self.count {
            let (group, at) = (place / LANES, place % LANES);
            let utility = by.taste * ln(self.pay[group][at]) + (1.0 - by.taste) * ln(1.0 - self.effort[group][at]);
            let utility = utility + self.likes[0][group][at] + self.likes[1][group][at] + self.likes[2][group][at];
            self.weight[group][at] = exp(by.scale * utility) * self.open[group][at];
        }
    }

    pub(super) fn place(&self, at: usize) -> Place {
        Place { effort: self.effort.as_flattened()[at], pay: self.pay.as_flattened()[at] }
    }

    /// Gives an offer another weight than the logit.
    pub(super) fn set_weight(&mut self, at: usize, weight: f64) {
        self.weight.as_flattened_mut()[at] = weight;
    }

    /// Which offer is taken, from a uniform number: the first where weights fall to nothing.
    pub(super) fn chosen(&self, uniform: f64) -> usize {
        let weights = self.weights();
        let mut left = uniform * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        0
    }

    fn weights(&self) -> &[f64] {
        &self.weight.as_flattened()[..self.count]
    }
}

/// Weighs offers in vectors; false where some number is out of the reach of the short ways.
struct Weigh<'a>(&'a mut Offers, Weigher);

impl Kernel for Weigh<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let Self(o, by) = self;
        let equal = 1.0 - by.own_share;
        let mut sound = true;
        for group in 0..o.count.div_ceil(LANES) {
            let (wage, people, others, extra) = (&o.wage[group], &o.people[group], &o.others[group], &o.extra[group]);
            let [first, second, third] = &o.likes;
            let (first, second, third, open) = (&first[group], &second[group], &third[group], &o.open[group]);
            let (effort, pay, weight) = (&mut o.effort[group], &mut o.pay[group], &mut o.weight[group]);
            let mut logits = [0.0; LANES];
            for i in 0..LANES {
                let k = by.skill * (by.own_share + equal / people[i]);
                let g = equal * others[i] / people[i];
                let best = by.taste - (1.0 - by.taste) * g / k;
                effort[i] = if best < LEAST { LEAST } else { best };
                pay[i] = wage[i] * (k * effort[i] + g) + extra[i];
            }
            for i in 0..LANES {
                let utility = by.taste * ln_normal_body(pay[i]) + (1.0 - by.taste) * ln_normal_body(1.0 - effort[i]);
                logits[i] = by.scale * (utility + first[i] + second[i] + third[i]);
            }
            for i in 0..LANES {
                weight[i] = exp_normal_body(logits[i]) * open[i];
            }
            let farthest = logits.iter().fold(0.0, |far: f64, logit| far.max(logit.abs()));
            let (least, most) = pay.iter().fold((1.0, 1.0), |(least, most): (f64, f64), pay| (least.min(*pay), most.max(*pay)));
            sound &= farthest < FAR && least >= f64::MIN_POSITIVE && most <= f64::MAX;
        }
        sound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(by: Weigher, offers: &[Offer]) -> Offers {
        let mut all = Offers::default();
        offers.iter().for_each(|offer| all.push(offer));
        all.weigh(by);
        all
    }

    /// The best effort by trying many.
    fn searched(taste: f64, skill: f64, own_share: f64, people: f64, others: f64) -> f64 {
        let k = skill * (own_share + (1.0 - own_share) / people);
        let g = (1.0 - own_share) * others / people;
        let utility = |effort: f64| taste * ln(k.mul_add(effort, g)) + (1.0 - taste) * ln(1.0 - effort);
        (200..9_990).map(|step| f64::from(step) / 10_000.0).max_by(|a, b| utility(*a).total_cmp(&utility(*b))).unwrap()
    }

    fn best(taste: f64, skill: f64, own_share: f64, people: f64, others: f64) -> f64 {
        weighed(Weigher { taste, skill, own_share, scale: 1.0 }, &[Offer { people, others, ..Offer::default() }]).place(0).effort
    }

    #[test]
    fn the_closed_form_is_the_best_of_many_efforts() {
        for (taste, skill, own_share, people, others) in
            [(0.5, 1.0, 0.7, 1.0, 0.0), (0.5, 1.0, 0.7, 20.0, 9.0), (0.3, 0.4, 0.6, 100.0, 50.0), (0.8, 2.0, 0.5, 3.0, 0.7)]
        {
            let (effort, found) = (best(taste, skill, own_share, people, others), searched(taste, skill, own_share, people, others));
            assert!((effort - found).abs() < 2e-4, "{taste} {people}: {effort} {found}");
        }
        // Alone, time goes by taste; in a firm, people lean on the others.
        assert_eq!(best(0.6, 1.3, 0.7, 1.0, 0.0), 0.6);
        assert!(best(0.6, 1.3, 0.7, 50.0, 25.0) < 0.6);
        assert_eq!(best(0.2, 0.1, 0.05, 50.0, 40.0), LEAST);
    }

    #[test]
    fn both_ways_weigh_alike_and_all_lanes_do() {
        let offer = |i: u32| {
            let x = f64::from(i);
            Offer {
                wage: 0.3 + 0.4 * x,
                people: 1.0 + 7.0 * x,
                others: 2.9 * x,
                extra: 0.1 * x,
                likes: [0.1, -0.2 * x, 0.03],
                open: 1.0 / (1.0 + x),
            }
        };
        let by = Weigher { taste: 0.55, skill: 1.2, own_share: 0.7, scale: 1.0 / 0.3 };
        let all: Vec<Offer> = (0..10).map(offer).collect();
        let quick = weighed(by, &all);
        let mut plain = quick.clone();
        plain.weigh_any(by);
        assert_eq!(quick.weights(), plain.weights());
        for (at, offer) in all.iter().enumerate() {
            assert_eq!(weighed(by, &[*offer]).weights()[0].to_bits(), quick.weights()[at].to_bits());
        }
        // Past the reach of the short way: a scale that makes weights overflow.
        let far =
            weighed(Weigher { scale: 1e4, ..by }, &[Offer { wage: 1e3, ..Offer::default() }, Offer { wage: 1e-3, ..Offer::default() }]);
        assert_eq!(far.weights(), [f64::INFINITY, 0.0]);
    }

    #[test]
    fn offers_are_taken_by_their_weights() {
        let mut offers = weighed(Weigher { taste: 0.5, skill: 1.0, own_share: 0.7, scale: 1.0 }, &[Offer::default(); 3]);
        for (at, weight) in [1.0, 2.0, 5.0].into_iter().enumerate() {
            offers.set_weight(at, weight);
        }
        let counts = (0..800).fold([0; 3], |mut counts, step| {
            counts[offers.chosen((f64::from(step) + 0.5) / 800.0)] += 1;
            counts
        });
        assert_eq!(counts, [100, 200, 500]);
        (0..3).for_each(|at| offers.set_weight(at, 0.0));
        assert_eq!(offers.chosen(0.7), 0);
    }
}
