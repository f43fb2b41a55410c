//! DRM data in hex or Base64.

use super::report::{Report, Spot};
use super::sighting::Position;
use crate::speke::drm::{self, Contents, Fault, decode_base64};

/// Reads data that is encoded line by line or as a whole; `false` if it is of no known kind.
pub(super) fn read(text: &str, report: &mut Report) -> bool {
    // the contents of lines are not kept: a file may have millions
    let lines = || {
        let lines = (1..).zip(text.lines());
        lines.filter(|(_, line)| !line.trim().is_empty())
    };
    let each = || lines().map(|(_, line)| decode(line));
    let Some((first, _)) = lines().next() else {
        return false;
    };
    let whole = decode(text);
    // what is complete on each line may also pass for one value
    if each().all(|contents| contents.errors.is_empty())
        || (!whole.errors.is_empty() && each().any(|contents| !contents.mentions.is_empty()))
    {
        for (line, text) in lines() {
            report.add_drm(decode(text), &Spot::new(Position::Line(line), ""));
        }
        return true;
    }
    let is_unknown = |fault: &Fault| matches!(fault, Fault::Unknown | Fault::Base64);
    if whole.errors.iter().any(|error| is_unknown(&error.fault)) {
        return false;
    }
    report.add_drm(whole, &Spot::new(Position::Line(first), ""));
    true
}

/// What is in hex, after `0x` or not, or in Base64; white space is skipped.
fn decode(text: &str) -> Contents {
    let digits: String = text.split_ascii_whitespace().collect();
    let digits = digits.strip_prefix("0x").unwrap_or(&digits);
    let bytes = match hex::decode(digits) {
        Ok(bytes) => Ok(bytes),
        Err(_) => decode_base64(text),
    };
    match bytes {
        Ok(bytes) => drm::read(&bytes),
        Err(error) => Contents::from(Err(error)),
    }
}
