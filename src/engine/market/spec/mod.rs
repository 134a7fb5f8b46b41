//! How a market is written down: the tables of a study file that describe the concept, its alternatives, tastes, survey and journey.

mod alternative;
mod fed;
mod fitted;
mod journey;
mod survey;
mod taste;

pub use alternative::{AlternativeSpec, AttributeValue, ClaimSpec, ConceptSpec, NoneSpec};
pub use fed::{Fed, FromTeam, Names, TeamFigure};
pub use fitted::{Classes, Fitted, FittedTaste, In, Twins, Varies};
pub use journey::{AtLeast, Channel, Indicator, TouchpointSpec, XlmSource, XlmSpec};
pub use survey::{Ask, PriceTestSpec, QuestionSpec, ResponseStyle, SurveySpec, VanWestendorpSpec};
pub use taste::{Better, ChoiceSpec, Shape, TasteSpec, TastesSpec};
