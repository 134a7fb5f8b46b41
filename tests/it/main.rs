//! The one integration test binary.

mod report_fixture;
mod report_page;
