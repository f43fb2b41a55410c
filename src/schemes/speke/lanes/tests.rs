use hex_literal::hex;
use proptest::{collection::vec, prelude::*, sample::Index};
use sha2::{Digest, Sha256};

use super::{Batch, KeyIdBytes, LANES, Level, Prefix};

/// The oracle: one message, hashed by sha2 in the plain way.
fn expected(message: &[u8]) -> KeyIdBytes {
    let digest = Sha256::digest(message);
    std::array::from_fn(|i| digest[i] ^ digest[i + 16])
}

/// The key ids of all `messages`, each cut in two at its cut: a prefix and the rest.
fn hashed(level: Level, messages: &[(Vec<u8>, usize)]) -> Vec<KeyIdBytes> {
    let mut batch = Batch::new(level);
    let mut ids = Vec::new();
    for (message, cut) in messages {
        let (prefix, rest) = message.split_at(*cut);
        let (middle, end) = rest.split_at(rest.len() / 3);
        ids.extend_from_slice(
            batch
                .push(&Prefix::new(&[prefix]), &[middle, end])
                .unwrap_or_default(),
        );
    }
    ids.extend_from_slice(batch.finish());
    ids
}

fn message(length: usize, seed: usize) -> Vec<u8> {
    (0..length)
        .map(|i| (i * 31 + seed * 7 + length).to_le_bytes()[0])
        .collect()
}

#[test]
fn every_length_in_every_lane_gives_what_sha2_gives() {
    for level in Level::available() {
        for length in 0..=300 {
            // Lengths differ between neighbours, and over the outer loop every lane meets every length.
            let messages: Vec<_> = (0..LANES)
                .map(|lane| (message((length + 19 * lane) % 301, lane), 0))
                .collect();
            let ids = hashed(level, &messages);
            for (lane, (message, _)) in messages.iter().enumerate() {
                assert_eq!(
                    ids[lane],
                    expected(message),
                    "{level}, lane {lane}, {} bytes",
                    message.len()
                );
            }
        }
    }
}

#[test]
fn every_cut_between_prefix_and_rest_gives_the_same() {
    for level in Level::available() {
        let messages: Vec<_> = (0..=300).map(|cut| (message(300, 5), cut)).collect();
        let expected = expected(&messages[0].0);
        assert!(
            hashed(level, &messages).iter().all(|&id| id == expected),
            "{level}"
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
                "{level}, {count} messages"
            );
        }
    }
}

#[test]
fn nothing_of_the_message_before_is_left_in_a_lane() {
    // The padding is the same for every level.
    let (mut batch, prefix) = (Batch::new(Level::PORTABLE), Prefix::new(&[]));
    let messages: Vec<_> = (0..=120).map(|length| message(length, 1)).collect();
    for before in &messages {
        for message in &messages {
            assert_eq!(batch.push(&prefix, &[before]), None);
            batch.finish();
            assert_eq!(batch.push(&prefix, &[message]), None);
            assert_eq!(
                batch.finish(),
                [expected(message)],
                "{} bytes after {}",
                message.len(),
                before.len()
            );
        }
    }
}

#[test]
fn the_sixteenth_message_empties_the_batch() {
    let mut batch = Batch::new(Level::detect());
    let prefix = Prefix::new(&[]);
    for _ in 1..LANES {
        assert_eq!(batch.push(&prefix, &[b"x"]), None);
    }
    assert_eq!(
        batch.push(&prefix, &[b"x"]),
        Some([expected(b"x"); LANES].as_slice())
    );
    assert!(batch.finish().is_empty());
}

#[test]
fn a_prefix_grows_as_its_parts_do() {
    let parts = [
        message(70, 1),
        message(0, 2),
        message(58, 3),
        message(130, 4),
    ];
    let mut prefix = Prefix::new(&[]);
    for part in &parts {
        prefix = prefix.extend(&[part]);
    }
    let whole = parts.concat();
    for level in Level::available() {
        let mut batch = Batch::new(level);
        assert_eq!(batch.push(&prefix, &[]), None);
        assert_eq!(batch.finish(), [expected(&whole)]);
    }
}

#[test]
fn the_vendors_example_gives_its_key_id() {
    let prefix = Prefix::new(&[b"10d42897-a795-4fd8-a2d4-00e3ab59dece"]);
    for level in Level::available() {
        let mut batch = Batch::new(level);
        // A full batch, so that the level's own instructions hash it.
        for _ in 1..LANES {
            assert_eq!(batch.push(&prefix, &[b"another content id"]), None);
        }
        let ids = batch
            .push(
                &prefix,
                &[b"bd99b041-4353-4b7a-9533-f36ee752b735", b"0", b"0"],
            )
            .unwrap_or_default();
        // 0a1e610d-e346-0665-42b2-409580b51be6 as the bytes of a little-endian GUID.
        assert_eq!(
            ids.last(),
            Some(&hex!("0d611e0a 46e3 6506 42b2 409580b51be6")),
            "{level}"
        );
    }
}

#[test]
fn the_detected_level_is_available_and_the_portable_one_always_is() {
    let names: Vec<_> = Level::available().iter().map(Level::to_string).collect();
    assert_eq!(names[0], "portable");
    assert!(names.contains(&Level::detect().to_string()));
}

proptest! {
    #[test]
    fn mixed_messages_and_cuts_give_what_sha2_gives(
        messages in vec((vec(any::<u8>(), 0..400), any::<Index>()), 0..50),
    ) {
        let messages: Vec<_> = messages
            .into_iter()
            .map(|(message, cut)| { let cut = cut.index(message.len() + 1); (message, cut) })
            .collect();
        let expected: Vec<_> = messages.iter().map(|(message, _)| expected(message)).collect();
        for level in Level::available() {
            prop_assert_eq!(&hashed(level, &messages), &expected, "{}", level);
        }
    }

    #[test]
    fn short_messages_behind_one_prefix_give_what_sha2_gives(
        prefix in vec(any::<u8>(), 0..200),
        rests in vec(vec(any::<u8>(), 0..70), 0..50),
    ) {
        let shared = Prefix::new(&[&prefix]);
        for level in Level::available() {
            let mut batch = Batch::new(level);
            let mut ids = Vec::new();
            for rest in &rests {
                ids.extend_from_slice(batch.push(&shared, &[rest]).unwrap_or_default());
            }
            ids.extend_from_slice(batch.finish());
            let expected: Vec<_> = rests.iter().map(|rest| expected(&[&prefix[..], rest].concat())).collect();
            prop_assert_eq!(ids, expected, "{}", level);
        }
    }
}
