//! The one integration test binary.

mod population_bad_input;
mod population_making;
mod population_shipped;
mod report_fixture;
mod report_page;
