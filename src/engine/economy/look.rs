//! Measures a month while it passes: counts, sums and histograms of everybody and every firm.

use super::firms::Firm;
use super::outcome::{OUTCOMES, Outcome, Outcomes};
use super::paths::Month;
use super::people::flag;
use super::state::State;

/// Bins of income: thirty-two to a doubling, from 2⁻¹⁰ to 2¹⁰.
const BINS: usize = 20 * 32;
/// Months of tenure that are told apart.
const MONTHS: usize = 541;
/// What counts as worn out.
const WORN: f64 = 0.72;
/// Years of profit that a firm is worth.
const WORTH: f64 = 5.0;

/// What is seen of one person in a month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// How many work in their firm; 0 without one.
    pub(super) size: f32,
    pub(super) flags: u8,
    pub(super) income: f64,
    pub(super) before: f64,
    /// What they earn by work, of that in their firm, and beside it; and what they get as founders.
    pub(super) work: f64,
    pub(super) own: f64,
    pub(super) side: f64,
    pub(super) profit: f64,
    /// The part of their work's pay that is for human value.
    pub(super) human: f64,
    pub(super) worn: f64,
    pub(super) ideas: f64,
    pub(super) savings: f64,
    pub(super) sources: [u8; 5],
    /// Months in the present place; years since 20.
    pub(super) months: i32,
    pub(super) age: u8,
    pub(super) guild: bool,
}

/// Everything that is counted in a month.
#[derive(Debug, Clone)]
pub(super) struct Look {
    incomes: Vec<u32>,
    sums: Vec<f64>,
    tenure: [Vec<u32>; 3],
    counts: Counts,
    closely: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    people: f64,
    employed: f64,
    earning: f64,
    idle: f64,
    income: f64,
    changed: f64,
    compared: f64,
    work: f64,
    side: f64,
    alone_work: f64,
    sources: [f64; 5],
    human: f64,
    gig: f64,
    own: f64,
    portfolio: f64,
    isolated: f64,
    worn: f64,
    savings: f64,
    ideas: f64,
    profit: f64,
    self_employed: f64,
    employees: f64,
    loyal: f64,
    alone: f64,
    firms: [f64; 6],
    payroll: f64,
    in_large: f64,
    largest: f64,
    output: f64,
    micro_output: f64,
    survivors: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            incomes: vec![0; BINS],
            sums: vec![0.0; BINS],
            tenure: [vec![0; MONTHS], vec![0; MONTHS], vec![0; MONTHS]],
            counts: Counts::default(),
            closely: true,
        }
    }
}

/// The bin of an income: the exponent and the first five bits after it.
#[inline]
fn bin(income: f64) -> usize {
    let bits = (income as f32).to_bits() >> 18;
    let lowest = (2.0_f32).to_bits() >> 18;
    (bits as i64 - (i64::from(lowest) - 11 * 32)).clamp(0, BINS as i64 - 1) as usize
}

/// Where a bin starts.
fn start(bin: usize) -> f64 {
    let lowest = i64::from((2.0_f32).to_bits() >> 18) - 11 * 32;
    f64::from(f32::from_bits(((bin as i64 + lowest) as u32) << 18))
}

impl Look {
    /// Starts a month; one that is not looked at closely leaves nothing but incomes.
    pub(super) fn begin(&mut self, closely: bool) {
        self.closely = closely;
        self.incomes.fill(0);
        self.sums.fill(0.0);
        self.tenure.iter_mut().for_each(|ages| ages.fill(0));
        self.counts = Counts::default();
    }

    #[inline]
    pub(super) fn alone_firm(&mut self) {
        self.counts.alone += 1.0;
    }

