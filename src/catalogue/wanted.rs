//! Key ids that are looked for.

use std::collections::HashMap;

use countersign::speke::KeyId;

/// Key ids, found by their bytes in either order.
#[derive(Default)]
pub(crate) struct Wanted {
    /// The key ids as they were given.
    pub(crate) texts: Vec<String>,
    /// Which of them has these bytes, and in which order.
    table: HashMap<KeyId, Vec<(usize, ByteOrder)>>,
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
    pub(crate) fn add(&mut self, text: &str, key_id: KeyId) {
        let place = self.texts.len();
        self.texts.push(text.to_owned());
        let mut add = |key_id, order| self.table.entry(key_id).or_default().push((place, order));
        add(key_id, ByteOrder::AsGiven);
        if key_id != key_id.swapped() {
            add(key_id.swapped(), ByteOrder::Swapped);
        }
    }

    pub(crate) fn has(&self, key_id: &KeyId) -> bool {
        self.table.contains_key(key_id)
    }

    /// Which of the wanted key ids a key id is.
    pub(crate) fn find(&self, key_id: &KeyId) -> &[(usize, ByteOrder)] {
        self.table.get(key_id).map_or(&[], Vec::as_slice)
    }
}
