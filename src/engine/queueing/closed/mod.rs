//! What is known exactly about queues.
//!
//! In: rates, chances, numbers of servers. Out: loads, waits and shares; `None` where a queue grows without end or a rate makes no sense. Rates
//! are per any unit of time, and waits are in that unit.

mod checks;
mod fluid;
mod gate;
mod impatient;
mod network;
mod one_server;
mod servers;
mod sources;
mod tandem;

pub use checks::checks;
pub use fluid::Screen;
pub use gate::{GateAlgebra, GateShares};
pub use impatient::{Impatient, impatient};
pub use network::{Network, Station, network, solve};
pub use one_server::{PriorityClass, general_wait, priority_waits};
pub use servers::{Servers, servers};
pub use sources::{Sources, sources};
pub use tandem::Tandem;
