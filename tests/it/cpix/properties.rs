//! Documents of any style are read alike; however they are edited, they are refused or rewritten right, and nothing panics.

use countersign::speke::Version;
use countersign::speke::cpix::{ContentKeys, Document, Kid, Name, Overrides};
use countersign::speke::{Input, KeyId};
use proptest::prelude::*;
use proptest::sample::Index;

use super::options;
use crate::common::root;

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

/// Every sample document, also without its XML declaration: the root then starts the document.
fn samples() -> Vec<Vec<u8>> {
    let mut samples = Vec::new();
    for folder in ["tests/samples", "tests/cli/files"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "xml") {
                samples.push(std::fs::read(path).unwrap());
            }
        }
    }
    assert!(samples.len() > 10);
    let bare = samples.iter().filter(|sample| sample.starts_with(b"<?xml"));
    let bare: Vec<_> = bare
        .map(|sample| {
            let end = sample.windows(2).position(|two| two == b"?>").unwrap();
            sample[end + 2..].trim_ascii_start().to_vec()
        })
        .collect();
    samples.extend(bare);
    samples
}

/// Pieces of documents that an edit may insert.
const PIECES: [&str; 26] = [
    "\u{FEFF}",
    "<",
    ">",
    "/>",
    "&",
    "&#10;",
    "&#xD800;",
    "'",
    "\"",
    " ",
    "\r\n",
    "=",
    "<a>",
    "</a>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE a>",
    " xmlns='urn:dashif:org:cpix'",
    " xmlns:a='u'",
    "\u{A0}",
    "é",
    "\0",
    " kid='98ee5596-cd3e-a20d-163a-e382420c6eff'",
];

