//! Charts: one file a kind, each a plain view model that draws itself wide (860 px) and narrow (358 px).
//!
//! Numbers and strings come in, shapes go to the pen. A chart never knows where its numbers come from, never
//! panics on empty, huge, hostile or non-finite input, and keeps its own labels apart.

mod convergence;
mod drivers;
mod dumbbell;
mod fan;
mod heatmap;
mod journey;
mod kind;
mod likert;
mod price;
mod shares;
mod tornado;
mod transfer;
mod van_westendorp;

pub use convergence::Convergence;
pub use drivers::{DriverRow, Drivers};
pub use dumbbell::{Dumbbell, DumbbellRow};
pub use fan::{Fan, FanPoint};
pub use heatmap::{HeatCell, HeatRow, Heatmap};
pub use journey::{Direction, Journey, Stage, XlmMark};
pub use kind::{Chart, Layout};
pub use likert::{Likert, LikertRow};
pub use price::{BestPrice, CurvePoint, PriceCurves, PricePanel};
pub use shares::{ShareRow, Shares};
pub use tornado::{Flip, Tornado, TornadoRow};
pub use transfer::{Transfer, TransferCell};
pub use van_westendorp::{Crossing, VanWestendorp};
