//! Charts: one file a kind, each a plain view model that draws itself wide (860 px) and narrow (358 px).
//!
//! Numbers and strings come in, shapes go to the pen. A chart never knows where its numbers come from, never
//! panics on empty, huge, hostile or non-finite input, and keeps its own labels apart.

mod autonomy_map;
mod convergence;
mod cross_matrix;
mod day;
mod drivers;
mod dumbbell;
mod fan;
mod flips;
mod front;
mod frontier;
mod gate_load;
mod genealogy;
mod heatmap;
mod influence;
mod journey;
mod kind;
mod knee;
mod likert;
mod lineage;
mod objections;
mod price;
mod reliability;
mod resistance;
mod shares;
mod side_by_side;
mod tornado;
mod transfer;
mod van_westendorp;
mod verdict_map;
mod waterfall;
mod xlm_gap;

pub use autonomy_map::{AutonomyMap, Level, MapAgent, MapGroup, MapSetting};
pub use convergence::Convergence;
pub use cross_matrix::{CrossMatrix, MatrixGroup};
pub use day::{Day, DayBar, DayEvent, DayEventKind, DayKind, DayLane};
pub use drivers::{DriverRow, Drivers};
pub use dumbbell::{Dumbbell, DumbbellRow};
pub use fan::{Fan, FanPoint};
pub use flips::{FlipRow, Flips};
pub use front::{Front, FrontKind, FrontPoint};
pub use frontier::{Frontier, Offer};
pub use gate_load::{GateLoad, GateRow, LoadSlot};
pub use genealogy::{FlowColumn, FlowPath, Genealogy};
pub use heatmap::{HeatCell, HeatRow, Heatmap};
pub use influence::{InfluenceMap, InfluenceRow};
pub use journey::{Direction, Journey, Stage, XlmMark};
pub use kind::{Chart, Layout};
pub use knee::{Knee, KneePoint, KneePool};
pub use likert::{Likert, LikertRow};
pub use lineage::{Draft, Lineage};
pub use objections::{Objection, Objections};
pub use price::{BestPrice, CurvePoint, PriceCurves, PricePanel};
pub use reliability::{Reliability, ReliabilityPoint};
pub use resistance::{Resistance, ResistanceStep};
pub use shares::{ShareRow, Shares};
pub use side_by_side::{SideBySide, SideMeasure, SideRole, SideSetting};
pub use tornado::{Flip, Tornado, TornadoRow};
pub use transfer::{Transfer, TransferCell};
pub use van_westendorp::{Crossing, VanWestendorp};
pub use verdict_map::{VerdictCell, VerdictMap, VerdictRow};
pub use waterfall::{Overlap, Waterfall, WaterfallEnd, WaterfallStep};
pub use xlm_gap::{XlmGap, XlmGapRow};
