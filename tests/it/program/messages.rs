//! Messages on standard error: colors only where they belong, steps on demand, and no change if backtraces are enabled.

use crate::common::countersign;

/// The standard error of a run.
fn says(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = countersign()
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts");
    String::from_utf8(output.stderr).expect("UTF-8")
}

const FAILING: &[&[&str]] = &[
    &[
        "starleaf",
        "key",
        "--salt",
        "0g",
        "--iterations",
        "1",
        "--password-env",
        "PATH",
    ],
    &[
        "device",
        "sign",
        "--challenge",
        "c",
        "--password-env",
        "PATH",
        "x",
    ],
    &["starleaf", "kye"],
    &["man", "no-such-page"],
    &[],
];

#[test]
fn there_are_no_colors_in_a_pipe() {
    for arguments in FAILING {
        assert!(!says(arguments, &[]).contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn color_always_applies_to_usage_errors_too() {
    for arguments in &FAILING[..4] {
        for color in [&["--color", "always"][..], &["--color=always"]] {
            let text = says(&[arguments, color].concat(), &[]);
            assert!(
                text.starts_with("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m "),
                "{arguments:?}: {text:?}"
            );
        }
        assert!(
            !says(
                &[arguments, &["--color", "never"][..]].concat(),
                &[("CLICOLOR_FORCE", "1")]
            )
            .contains('\u{1b}')
        );
    }
}

#[test]
fn enabled_backtraces_change_no_message() {
    for arguments in FAILING {
        assert_eq!(
            says(arguments, &[("RUST_BACKTRACE", "1")]),
            says(arguments, &[]),
            "{arguments:?}"
        );
    }
}

#[test]
fn every_error_has_a_message_without_a_full_stop() {
    for arguments in &FAILING[..4] {
        let text = says(arguments, &[]);
        let first = text.lines().next().unwrap_or_default();
        let message = first
            .strip_prefix("error: ")
            .unwrap_or_else(|| panic!("{arguments:?}: {text}"));
        // TARGET is a name, not the start of a sentence
        let is_sentence = message
            .chars()
            .zip(message.chars().skip(1))
            .next()
            .is_some_and(|(a, b)| a.is_uppercase() && !b.is_uppercase());
        assert!(!message.ends_with('.') && !is_sentence, "{first}");
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.starts_with("hint: ") || line.starts_with("  ")),
            "{text}"
        );
    }
}
