//! The command reference, COMMANDS.md, made from the arguments themselves.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, CommandFactory};

use super::args::Cli;

/// Returns the command reference as Markdown.
///
/// # Determinism
/// Depends on the arguments' definitions alone.
#[must_use]
pub fn reference() -> String {
    let mut program = Cli::command();
    program.build();
    let mut out = String::from("# Commands\n\n");
    let _ = writeln!(out, "{}\n", about(&program));
    if let Some(after) = program.get_after_help() {
        let _ = writeln!(out, "```text\n{after}\n```\n");
    }
    let _ = writeln!(out, "Made from the program's own help; every command prints it with `--help`.\n\n| command | |\n|---|---|");
    for command in program.get_subcommands() {
        let name = command.get_name();
        let short = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(out, "| [`{name}`](#foretaste-{name}) | {short} |");
    }
    for command in program.get_subcommands() {
        describe(&mut out, command);
    }
    out
}

fn about(command: &clap::Command) -> String {
    command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default()
}

fn describe(out: &mut String, command: &clap::Command) {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let _ =
        writeln!(out, "\n## foretaste {}\n\n{}\n\n```text\n{usage}\n```\n\n| argument | |\n|---|---|", command.get_name(), about(command));
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        let _ = writeln!(out, "| {} | {} |", spelled(argument), explained(argument));
    }
}

fn spelled(argument: &Arg) -> String {
    let value = argument.get_value_names().map(|names| names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" "));
    let takes = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let value = value.filter(|_| takes).unwrap_or_default();
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let text = [names.join(", "), value].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    format!("`{}`", text.replace('|', "\\|"))
}

fn explained(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = help.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.ends_with(['.', ']', ')']) {
        text.push('.');
    }
    let takes = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let possible = argument.get_possible_values();
    if takes && !possible.is_empty() {
        let words: Vec<String> = possible
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| match value.get_help() {
                Some(help) => format!("`{}` ({})", value.get_name(), help.to_string().trim_end_matches('.')),
                None => format!("`{}`", value.get_name()),
            })
            .collect();
        let _ = write!(text, " One of {}.", words.join(", "));
    }
    let defaults = argument.get_default_values();
    if takes && !defaults.is_empty() {
        let words: Vec<String> = defaults.iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        let _ = write!(text, " Default: {}.", words.join(", "));
    }
    text.replace('|', "\\|")
}
