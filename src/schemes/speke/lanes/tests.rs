#![allow(
    unused_imports,
    reason = "the benchmark includes this file without its tests"
)]

use std::mem::discriminant;

use proptest::{collection::vec, prelude::*, sample::Index};
use sha2::{Digest, Sha256};

use super::{Batch, KeyId, LANES, Level, Prefix};

/// The reference: one message, hashed by sha2.
fn expected(message: &str) -> KeyId {
    KeyId::from_digest(&Sha256::digest(message).into())
}

/// The key IDs of all `messages`, each split into a prefix and the rest.
fn hashed(level: Level, messages: &[(String, usize)]) -> Vec<KeyId> {
    let mut batch = Batch::new(level);
    for (message, split) in messages {
        let (prefix, rest) = message.split_at(*split);
        let (middle, end) = rest.split_at(rest.len() / 3);
        batch.push(&Prefix::default().extend(prefix), [middle, end]);
    }
    batch.finish()
}

fn message(length: usize, seed: usize) -> String {
    let byte = |i: usize| (i * 31 + seed * 7 + length).to_le_bytes()[0];
    (0..length).map(|i| char::from(byte(i) % 128)).collect()
}

#[test]
fn the_level_that_is_used_is_among_those_that_are_tested() {
    let used = discriminant(&Level::detect());
    assert!(
        Level::available()
            .iter()
            .any(|level| discriminant(level) == used)
    );
}

#[test]
fn every_length_in_every_lane_gives_what_sha2_gives() {
    for level in Level::available() {
        for length in 0..=300 {
            // adjacent lengths differ, and over the outer loop every lane has every length
            let messages: Vec<_> = (0..LANES)
                .map(|lane| (message((length + 19 * lane) % 301, lane), 0))
                .collect();
            let ids = hashed(level, &messages);
            for (lane, (message, _)) in messages.iter().enumerate() {
                assert_eq!(
                    ids[lane],
                    expected(message),
                    "{level:?}, lane {lane}, {} bytes",
                    message.len()
                );
            }
        }
    }
}

#[test]
fn every_split_into_prefix_and_rest_gives_the_same() {
    for level in Level::available() {
        let messages: Vec<_> = (0..=300).map(|split| (message(300, 5), split)).collect();
        let expected = expected(&messages[0].0);
        assert!(
            hashed(level, &messages).iter().all(|&id| id == expected),
            "{level:?}"
        );
    }
}

#[test]
fn a_batch_of_any_count_gives_that_many_ids_in_order() {
    for level in Level::available() {
        for count in 0..=3 * LANES {
            let messages: Vec<_> = (0..count).map(|i| (message(40 + i, i), 20)).collect();
            let expected: Vec<_> = messages
                .iter()
                .map(|(message, _)| expected(message))
                .collect();
            assert_eq!(
                hashed(level, &messages),
                expected,
                "{level:?}, {count} messages"
            );
        }
    }
}

#[test]
fn nothing_of_the_message_before_is_left_in_a_lane() {
    // the padding is the same for every level
    let messages: Vec<_> = (0..=120)
        .step_by(7)
        .map(|length| message(length, 1))
        .collect();
    for before in &messages {
        for message in &messages {
            let mut batch = Batch::new(Level::Portable);
            [before; LANES]
                .iter()
                .chain(&[message])
                .for_each(|text| batch.push(&Prefix::default(), [text]));
            assert_eq!(
                batch.finish().last(),
                Some(&expected(message)),
                "{} bytes after {}",
                message.len(),
                before.len()
            );
        }
    }
}

#[test]
fn a_prefix_grows_as_its_parts_do() {
    let parts = [
        message(70, 1),
        message(0, 2),
        message(58, 3),
        message(130, 4),
    ];
    let mut prefix = Prefix::default();
    for part in &parts {
        prefix = prefix.extend(part);
    }
    let whole = parts.concat();
    for level in Level::available() {
        let mut batch = Batch::new(level);
        batch.push(&prefix, []);
        assert_eq!(batch.finish(), [expected(&whole)]);
    }
}

#[test]
fn the_vendors_example_gives_its_key_id() {
    let prefix = Prefix::default().extend("10d42897-a795-4fd8-a2d4-00e3ab59dece");
    for level in Level::available() {
        let mut batch = Batch::new(level);
        batch.push(&prefix, ["bd99b041-4353-4b7a-9533-f36ee752b735", "0", "0"]);
        let key_id = batch.finish()[0].to_string();
        assert_eq!(key_id, "0a1e610d-e346-0665-42b2-409580b51be6", "{level:?}");
    }
}

proptest! {
    #[test]
    fn mixed_messages_and_splits_give_what_sha2_gives(
        messages in vec(("[a-z]{0,400}", any::<Index>()), 0..50),
    ) {
        let messages: Vec<_> = messages
            .into_iter()
            .map(|(message, split)| { let split = split.index(message.len() + 1); (message, split) })
            .collect();
        let expected: Vec<_> = messages.iter().map(|(message, _)| expected(message)).collect();
        for level in Level::available() {
            prop_assert_eq!(&hashed(level, &messages), &expected, "{:?}", level);
        }
    }
}
