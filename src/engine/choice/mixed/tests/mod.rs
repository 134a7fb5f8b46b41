//! Tests of mixed logit. In come choices made up or shipped; the plain form of [`reference`] must never share code with the kernels.

mod estimates;
mod kernels;
mod made;
mod reference;
mod surveys;
mod weights;
