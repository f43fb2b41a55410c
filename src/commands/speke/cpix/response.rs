//! Compares a response with its request: the status of each key, and whether they agree.

use countersign::speke::Form;
use countersign::speke::cpix::{Comparison, Document, Overrides, Status};

use super::table::{self, Style};
use super::{findings, plural};
use crate::catalogue::row::Format;
use crate::terminal::input::FileArg;
use crate::terminal::{self, Console, Failure};

/// Prints the status of each key. The inner failure is for the end: the response is not what the override gives.
pub(super) fn check(
    overrides: &Overrides<'_>,
    response: &Document<'_>,
    file: &FileArg,
    (form, format): (Form, Format),
    console: &Console,
) -> Result<Result<(), Failure>, Failure> {
    let comparison = overrides.compare(response);
    findings::of_response(&comparison.findings, file, console);
    let style = Style {
        has_file: false,
        versions: &[overrides.version],
        form,
    };
    let checks = comparison.checks.iter().map(|check| {
        let found = check.found.as_ref().map(|(kid, line)| (kid, *line));
        style.outcome(Some(&check.expected), word(check.status), found)
    });
    let unexpected = comparison.unexpected.iter();
    let unexpected = unexpected.map(|kid| {
        let found = Some((&kid.name, kid.line));
        style.outcome(None, "unexpected", found)
    });
    let empty = style.outcome(None, "", None);
    table::print(&empty, checks.chain(unexpected), format)?;
    Ok(if comparison.agrees() {
        Ok(())
    } else {
        Err(difference(&comparison, file))
    })
}

/// A status as one word.
const fn word(status: Status) -> &'static str {
    match status {
        Status::Found => "found",
        Status::OtherByteOrder => "other-byte-order",
        Status::Requested => "requested",
        Status::Missing => "missing",
    }
}

fn difference(comparison: &Comparison<'_>, file: &FileArg) -> Failure {
    let count = |status| {
        comparison
            .checks
            .iter()
            .filter(|check| check.status == status)
            .count()
    };
    let differing = comparison.checks.len() - count(Status::Found);
    let parts = [
        (
            differing,
            format!(
                "{differing} of {}",
                plural(comparison.checks.len(), "key ID")
            ),
        ),
        (
            comparison.unexpected.len(),
            plural(comparison.unexpected.len(), "unexpected key"),
        ),
        (
            comparison.findings.len(),
            plural(comparison.findings.len(), "other difference"),
        ),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, part)| part)
        .collect();
    let failure = Failure::expected(
        terminal::Status::Other,
        format!("{file} differs: {}", parts.join(", ")),
    );
    let hints = [
        (
            Status::OtherByteOrder,
            "other-byte-order: the response has the bytes of the key ID as .NET and PlayReady order them, not as the GUID is written",
        ),
        (
            Status::Requested,
            "requested: the key server kept the kid it was asked for; --rewrite makes a request for the overriding one",
        ),
        (
            Status::Missing,
            "missing: another --tenant-id, --speke or content ID gives other key IDs",
        ),
    ];
    hints
        .into_iter()
        .filter(|(status, _)| count(*status) > 0)
        .fold(failure, |failure, (_, hint)| failure.hint(hint))
}
