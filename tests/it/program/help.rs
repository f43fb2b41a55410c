//! The help texts: their form, and whether their examples are correct.

use crate::common::{commands, countersign, examples, help, leaves, run};

#[test]
fn short_help_is_one_sentence_without_a_full_stop() {
    for command in commands().iter().filter(|command| !command.is_empty()) {
        let help = help(command, "-h");
        let first = help.lines().next().unwrap_or_default();
        assert!(
            !first.is_empty() && !first.ends_with('.'),
            "{command:?}: {first:?}"
        );
        assert!(
            first.chars().next().is_some_and(char::is_uppercase),
            "{command:?}: {first:?}"
        );
    }
}

#[test]
fn every_leaf_ends_with_examples_that_work() {
    let mut count = 0;
    for leaf in leaves() {
        let help = help(&leaf, "--help");
        let (_, text) = help
            .split_once("\nExamples:\n")
            .unwrap_or_else(|| panic!("{leaf:?} has no examples"));
        let text = text
            .lines()
            .map(|line| line.strip_prefix("  ").unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n");
        let examples = examples(&text);
        count += examples.len();
        examples.iter().for_each(run);
    }
    assert!(count > 10, "only {count} examples were found");
}

#[test]
fn every_format_of_a_leaf_is_explained() {
    for leaf in leaves() {
        let help = help(&leaf, "--help");
        let Some((_, option)) = help.split_once("--format <") else {
            continue;
        };
        let (_, formats) = help
            .split_once("\nFormats:\n")
            .unwrap_or_else(|| panic!("{leaf:?} explains no formats"));
        let option = option.split("\n      --").next().unwrap_or_default();
        let names = match option.split_once("[possible values: ") {
            Some((_, values)) => values
                .split(']')
                .next()
                .unwrap_or_default()
                .split(", ")
                .map(str::to_owned)
                .collect::<Vec<_>>(),
            None => option
                .lines()
                .filter_map(|line| {
                    line.trim()
                        .strip_prefix("- ")?
                        .split(':')
                        .next()
                        .map(str::to_owned)
                })
                .collect(),
        };
        assert!(!names.is_empty(), "{leaf:?}: no formats in {option}");
        for name in names {
            assert!(
                formats
                    .lines()
                    .any(|line| line.trim_start().starts_with(&name)),
                "{leaf:?} does not explain {name}"
            );
        }
    }
}

/// The help from its usage to its options, and what follows the options, on a terminal of so many columns.
fn usage_and_examples(command: &[String], columns: &str) -> (String, String) {
    let mut program = countersign();
    program.args(command).arg("--help").env("COLUMNS", columns);
    let help = String::from_utf8(program.output().expect("it starts").stdout).expect("UTF-8");
    let usage = help.split_once("\nUsage: ").expect("a usage").1;
    let usage = usage.split("\n\n").next().unwrap_or_default();
    let (_, rest) = help.split_once("\nExit status:\n").expect("statuses");
    (format!("Usage: {usage}"), rest.to_owned())
}

#[test]
fn commands_that_are_shown_fit_a_terminal_of_eighty_columns() {
    for command in commands() {
        let (usage, examples) = usage_and_examples(&command, "80");
        let shown = examples.lines().filter(|line| {
            // a known answer is as long as it is
            line.trim_start().starts_with("$ ") || line.ends_with(['\\', '|'])
        });
        for line in usage.lines().chain(shown) {
            assert!(line.len() <= 80, "{command:?}: {line}");
        }
        assert_eq!(
            usage_and_examples(&command, "100").1,
            examples,
            "{command:?}"
        );
    }
}

#[test]
fn the_first_help_has_an_example_of_every_noun() {
    let help = help(&[], "--help");
    let (_, examples) = help.split_once("\nExamples:\n").expect("examples");
    for noun in commands().iter().filter(|command| command.len() == 2) {
        assert!(
            examples.contains(&format!("countersign {} ", noun[0])),
            "{noun:?}"
        );
    }
}

#[test]
fn exit_statuses_are_in_every_help() {
    for command in commands() {
        let help = help(&command, "--help");
        for status in (0..=6).chain([101, 130]) {
            assert!(
                help.contains(&format!("\n  {status}  ")),
                "{command:?}: status {status}"
            );
        }
    }
}
