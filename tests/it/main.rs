//! The one integration test binary.

mod bad_input;
mod cli_generated;
mod cli_program;
mod cli_run;
mod cli_schema;
mod layering;
mod population_bad_input;
mod population_making;
mod population_shipped;
mod report_fixture;
mod report_fixture_crowded;
mod report_fixture_mending;
mod report_page;
mod revise;
mod sheets;
mod validate_bytes;
mod validate_closed_form;
mod validate_fuzz;
mod validate_runs;
mod validate_studies;
mod validate_uncertainty;
