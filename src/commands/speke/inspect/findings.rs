//! What inspecting a file has found, on standard error.

use std::mem::discriminant;

use countersign::speke::inspect::{Finding, Inspection};

use crate::commands::speke::findings;
use crate::terminal::Console;
use crate::terminal::input::FileArg;

/// Reports what is wrong in a file.
pub(in crate::commands::speke) fn report(
    inspection: &Inspection,
    file: &FileArg,
    console: &Console,
) {
    let name = file.name();
    console.step("kind", format_args!("{name}: {}", inspection.kind));
    if inspection.sightings.is_empty() && inspection.findings.is_empty() {
        console.warn(format_args!("{name}: there is no key ID in it"));
    }
    let kind = |finding: &Finding| discriminant(&finding.problem);
    findings::report(
        &inspection.findings,
        kind,
        file,
        console,
        |finding, message| {
            if finding.problem.is_error() {
                console.complain(message);
            } else {
                console.warn(message);
            }
        },
    );
}