    pub(super) fn firm(&mut self, firm: &Firm, output: f64, of_cohort: bool) {
        let (c, people) = (&mut self.counts, f64::from(firm.people));
        for (count, least) in c.firms.iter_mut().zip([2, 5, 10, 20, 100, 500]) {
            *count += f64::from(u8::from(firm.people >= least));
        }
        c.payroll += people;
        if firm.people >= 500 {
            c.in_large += people;
        }
        c.largest = c.largest.max(people);
        c.output += output;
        if firm.people <= 5 {
            c.micro_output += output;
        }
        c.survivors += f64::from(u8::from(of_cohort));
    }

    /// Whether the month is looked at closely.
    pub(super) fn is_close(&self) -> bool {
        self.closely
    }

    /// Counts incomes alone, and where they lie only if that is asked for.
    pub(super) fn incomes(&mut self, incomes: &[f64], bins: bool) {
        self.counts.people += incomes.len() as f64;
        for income in incomes {
            self.counts.income += income;
        }
        if bins {
            for &income in incomes {
                self.incomes[bin(income)] += 1;
            }
        }
    }

    #[inline]
    pub(super) fn person(&mut self, seen: &Seen, usual: f64) {
        let bin = bin(seen.income);
        self.incomes[bin] += 1;
        self.sums[bin] += seen.income;
        let c = &mut self.counts;
        c.people += 1.0;
        c.income += seen.income;
        let payroll = seen.size > 1.0;
        let owner = seen.flags & flag::OWNER != 0;
        c.employed += f64::from(u8::from(payroll));
        c.earning += f64::from(u8::from(seen.work + seen.profit > 0.05 * usual));
        let both = seen.income + seen.before;
        if seen.before > 0.0 && both > 0.0 {
            c.changed += (seen.income - seen.before).abs() / (0.5 * both);
            c.compared += 1.0;
        }
        c.work += seen.work;
        c.side += seen.side;
        c.profit += seen.profit;
        c.human += seen.human;
        let all: u32 = seen.sources.iter().map(|&part| u32::from(part)).sum();
        let one = seen.human / f64::from(all.max(1));
        for (sum, part) in c.sources.iter_mut().zip(seen.sources) {
            *sum += one * f64::from(part);
        }
        c.worn += f64::from(u8::from(seen.worn > WORN));
        c.savings += seen.savings;
        c.ideas += seen.ideas;
        if seen.size == 0.0 {
            c.idle += 1.0;
            c.isolated += 1.0;
        } else if payroll {
            if owner {
                c.self_employed += 1.0;
            } else {
                let months = (seen.months.max(0) as usize).min(MONTHS - 1);
                c.employees += 1.0;
                c.loyal += f64::from(u8::from(months >= 60));
                self.tenure[0][months] += 1;
                match seen.age {
                    5..15 => self.tenure[1][months] += 1,
                    35..45 => self.tenure[2][months] += 1,
                    _ => {}
                }
            }
            c.portfolio += f64::from(u8::from(seen.side > 0.0));
            c.own += f64::from(u8::from(seen.size <= 5.0));
        } else {
            c.self_employed += 1.0;
            c.alone_work += seen.own;
            if seen.flags & flag::GIG != 0 {
                c.gig += 1.0;
            } else {
                c.own += 1.0;
            }
            c.isolated += f64::from(u8::from(!seen.guild));
        }
    }

    /// The mean income.
    pub(super) fn mean(&self) -> f64 {
        self.counts.income / self.counts.people
    }

    /// The median income, along a straight line within its bin.
    pub(super) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    fn quantile(&self, share: f64) -> f64 {
        let wanted = share * self.counts.people;
        let mut below = 0.0;
        for (bin, &count) in self.incomes.iter().enumerate().filter(|(_, count)| **count > 0) {
            if below + f64::from(count) >= wanted {
                let (from, to) = (start(bin), start(bin + 1));
                return (to - from).mul_add((wanted - below) / f64::from(count), from);
            }
            below += f64::from(count);
        }
        f64::NAN
    }

