//! The help texts: their form, and whether their examples are correct.

use crate::common::{commands, examples, help, leaves, run};

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

#[test]
fn help_fits_a_terminal_of_eighty_columns() {
    for leaf in leaves() {
        let help = help(&leaf, "--help");
        for line in help
            .split("\nFormats:\n")
            .nth(1)
            .unwrap_or_default()
            .lines()
        {
            let command = line.trim_start().starts_with("$ ") || line.ends_with('\\');
            assert!(!command || line.len() <= 80, "{leaf:?}: {line}");
        }
    }
}

#[test]
fn exit_statuses_are_in_the_help() {
    let help = help(&[], "--help");
    for status in (0..=6).chain([101, 130]) {
        assert!(help.contains(&format!("\n  {status}  ")), "status {status}");
    }
}
