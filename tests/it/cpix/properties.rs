//! Documents of any style are read alike, and no bytes make the library panic.

use countersign::speke::cpix::{Document, SpekeVersion};
use countersign::speke::{Input, KeyId};
use proptest::prelude::*;

use super::{DASHIF, TENANT, V1_ROTATION, V1_SAMPLE, V2_ANSWER, V2_SAMPLE};

/// A request of SPEKE v2 with a key for each track type and period.
#[derive(Debug, Clone)]
struct Request {
    content_id: String,
    keys: Vec<Key>,
}

#[derive(Debug, Clone)]
struct Key {
    kid: [u8; 16],
    scheme: String,
    track_type: String,
    period: u32,
}

/// How a document is written: choices, taken one after the other for ever.
struct Style<'s> {
    choices: std::iter::Cycle<std::slice::Iter<'s, u8>>,
    prefix: &'s str,
}

impl Style<'_> {
    fn choose<'c>(&mut self, from: &[&'c str]) -> &'c str {
        from[usize::from(*self.choices.next().unwrap()) % from.len()]
    }

    fn space(&mut self) -> &'static str {
        self.choose(&[" ", "\n", "\t", "\r\n  ", "   "])
    }

    fn between(&mut self) -> &'static str {
        self.choose(&[
            "",
            "\n",
            " ",
            "<!-- kid='no' & <all> -->",
            "<?any kid='no'?>",
            "<Other xmlns='urn:other' kid='no'><ContentKey/></Other>",
        ])
    }

    /// A value with some of its characters as references.
    fn escape(&mut self, value: &str, quote: &str) -> String {
        let escape = |c: char| match (
            c,
            self.choose(&["plain", "plain", "plain", "decimal", "hex"]),
        ) {
            ('&', "plain") => "&amp;".to_owned(),
            ('<', "plain") => "&lt;".to_owned(),
            (_, "plain") if quote.contains(c) => {
                if c == '"' { "&quot;" } else { "&apos;" }.to_owned()
            }
            ('\t' | '\n' | '\r', "plain") | (_, "decimal") => format!("&#{};", u32::from(c)),
            (_, "hex") => format!("&#x{:X};", u32::from(c)),
            _ => c.to_string(),
        };
        value.chars().map(escape).collect()
    }

    fn element(&mut self, name: &str, attributes: &[(&str, String)], content: &str) -> String {
        let mut attributes = attributes.to_vec();
        if self.choose(&["as it is", "reversed"]) == "reversed" {
            attributes.reverse();
        }
        let mut tag = format!("<{}{name}", self.prefix);
        for (name, value) in attributes {
            let quote = self.choose(&["'", "\""]);
            // a marked value is written as it is, but for the mark
            let value = value
                .strip_prefix('\u{E000}')
                .map_or_else(|| self.escape(&value, quote), ToOwned::to_owned);
            tag += &format!(
                "{}{name}{}={}{quote}{value}{quote}",
                self.space(),
                self.choose(&["", " "]),
                self.choose(&["", "\n"])
            );
        }
        tag += self.choose(&["", " ", "\n"]);
        if content.is_empty() && self.choose(&["empty", "not"]) == "empty" {
            return tag + "/>";
        }
        format!(
            "{tag}>{}{content}{}</{}{name}>",
            self.between(),
            self.between(),
            self.prefix
        )
    }
}

/// Writes a request, its kids given as they are to be written.
fn write(request: &Request, style: &mut Style<'_>, kids: &[String]) -> String {
    let kid = |i: usize| ("kid", format!("\u{E000}{}", kids[i]));
    let (mut keys, mut systems, mut periods, mut rules) =
        (String::new(), String::new(), String::new(), String::new());
    for (i, key) in request.keys.iter().enumerate() {
        keys += &style.element(
            "ContentKey",
            &[kid(i), ("commonEncryptionScheme", key.scheme.clone())],
            "",
        );
        systems += &style.element("DRMSystem", &[("systemId", "any".to_owned()), kid(i)], "");
        periods += &style.element(
            "ContentKeyPeriod",
            &[("id", format!("p{i}")), ("index", key.period.to_string())],
            "",
        );
        let filter = style.element("KeyPeriodFilter", &[("periodId", format!("p{i}"))], "");
        rules += &style.element(
            "ContentKeyUsageRule",
            &[kid(i), ("intendedTrackType", key.track_type.clone())],
            &filter,
        );
        keys += style.between();
    }
    let lists = [
        ("ContentKeyList", keys),
        ("DRMSystemList", systems),
        ("ContentKeyPeriodList", periods),
        ("ContentKeyUsageRuleList", rules),
    ];
    let content: String = lists
        .iter()
        .map(|(name, content)| style.element(name, &[], content))
        .collect();
    let declare = if style.prefix.is_empty() {
        "xmlns".to_owned()
    } else {
        format!("xmlns:{}", style.prefix.trim_end_matches(':'))
    };
    let frame = [
        ("contentId", request.content_id.clone()),
        ("version", "2.3".to_owned()),
        (&*declare, "urn:dashif:org:cpix".to_owned()),
    ];
    let start = style.choose(&[
        "",
        "\u{FEFF}",
        "<?xml version=\"1.0\" encoding='utf-8' ?>\n",
        "\u{FEFF}<?xml version='1.0'?>",
        "<!---->",
    ]);
    start.to_owned() + &style.element("CPIX", &frame, &content)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,20}",
        "[&<>'\"]{1,5}",
        "[\\t\\n\\r a-zé\u{1F511}]{1,10}"
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let key = (
        any::<[u8; 16]>(),
        prop_oneof![Just("cenc".to_owned()), Just("cbcs".to_owned()), text()],
        text(),
        any::<u32>(),
    )
        .prop_map(|(kid, scheme, track_type, period)| Key {
            kid,
            scheme,
            track_type,
            period,
        });
    (text(), prop::collection::vec(key, 1..6)).prop_map(|(content_id, mut keys)| {
        keys.sort_by_key(|key| key.kid);
        keys.dedup_by_key(|key| key.kid);
        Request { content_id, keys }
    })
}