    /// Gini coefficient and the share of the tenth with the most, from the bins.
    fn spread(&self) -> (f64, f64) {
        let (people, income) = (self.counts.people, self.counts.income);
        let (mut count, mut sum, mut area, mut top) = (0.0, 0.0, 0.0, 0.0);
        for (&bin, &of_bin) in self.incomes.iter().zip(&self.sums) {
            let bin = f64::from(bin);
            area += bin * (2.0 * sum + of_bin);
            let over = (count + bin - 0.9 * people).clamp(0.0, bin);
            if bin > 0.0 {
                top += of_bin * over / bin;
            }
            count += bin;
            sum += of_bin;
        }
        (1.0 - area / (people * income), top / income)
    }

    fn middle(&self, median: f64) -> f64 {
        let (low, high) = (bin(median * 2.0 / 3.0), bin(median * 2.0));
        let count: u64 = self.incomes[low..=high].iter().map(|&count| u64::from(count)).sum();
        // The parts of the two bins at the ends that lie outside.
        let part = |bin: usize, at: f64| f64::from(self.incomes[bin]) * ((at - start(bin)) / (start(bin + 1) - start(bin))).clamp(0.0, 1.0);
        let low_part = part(low, median * 2.0 / 3.0);
        let high_part = f64::from(self.incomes[high]) - part(high, median * 2.0);
        (count as f64 - low_part - high_part) / self.counts.people
    }

    /// The median months of a histogram, in years; a month is spread evenly from its start to the next.
    fn years(counts: &[u32]) -> f64 {
        let all: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        let (wanted, mut below) = (0.5 * all as f64, 0.0);
        for (month, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            if below + f64::from(count) >= wanted {
                return (month as f64 + (wanted - below) / f64::from(count)) / 12.0;
            }
            below += f64::from(count);
        }
        f64::NAN
    }

