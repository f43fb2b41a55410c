//! Key ids that are looked for.

use std::collections::HashMap;

use countersign::speke::KeyId;
use foldhash::fast::RandomState;

/// Key ids, found by their bytes in either order.
pub(crate) struct Wanted {
    /// The key ids as they were given.
    pub(crate) texts: Vec<String>,
    /// Which of them has these bytes, and in which order.
    table: HashMap<KeyId, Vec<(usize, ByteOrder)>, RandomState>,
}

/// The order in which the bytes of a key id match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    AsGiven,
    Swapped,
}

impl ByteOrder {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AsGiven => "as given",
            Self::Swapped => "swapped",
        }
    }
}

impl Wanted {
    pub(crate) fn new(key_ids: impl IntoIterator<Item = (String, KeyId)>) -> Self {
        let (texts, key_ids): (Vec<_>, Vec<_>) = key_ids.into_iter().unzip();
        let mut table: HashMap<KeyId, Vec<_>, RandomState> = HashMap::default();
        for (place, key_id) in key_ids.into_iter().enumerate() {
            let mut add = |key_id, order| table.entry(key_id).or_default().push((place, order));
            add(key_id, ByteOrder::AsGiven);
            if key_id != key_id.swapped() {
                add(key_id.swapped(), ByteOrder::Swapped);
            }
        }
        Self { texts, table }
    }

    /// Whether a key id is wanted.
    pub(crate) fn has(&self, key_id: &KeyId) -> bool {
        self.table.contains_key(key_id)
    }

    /// Which of the wanted key ids a key id is.
    pub(crate) fn find(&self, key_id: &KeyId) -> &[(usize, ByteOrder)] {
        self.table.get(key_id).map_or(&[], Vec::as_slice)
    }
}