fn style() -> impl Strategy<Value = (Vec<u8>, String)> {
    (
        prop::collection::vec(any::<u8>(), 1..60),
        prop_oneof![Just(String::new()), "[a-wyzA-Z_][a-zA-Z0-9_.-]{0,6}:"],
    )
}

/// All that can be done with a document.
fn exercise(bytes: &[u8]) {
    let Ok(document) = Document::read(bytes) else {
        return;
    };
    for version in [None, Some(SpekeVersion::V1), Some(SpekeVersion::V2)] {
        let Ok(overrides) = document.overrides(TENANT, version) else {
            continue;
        };
        let comparison = overrides.compare(&document);
        let _ = format!(
            "{document:?}{overrides:?}{comparison:?}{:?}",
            overrides
                .findings
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        );
        if let Ok(rewritten) = overrides.rewrite() {
            assert!(Document::read(&rewritten).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_request_of_any_style_is_read_as_meant_and_rewritten_to_the_byte(request in request(), (choices, prefix) in style(), upper in any::<bool>()) {
        let style = || Style { choices: choices.iter().cycle(), prefix: &prefix };
        let kids: Vec<String> = request.keys.iter().map(|key| {
            let kid = KeyId::from_bytes(key.kid).to_string();
            if upper { kid.to_uppercase().replace('A', "&#65;") } else { kid.replace('-', "&#x2d;") }
        }).collect();
        let xml = write(&request, &mut style(), &kids);
        let document = Document::read(xml.as_bytes()).map_err(|error| TestCaseError::fail(format!("{error}: {xml}")))?;
        let overrides = document.overrides(TENANT, None).unwrap();
        prop_assert_eq!(overrides.rows.len(), request.keys.len());
        for ((row, key), kid) in overrides.rows.iter().zip(&request.keys).zip(&kids) {
            let Input::V2(inputs) = row.inputs else { panic!() };
            prop_assert_eq!(row.requested, KeyId::from_bytes(key.kid));
            prop_assert_eq!(inputs.content_id, &request.content_id);
            prop_assert_eq!(inputs.protection_scheme, &key.scheme);
            prop_assert_eq!(inputs.intended_track_type, &key.track_type);
            prop_assert_eq!(inputs.content_key_period_index, key.period);
            prop_assert_eq!(xml.lines().nth(row.line - 1).map(|line| line.contains(kid)), Some(true));
        }
        let new: Vec<String> = overrides.rows.iter().map(|row| row.key_id.to_string()).collect();
        let rewritten = String::from_utf8(overrides.rewrite().unwrap()).unwrap();
        prop_assert_eq!(rewritten, write(&request, &mut style(), &new));
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        exercise(&bytes);
    }

    #[test]
    fn random_markup_never_panics(parts in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "/", "?", "!", "=", "'", "\"", "&", ";", "#", "x", "-", "--", "[", "]]>", "<!--", "-->", "<![CDATA[", "<!DOCTYPE", "<?xml", "?>", " ", "\n", ":",
        "xmlns", "CPIX", "ContentKeyList", "ContentKey", "kid", "urn:dashif:org:cpix", "é", "\u{FEFF}", "\0", "a",
    ]), 0..60)) {
        exercise(parts.concat().as_bytes());
    }

    #[test]
    fn a_mutated_document_never_panics(
        sample in prop::sample::select(vec![V1_SAMPLE, V1_ROTATION, V2_SAMPLE, V2_ANSWER, DASHIF]),
        mutations in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5_u8, any::<u8>()), 1..5),
    ) {
        let mut bytes = sample.as_bytes().to_vec();
        for (at, other, kind, byte) in mutations {
            let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => bytes.swap(at, other),
                3 => bytes.truncate(at.max(1)),
                _ => bytes.extend_from_within(at.min(other)..at.max(other)),
            }
        }
        exercise(&bytes);
    }
}
