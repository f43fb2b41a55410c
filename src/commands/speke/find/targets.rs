//! The key IDs to search for, and where they come from.

use std::collections::HashMap;

use countersign::speke::KeyId;
use countersign::speke::inspect::Position;
use serde_json::{Map, Value};

use super::wanted::{Origin, Target};
use crate::catalogue::{BadLine, BadLines};
use crate::commands::speke::inspect;
use crate::terminal::input::{EMPTY_PIPE, FileArg};
use crate::terminal::{Console, Failure};

/// Targets from the command line and from files. A key ID that is in several places of a file is one target.
#[derive(Default)]
pub(super) struct Targets {
    list: Vec<Target>,
    /// The place in the list of each key ID of a file.
    of_files: HashMap<(String, KeyId), usize>,
}

impl Targets {
    /// Reads all sources. A key ID of the command line must be one; in files, what is wrong is skipped. The second result is the failure at the end if
    /// something was skipped.
    pub(super) fn read(
        texts: &[String],
        lines: Option<&FileArg>,
        files: &[FileArg],
        console: &Console,
    ) -> Result<(Vec<Target>, Result<(), Failure>), Failure> {
        let mut targets = Self::default();
        for text in texts {
            let added = targets.add(text, None);
            added.map_err(|error| Failure::input(format!("'{text}' {error}")))?;
        }
        let mut skipped = Ok(());
        if let Some(lines) = lines {
            skipped = targets.add_lines(lines, console)?;
        }
        for file in files {
            skipped = skipped.and(targets.add_file(file, console)?);
        }
        Ok((targets.list, skipped))
    }

    /// Adds a key ID that is written as a text.
    fn add(&mut self, text: &str, origin: Option<Origin>) -> Result<(), String> {
        let key_id = text.parse::<KeyId>().map_err(|error| error.to_string())?;
        self.insert(text.to_owned(), key_id, origin);
        Ok(())
    }

    /// Adds a key ID. The zeros of a file stand for keys that rotate.
    fn insert(&mut self, text: String, key_id: KeyId, origin: Option<Origin>) {
        if let Some(Origin { file, .. }) = &origin {
            if key_id == KeyId::NIL {
                return;
            }
            let next = self.list.len();
            let place = *self.of_files.entry((file.clone(), key_id)).or_insert(next);
            let known = self.list.get_mut(place);
            if let Some(known) = known.and_then(|target| target.origin.as_mut()) {
                known.more += 1;
                return;
            }
        }
        self.list.push(Target {
            text,
            key_id,
            origin,
        });
    }

    /// Adds the key IDs of a file of lines and JSON lines. The inner failure is for the end.
    fn add_lines(
        &mut self,
        file: &FileArg,
        console: &Console,
    ) -> Result<Result<(), Failure>, Failure> {
        let bytes = file.read("--kids")?;
        let lines = String::from_utf8_lossy(&bytes);
        let lines = lines.trim_start_matches('\u{feff}').lines().map(str::trim);
        let mut bad = BadLines::of(&file.name());
        let mut count = 0;
        for (line, text) in (1..).zip(lines).filter(|(_, text)| !text.is_empty()) {
            count += 1;
            let added = if text.starts_with('{') {
                object(text).and_then(|(text, origin)| self.add(&text, origin))
            } else {
                self.add(text, None)
            };
            if let Err(reason) = added {
                bad.add(&BadLine { line, reason }, console);
            }
        }
        if count == 0 {
            console.warn(format_args!("--kids: {file} has no key ID"));
            if *file == FileArg::Stdin {
                console.hint(EMPTY_PIPE);
            }
        }
        Ok(bad.finish(console))
    }

    /// Adds the key IDs of a manifest or another file that `speke inspect` reads. The inner failure is for the end.
    fn add_file(
        &mut self,
        file: &FileArg,
        console: &Console,
    ) -> Result<Result<(), Failure>, Failure> {
        let inspection = inspect::open(file, "--in: ")?;
        inspect::report(&inspection, file, console);
        let mut sightings = inspection.sightings.iter();
        if sightings.len() > 0 && sightings.all(|sighting| sighting.key_id == KeyId::NIL) {
            console.warn(format_args!(
                "--in: {} has no key ID but zeros, which stand for keys that rotate",
                file.name()
            ));
        }
        for sighting in &inspection.sightings {
            let (line, offset) = match sighting.position {
                Position::Line(line) => (Some(line as u64), None),
                Position::Offset(offset) => (None, Some(offset)),
                _ => (None, None),
            };
            let origin = Origin {
                file: file.name(),
                line,
                offset,
                place: sighting.place.to_string(),
                more: 0,
            };
            let key_id = sighting.key_id;
            self.insert(key_id.to_string(), key_id, Some(origin));
        }
        let mut findings = inspection.findings.iter();
        if findings.any(|finding| finding.problem.is_error()) {
            let message = format!("--in: {file} cannot be read completely");
            return Ok(Err(Failure::input(message)));
        }
        Ok(Ok(()))
    }
}

/// The key ID of a JSON object and, if it is a row of `speke inspect`, where it comes from.
fn object(line: &str) -> Result<(String, Option<Origin>), String> {
    let object: Map<String, Value> = serde_json::from_str(line)
        .map_err(|error| format!("is not valid JSON at column {}", error.column()))?;
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| object.get(key).and_then(Value::as_u64);
    let kid = text("kid").ok_or("has no kid")?;
    let origin = text("file").map(|file| Origin {
        file,
        line: number("line"),
        offset: number("offset"),
        place: text("where").unwrap_or_default(),
        more: 0,
    });
    Ok((kid, origin))
}
