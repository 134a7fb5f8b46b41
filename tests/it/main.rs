//! The one integration test binary.

mod cli_generated;
mod cli_program;
mod cli_run;
mod cli_schema;
mod population_bad_input;
mod population_making;
mod population_shipped;
mod report_fixture;
mod report_page;
