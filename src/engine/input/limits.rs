//! Bounds on what is read, so that no input can exhaust memory or stack.

/// Largest TOML file \[bytes\].
pub const FILE_BYTES: u64 = 16 * 1024 * 1024;
/// Largest CSV file \[bytes\].
pub const CSV_BYTES: u64 = 1024 * 1024 * 1024;
/// Deepest nesting of tables and arrays \[levels\].
pub const DEPTH: usize = 32;
/// Most values that aliases and merged keys of a YAML file may add.
pub const COPIES: usize = 20_000;
/// Most elements of an XML file.
pub const ELEMENTS: usize = 200_000;
/// Longest string \[bytes\].
pub const TEXT_BYTES: usize = 64 * 1024;
/// Most entries of one array or table.
pub const ENTRIES: usize = 1_000_000;
/// Longest name \[characters\].
pub const NAME_CHARS: usize = 120;
/// Longest expression or rule \[bytes\].
pub const EXPRESSION_BYTES: usize = 4 * 1024;
/// Deepest nesting of an expression or rule \[levels\].
pub const EXPRESSION_DEPTH: usize = 48;
