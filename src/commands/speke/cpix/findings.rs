//! Findings on standard error: each with its file and line, no flood of one kind.

use std::mem::discriminant;

use countersign::speke::cpix::{Finding, Flaw};

use crate::terminal::Console;
use crate::terminal::input::FileArg;

/// How many findings of one kind are shown, where not all are asked for: a document may have as many as it has keys.
const SHOWN: usize = 5;

/// Reports the findings of a request, and counts the errors among them.
pub(super) fn of_request(findings: &[Finding], file: &FileArg, console: &Console) -> usize {
    report(findings, file, console, |flaw, message| {
        if flaw.is_error() {
            return console.complain(message);
        }
        console.warn(message);
        if *flaw == Flaw::UnknownSpekeVersion {
            console.hint("say which one it is: --speke v1 or --speke v2");
        }
    });
    findings
        .iter()
        .filter(|finding| finding.flaw.is_error())
        .count()
}

/// Reports the findings of an answer, each of which is a difference.
pub(super) fn of_answer(findings: &[Finding], file: &FileArg, console: &Console) {
    report(findings, file, console, |_, message| {
        console.complain(message);
    });
}

fn report(findings: &[Finding], file: &FileArg, console: &Console, say: impl Fn(&Flaw, String)) {
    let shown = if console.is_verbose() {
        usize::MAX
    } else {
        SHOWN
    };
    let name = file.name();
    let mut kinds: Vec<(&Finding, usize)> = Vec::new();
    for finding in findings {
        let known = kinds
            .iter()
            .position(|(last, _)| discriminant(&last.flaw) == discriminant(&finding.flaw));
        let kind = known.unwrap_or(kinds.len());
        if known.is_none() {
            kinds.push((finding, 0));
        }
        kinds[kind] = (finding, kinds[kind].1 + 1);
        if kinds[kind].1 <= shown {
            say(&finding.flaw, format!("{name}: {finding}"));
        }
    }
    for (Finding { line, flaw }, count) in kinds.into_iter().filter(|(_, count)| *count > shown) {
        say(
            flaw,
            format!(
                "{name}: {} more of this kind (-v shows them), the last on line {line}: {flaw}",
                count - shown
            ),
        );
    }
}