#[derive(Debug, Clone)]
enum Edit {
    /// Inserts a piece so many times, at the start or anywhere.
    Insert(Option<Index>, &'static str, usize),
    Delete(Index, usize),
    Duplicate(Index, usize, Index),
    Swap(Index, Index),
    Replace(Index, u8),
    Truncate(Index),
}

impl Edit {
    fn any() -> impl Strategy<Value = Self> {
        let place = any::<Index>;
        let piece = prop::sample::select(PIECES.as_slice());
        prop_oneof![
            4 => (prop::option::of(place()), piece, 1..4_usize).prop_map(|(at, piece, times)| Self::Insert(at, piece, times)),
            2 => (place(), 1..20_usize).prop_map(|(at, length)| Self::Delete(at, length)),
            2 => (place(), 1..200_usize, place()).prop_map(|(from, length, to)| Self::Duplicate(from, length, to)),
            1 => (place(), place()).prop_map(|(a, b)| Self::Swap(a, b)),
            1 => (place(), any::<u8>()).prop_map(|(at, byte)| Self::Replace(at, byte)),
            1 => place().prop_map(Self::Truncate),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        let range = |start: usize, count: usize| start..length.min(start + count);
        match self {
            Self::Insert(at, piece, times) => {
                let at = at.map_or(0, |at| at.index(length));
                bytes.splice(at..at, piece.repeat(*times).into_bytes());
            }
            Self::Delete(at, count) => _ = bytes.drain(range(at.index(length), *count)),
            Self::Duplicate(from, count, to) => {
                let copy = bytes[range(from.index(length), *count)].to_vec();
                let to = to.index(length);
                bytes.splice(to..to, copy);
            }
            Self::Swap(a, b) => bytes.swap(a.index(length), b.index(length)),
            Self::Replace(at, byte) => bytes[at.index(length)] = *byte,
            Self::Truncate(at) => bytes.truncate(at.index(length)),
        }
    }
}

/// Does all that can be done with a document: none of it may panic, and what is rewritten must be right.
fn exercise(bytes: &[u8]) {
    let Ok(document) = Document::read(bytes) else {
        return;
    };
    for version in [None, Some(Version::V1), Some(Version::V2)] {
        let Ok(overrides) = document.overrides(options(version)) else {
            continue;
        };
        let comparison = overrides.compare(&document);
        let _ = format!("{document:?}{overrides:?}{comparison:?}");
        for finding in &overrides.findings {
            let _ = finding.to_string();
        }
        if let Ok(rewritten) = overrides.rewrite(ContentKeys::Keep) {
            check_rewritten(&overrides, (bytes, &document), &rewritten.bytes);
        }
    }
}

/// Every kid of a key is the one that the override gives, and every other byte is as it was.
fn check_rewritten(
    overrides: &Overrides<'_>,
    (old_bytes, old): (&[u8], &Document<'_>),
    new_bytes: &[u8],
) {
    let new = Document::read(new_bytes).unwrap();
    let (old, new) = (kids(old), kids(&new));
    assert_eq!(old.len(), new.len());
    for (old, new) in old.iter().zip(&new) {
        let mut rows = overrides.rows.iter();
        let row = rows.find(|row| row.requested == old.name);
        assert_eq!(new.name, row.expect("every kid follows").key_id);
    }
    assert_eq!(outside(old_bytes, &old), outside(new_bytes, &new));
}

/// All kids, in the order in which they are written.
fn kids<'d>(document: &'d Document<'_>) -> Vec<&'d Kid> {
    let keys = document.keys.iter().map(|key| &key.kid);
    let roots = document.keys.iter();
    let roots = roots.filter_map(|key| key.depends_on.as_ref());
    let systems = document.drm_systems.iter().map(|system| &system.kid);
    let rules = document.rules.iter().map(|rule| &rule.kid);
    let others = document.references.iter().map(|other| &other.kid);
    let mut kids: Vec<_> = keys
        .chain(roots)
        .chain(systems)
        .chain(rules)
        .chain(others)
        .collect();
    kids.sort_by_key(|kid| kid.range.start);
    kids
}

/// The bytes around the kids.
fn outside<'b>(bytes: &'b [u8], kids: &[&Kid]) -> Vec<&'b [u8]> {
    let starts = kids.iter().map(|kid| kid.range.start);
    let ends = kids.iter().map(|kid| kid.range.end);
    let around = std::iter::once(0)
        .chain(ends)
        .zip(starts.chain([bytes.len()]));
    around.map(|(start, end)| &bytes[start..end]).collect()
}

/// What may come before a root element, and what may not, up to three of it.
#[test]
fn no_beginning_makes_a_document_panic() {
    let pieces = [
        "",
        "\u{FEFF}",
        "\n",
        " ",
        "<!---->",
        "<?a?>",
        "<?xml version='1.0'?>",
        "a",
    ];
    for sample in samples() {
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let start = [first, second, third].concat();
                    exercise(&[start.as_bytes(), &sample].concat());
                }
            }
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
        let overrides = document.overrides(options(None)).unwrap();
        prop_assert_eq!(overrides.rows.len(), request.keys.len());
        for ((row, key), kid) in overrides.rows.iter().zip(&request.keys).zip(&kids) {
            let Input::V2(inputs) = row.inputs else { panic!() };
            prop_assert_eq!(&row.requested, &Name::KeyId(KeyId::from_bytes(key.kid)));
            prop_assert_eq!(inputs.content_id, &request.content_id);
            prop_assert_eq!(inputs.protection_scheme, &key.scheme);
            prop_assert_eq!(inputs.intended_track_type, &key.track_type);
            prop_assert_eq!(inputs.content_key_period_index, key.period);
            prop_assert_eq!(xml.lines().nth(row.line - 1).map(|line| line.contains(kid)), Some(true));
        }
        let new: Vec<String> = overrides.rows.iter().map(|row| row.key_id.to_string()).collect();
        let rewritten = String::from_utf8(overrides.rewrite(ContentKeys::Refuse).unwrap().bytes.to_vec()).unwrap();
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
    fn an_edited_document_is_refused_or_rewritten_right(
        sample in prop::sample::select(samples()),
        edits in prop::collection::vec(Edit::any(), 1..5),
    ) {
        let mut bytes = sample;
        for edit in &edits {
            edit.apply(&mut bytes);
        }
        exercise(&bytes);
    }
}