    /// All outcomes of the month.
    pub(super) fn end(&self, state: &State, month: &Month, now: i32) -> Outcomes {
        let c = &self.counts;
        let median = self.quantile(0.5);
        let (gini, top) = self.spread();
        let mean = self.mean();
        let mut out = Outcomes([f64::NAN; OUTCOMES]);
        let per_thousand = 1000.0 / c.people;
        // Output is what firms make and what people make alone and beside a job, before profit and pay are told apart.
        let made_alone = c.alone_work + c.side;
        let output = c.output + made_alone;
        let equity = WORTH * 12.0 * c.profit;
        let flows = &state.flows;
        let share = |count: u32| f64::from(count) / c.people;
        use Outcome as O;
        for (outcome, value) in [
            (O::Employment, c.employed / c.people),
            (O::Participation, c.earning / c.people),
            (O::Gap, (c.earning - c.employed) / c.people),
            (O::Idle, c.idle / c.people),
            (O::Output, output / c.people),
            (O::OutputAlone, made_alone / output),
            (O::OutputMicro, (c.alone_work + c.micro_output) / output),
            (O::Median, median),
            (O::Mean, mean),
            (O::VolatilityOne, c.changed / c.compared),
            (O::VolatilityAll, if state.mean > 0.0 { (mean - state.mean).abs() / state.mean } else { f64::NAN }),
            (O::Gini, gini),
            (O::TopTenth, top),
            (O::Middle, self.middle(median)),
            (O::Savings, c.savings / c.people / state.usual),
            (O::Equity, equity / c.people / state.usual),
            (O::Ideas, c.ideas / c.people / state.usual),
            (O::Owned, (equity + c.ideas) / (equity + c.ideas + c.savings)),
            (O::FromTaste, c.sources[0] / c.work),
            (O::FromTrust, c.sources[1] / c.work),
            (O::FromNiche, c.sources[2] / c.work),
            (O::FromRelationships, c.sources[3] / c.work),
            (O::FromCommunity, c.sources[4] / c.work),
            (O::FromRoutine, 1.0 - c.human / c.work),
            (O::Gig, c.gig / c.people),
            (O::OwnMicro, c.own / c.people),
            (O::Portfolio, c.portfolio / c.people),
            (O::Tenure, Self::years(&self.tenure[0])),
            (O::TenureYoung, Self::years(&self.tenure[1])),
            (O::TenureOld, Self::years(&self.tenure[2])),
            (O::Loyalty, c.loyal / c.employees),
            (O::Isolation, c.isolated / c.people),
            (O::Burnout, c.worn / c.people),
            (O::Alone, c.alone * per_thousand),
            (O::Firms2, (c.firms[0] - c.firms[1]) * per_thousand),
            (O::Firms5, c.firms[1] * per_thousand),
            (O::Firms10, c.firms[2] * per_thousand),
            (O::Firms20, c.firms[3] * per_thousand),
            (O::Firms100, c.firms[4] * per_thousand),
            (O::Firms500, c.firms[5] * per_thousand),
            (O::In500, c.in_large / c.payroll),
            (O::Largest, c.largest / c.payroll),
            (O::Nonemployers, (c.alone + c.portfolio) * per_thousand),
            (O::SelfEmployed, c.self_employed / (c.people - c.idle)),
            (O::Changes, share(flows.changes)),
            (O::LaidOff, share(flows.laid_off)),
            (O::Founders, share(flows.founders)),
            (O::Births, f64::from(flows.births) * per_thousand),
            (O::Ends, (f64::from(flows.ends) - f64::from(flows.again)) * per_thousand),
            (O::Cohort, f64::from(state.births[(now - 12).rem_euclid(13) as usize]) * per_thousand),
            (O::Survivors, c.survivors * per_thousand),
            (O::Demand, state.demand),
            (O::Tax, state.tax),
            (O::Tasks, month.tasks),
        ] {
            out.set(outcome, value);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_follow_each_other() {
        for place in 1..BINS - 1 {
            let (from, to) = (start(place), start(place + 1));
            assert!(from < to && to / from < 1.035, "{place}");
            assert_eq!((bin(from * 1.0001), bin(to * 0.9999)), (place, place));
        }
        assert_eq!((bin(0.0), bin(1e9)), (0, BINS - 1));
    }

    #[test]
    fn equal_incomes_have_no_inequality_and_one_rich_has_all() {
        let seen = |income: f64| Seen {
            size: 1.0,
            flags: 0,
            income,
            before: 0.0,
            work: income,
            own: income,
            side: 0.0,
            profit: 0.0,
            human: 0.5,
            worn: 0.0,
            ideas: 0.0,
            savings: 0.0,
            sources: [10; 5],
            months: 0,
            age: 0,
            guild: false,
        };
        let mut look = Look::default();
        (0..1000).for_each(|_| look.person(&seen(1.0), 1.0));
        let (gini, top) = look.spread();
        assert!(gini.abs() < 1e-12 && (top - 0.1).abs() < 1e-12 && (look.middle(1.0) - 1.0).abs() < 1e-12);
        look.begin(true);
        (0..999).for_each(|_| look.person(&seen(0.0), 1.0));
        look.person(&seen(500.0), 1.0);
        let (gini, top) = look.spread();
        assert!((gini - 0.999).abs() < 1e-9 && (top - 1.0).abs() < 1e-12);
        // Half at 1 and half at 3: 1/4.
        look.begin(true);
        (0..500).for_each(|_| look.person(&seen(1.0), 1.0));
        (0..500).for_each(|_| look.person(&seen(3.0), 1.0));
        assert!((look.spread().0 - 0.25).abs() < 1e-9);
    }

    #[test]
    fn medians_of_months_lie_within_their_month() {
        let mut counts = vec![0; MONTHS];
        counts[24] = 10;
        assert!((Look::years(&counts) - 24.5 / 12.0).abs() < 1e-12);
        counts[60] = 30;
        assert!(Look::years(&counts) > 5.0);
    }
}
