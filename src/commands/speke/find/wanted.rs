//! The key IDs to search for, found by their bytes in either order.

use std::collections::HashMap;
use std::fmt;

use countersign::speke::KeyId;
use foldhash::fast::RandomState;

/// A key ID to search for.
pub(super) struct Target {
    /// The key ID as given.
    pub(super) text: String,
    pub(super) key_id: KeyId,
    pub(super) origin: Option<Origin>,
}

/// The place of a key ID in a file.
pub(super) struct Origin {
    pub(super) file: String,
    pub(super) line: Option<u64>,
    pub(super) offset: Option<u64>,
    pub(super) place: String,
    /// How many more places of the file have it.
    pub(super) more: u64,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(origin) = &self.origin else {
            return f.write_str(&self.text);
        };
        write!(f, "{} ({}", self.text, origin.file)?;
        if let Some(line) = origin.line {
            write!(f, ", line {line}")?;
        }
        if let Some(offset) = origin.offset {
            write!(f, ", byte {offset}")?;
        }
        if !origin.place.is_empty() {
            write!(f, ", {}", origin.place)?;
        }
        match origin.more {
            0 => f.write_str(")"),
            1 => f.write_str(", and 1 more place)"),
            more => write!(f, ", and {more} more places)"),
        }
    }
}

/// The byte order in which a key ID matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteOrder {
    AsGiven,
    Swapped,
}

/// All targets.
pub(super) struct Wanted {
    pub(super) targets: Vec<Target>,
    /// The indexes of the targets with these bytes, and in which order.
    table: HashMap<KeyId, Vec<(usize, ByteOrder)>, RandomState>,
}

impl Wanted {
    pub(super) fn new(targets: Vec<Target>) -> Self {
        let mut table: HashMap<KeyId, Vec<_>, RandomState> = HashMap::default();
        for (index, Target { key_id, .. }) in targets.iter().enumerate() {
            let mut add = |key_id, order| table.entry(key_id).or_default().push((index, order));
            add(*key_id, ByteOrder::AsGiven);
            if *key_id != key_id.swapped() {
                add(key_id.swapped(), ByteOrder::Swapped);
            }
        }
        Self { targets, table }
    }

    /// Whether a target has one of these key IDs.
    pub(super) fn has_any(&self, key_ids: &[KeyId]) -> bool {
        key_ids.iter().any(|key_id| self.table.contains_key(key_id))
    }

    /// The indexes of the targets with this key ID.
    pub(super) fn find(&self, key_id: &KeyId) -> &[(usize, ByteOrder)] {
        self.table.get(key_id).map_or(&[], Vec::as_slice)
    }

    /// Whether a target comes from a file that is named.
    pub(super) fn have_origins(&self) -> bool {
        self.targets.iter().any(|target| target.origin.is_some())
    }
}
