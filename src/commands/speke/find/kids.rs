//! The key IDs that are looked for.

use countersign::speke::KeyId;

use crate::catalogue::wanted::Wanted;
use crate::catalogue::{BadLine, BadLines};
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

/// The key IDs of the command line, each of which must be one, and those of a file, whose bad lines are skipped. The second result is the failure
/// at the end, if there were bad lines.
pub(super) fn read(
    texts: &[String],
    file: Option<&FileArg>,
    console: &Console,
) -> Result<(Wanted, Result<(), Failure>), Failure> {
    let mut key_ids: Vec<(String, KeyId)> = Vec::new();
    for text in texts {
        match text.parse() {
            Ok(key_id) => key_ids.push((text.clone(), key_id)),
            Err(error) => return Err(Failure::input(format!("'{text}' {error}"))),
        }
    }
    let Some(file) = file else {
        return Ok((Wanted::new(key_ids), Ok(())));
    };
    let bytes = file.read("--kids")?;
    let lines = String::from_utf8_lossy(&bytes);
    let lines = lines.trim_start_matches('\u{feff}').lines().map(str::trim);
    let mut bad = BadLines::of(&file.name());
    for (line, text) in (1..).zip(lines).filter(|(_, text)| !text.is_empty()) {
        match text.parse::<KeyId>() {
            Ok(key_id) => key_ids.push((text.to_owned(), key_id)),
            Err(error) => {
                let reason = error.to_string();
                bad.add(&BadLine { line, reason }, console);
            }
        }
    }
    let bad = bad.finish(console);
    if key_ids.is_empty() && bad.is_ok() {
        console.warn(format_args!("--kids: {file} has no key ID"));
        if *file == FileArg::Stdin {
            console.hint("did the command before it fail?");
        }
    }
    Ok((Wanted::new(key_ids), bad))
}
