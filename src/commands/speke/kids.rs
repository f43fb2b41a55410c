//! The key ids that are looked for.

use std::collections::HashMap;

use countersign::speke::KeyId;
use countersign::speke::lanes::KeyIdBytes;

use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};

/// Key ids as they were given, and a table that finds them by their bytes in either order.
pub(super) struct Kids {
    pub(super) texts: Vec<String>,
    /// The places of the key ids that these bytes are, and whether in the order in which they were given.
    table: HashMap<KeyIdBytes, Vec<(usize, ByteOrder)>>,
    /// A bit for each value of some of the bytes: almost all candidates are told apart without the table.
    bits: Vec<u64>,
}

/// In which order the bytes of a key id match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteOrder {
    AsGiven,
    Swapped,
}

impl ByteOrder {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AsGiven => "as given",
            Self::Swapped => "swapped",
        }
    }
}

impl Kids {
    /// Reads the key ids of the command line, any of which may be malformed, and of a file, where that costs a line only. Gives, if lines were bad, the
    /// failure that says so at the end.
    pub(super) fn read(
        arguments: &[String],
        file: Option<&FileArg>,
        console: &Console,
    ) -> Result<(Self, Option<Failure>), Failure> {
        let mut key_ids = Vec::new();
        for text in arguments {
            let key_id: KeyId = text
                .parse()
                .map_err(|error| Failure::input(format!("'{text}' {error}")))?;
            key_ids.push((text.clone(), key_id));
        }
        let mut bad = 0;
        if let Some(file) = file {
            let bytes = file.read("--kids")?;
            for (line, text) in (1..).zip(
                String::from_utf8_lossy(&bytes)
                    .trim_start_matches('\u{feff}')
                    .lines()
                    .map(str::trim),
            ) {
                match text.parse() {
                    Ok(key_id) => key_ids.push((text.to_owned(), key_id)),
                    Err(_) if text.is_empty() => {}
                    Err(error) => {
                        bad += 1;
                        console.complain(format_args!("{}: line {line}: {error}", file.name()));
                    }
                }
            }
        }
        let name = file.map(FileArg::name).unwrap_or_default();
        let lines = if bad == 1 { "line" } else { "lines" };
        Ok((
            Self::new(key_ids),
            (bad > 0)
                .then(|| Failure::input(format!("{name}: {bad} bad {lines}, all others are done"))),
        ))
    }

    fn new(key_ids: Vec<(String, KeyId)>) -> Self {
        let mut kids = Self {
            texts: Vec::new(),
            table: HashMap::new(),
            bits: vec![0; (key_ids.len() * 2).next_power_of_two().max(1 << 10)],
        };
        for (place, (text, key_id)) in key_ids.into_iter().enumerate() {
            kids.texts.push(text);
            // what is hashed is a little-endian GUID
            kids.add(*key_id.swapped().as_bytes(), place, ByteOrder::AsGiven);
            if key_id != key_id.swapped() {
                kids.add(*key_id.as_bytes(), place, ByteOrder::Swapped);
            }
        }
        kids
    }

    fn add(&mut self, bytes: KeyIdBytes, place: usize, order: ByteOrder) {
        let (word, bit) = self.bit(&bytes);
        self.bits[word] |= bit;
        self.table.entry(bytes).or_default().push((place, order));
    }

    /// Which bit stands for these bytes.
    fn bit(&self, bytes: &KeyIdBytes) -> (usize, u64) {
        let hash = u64::from_le_bytes(*bytes.last_chunk().unwrap_or(&[0; 8]));
        // there is a power of two of words
        (
            usize::try_from(hash >> 6 & (self.bits.len() as u64 - 1)).unwrap_or_default(),
            1 << (hash & 63),
        )
    }

    /// Whether any candidate may be looked for: almost always the answer is no.
    pub(super) fn may_have_any(&self, candidates: &[KeyIdBytes]) -> bool {
        let hits = candidates
            .iter()
            .map(|candidate| self.bit(candidate))
            .fold(0, |hits, (word, bit)| hits | (self.bits[word] & bit));
        hits != 0
    }

    /// The key ids that a candidate is.
    pub(super) fn find(&self, candidate: &KeyIdBytes) -> &[(usize, ByteOrder)] {
        self.table.get(candidate).map_or(&[], Vec::as_slice)
    }
}
