//! Seeds, purposes, cells and the streams they open.

use super::draws::Draws;
use super::fill::pair_of;
use super::philox::philox4x32_10;

/// The seed of a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Seed(pub u64);

/// What a stream is for.
///
/// Streams of different purposes never meet, so more draws for one never shift another.
///
/// # Determinism
/// The numbers are frozen: they are part of the key. New purposes go at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Purpose {
    /// The uncertain inputs θ of a replicate.
    Theta = 1,
    /// A persona's tastes.
    Taste = 2,
    /// Awareness and distribution: which alternatives a persona considers.
    Consider = 3,
    /// A persona's response style.
    Style = 4,
    /// The noise of a stated answer.
    Answer = 5,
    /// The choice itself, where one is drawn.
    Choice = 6,
    /// What happens at the touchpoints of a journey.
    Journey = 7,
    /// The noise of a stated willingness to pay.
    Willingness = 8,
    /// The making of a persona.
    Persona = 9,
    /// Who is asked in a simulated survey.
    Survey = 10,
    /// Bootstrap resamples.
    Bootstrap = 11,
    /// The scrambling of designs.
    Design = 12,
    /// Resampling of rows of microdata.
    Resample = 13,
    /// Who believes which claim.
    Believe = 14,
    /// The time until the next work item comes in.
    Arrival = 15,
    /// How long a piece of work takes, and whether it comes out wrong.
    Service = 16,
    /// How hard an item is, and when the world finds out that it is wrong.
    Item = 17,
    /// How long a review takes, and its verdict.
    Review = 18,
    /// When an agent goes off script.
    Drift = 19,
    /// Which way an item takes.
    Route = 20,
    /// Which items are approved before, and which are sampled afterwards.
    Cover = 21,
    /// What a hand-off loses, and how long it takes.
    HandOff = 22,
    /// When a model is out, and for how long.
    Outage = 23,
    /// How long an item waits for a review at most.
    Patience = 24,
    /// Whether somebody who watches notices an item, and the verdict.
    Veto = 25,
    /// How long an audit takes, and its verdict.
    Audit = 26,
    /// Which candidates lie on the front, as far as replicates tell.
    Select = 32,
    /// The judgements of a cross-impact matrix.
    CrossImpact = 64,
    /// Latin hypercube samples.
    Latin = 112,
    /// Trajectories of one step an input.
    Morris = 113,
    /// Which cases a rule is looked for in again.
    Halves = 114,
    /// The steps of a person's tastes in a sampler.
    TasteStep = 115,
    /// The spread of tastes over people in a sampler.
    TasteSpread = 116,
    /// What nobody knows of the worth and cost of ways through the years.
    Pathway = 118,
    /// Which class of tastes a persona belongs to.
    Class = 120,
    /// Who somebody in an economy is: taste, skill, what they like and fear.
    Person = 80,
    /// Whom somebody in an economy knows.
    Tie = 81,
    /// Who reconsiders in a month, and what they choose.
    Reconsider = 82,
    /// What somebody without work chooses, and whether they look around.
    Search = 83,
    /// Who is laid off.
    LayOff = 84,
    /// What a new firm is like.
    Found = 85,
    /// How a firm's productivity moves, and whether it fails.
    Firm = 86,
    /// How a month goes for somebody who works alone.
    Alone = 87,
}

/// The cell of a run: one draw of the uncertain inputs and one inner run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At {
    /// The replicate: which draw of the uncertain inputs.
    pub theta: u32,
    /// The inner run within the replicate.
    pub inner: u32,
}

/// The random streams of one cell.
///
/// # Determinism
/// The key of a purpose is the first two words of Philox4x32-10 with counter (θ, inner, purpose, 0) and the seed's two halves as key, low half
/// first. The words of (purpose, entity, occurrence) are Philox4x32-10 of the counters (entity low, entity high, occurrence, 0), (…, 1), …
/// under that key. Frozen value tests hold the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    seed: Seed,
    at: At,
}

impl Streams {
    /// Opens the streams of a cell.
    pub fn new(seed: Seed, at: At) -> Self {
        Self { seed, at }
    }

    /// Returns the cell.
    pub fn at(&self) -> At {
        self.at
    }

    /// Returns the stream of one purpose, entity and occurrence, from its start.
    pub fn draws(&self, purpose: Purpose, entity: u64, occurrence: u32) -> Draws {
        Draws::new(self.key(purpose), entity, occurrence)
    }

    /// Returns the streams of one purpose, for callers that open many of them: the key is made once.
    pub fn stream(&self, purpose: Purpose) -> Stream {
        Stream { key: self.key(purpose) }
    }

    pub(crate) fn key(&self, purpose: Purpose) -> [u32; 2] {
        let counter = [self.at.theta, self.at.inner, u32::from(purpose as u16), 0];
        let words = philox4x32_10(counter, [self.seed.0 as u32, (self.seed.0 >> 32) as u32]);
        [words[0], words[1]]
    }
}

/// The streams of one purpose in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
}

impl Stream {
    pub(super) fn key(&self) -> [u32; 2] {
        self.key
    }

    /// Returns the stream of an entity and occurrence, from its start.
    #[inline]
    pub fn draws(&self, entity: u64, occurrence: u32) -> Draws {
        Draws::new(self.key, entity, occurrence)
    }

    /// Returns the first two uniforms of that stream: one block of the generator.
    #[inline]
    pub fn pair(&self, entity: u64, occurrence: u32) -> [f64; 2] {
        pair_of(philox4x32_10([entity as u32, (entity >> 32) as u32, occurrence, 0], self.key))
    }

    /// Returns the first uniform of that stream.
    #[inline]
    pub fn one(&self, entity: u64, occurrence: u32) -> f64 {
        self.pair(entity, occurrence)[0]
    }
}
