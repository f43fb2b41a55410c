//! Documents that are none, or that mean harm: each an error with its line.

use std::time::{Duration, Instant};

use countersign::speke::Version;
use countersign::speke::cpix::{
    ContentKeys, Document, Fault, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_REFERENCES, MAX_TEXT_BYTES,
};

use super::{V1_SAMPLE, V2_SAMPLE, guid, options};

const ROOT: &str = "<CPIX xmlns='urn:dashif:org:cpix' id='x'>";

#[track_caller]
fn refused(document: impl AsRef<[u8]>, error: &str) {
    assert_eq!(
        Document::read(document.as_ref()).unwrap_err().to_string(),
        error
    );
}

#[track_caller]
fn malformed(line: usize, document: &str, problem: &str) {
    refused(document, &format!("line {line}: malformed XML: {problem}"));
}

fn inside(content: &str) -> String {
    format!("{ROOT}\n{content}\n</CPIX>")
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn document_types_are_refused_with_all_they_bring() {
    let bomb = "<?xml version='1.0'?>\n<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>\n<b>&b;</b>";
    refused(bomb, "line 2: document types (<!DOCTYPE>) are not allowed");
    for doctype in [
        "<!DOCTYPE CPIX>",
        "<!doctype CPIX>",
        "<!DOCTYPE CPIX SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE CPIX [",
        "<!DOCTYPE>",
    ] {
        refused(
            format!("\n{doctype}{ROOT}</CPIX>"),
            "line 2: document types (<!DOCTYPE>) are not allowed",
        );
    }
    malformed(2, &inside("<!ENTITY a 'b'>"), "unknown markup after `<!`");
}

#[test]
fn entities_other_than_xmls_own_are_refused() {
    malformed(
        2,
        &inside("&bomb;"),
        "an unknown entity or character reference",
    );
    malformed(
        2,
        &inside("<a b='&bomb;'/>"),
        "an unknown entity or character reference in an attribute",
    );
    for reference in [
        "&#0;",
        "&#1;",
        "&#xD800;",
        "&#xFFFF;",
        "&#x110000;",
        "&#;",
        "&#x;",
        "&;",
        "&#+65;",
        "&#99999999999;",
    ] {
        malformed(
            2,
            &inside(reference),
            "an unknown entity or character reference",
        );
        malformed(
            2,
            &inside(&format!("<a b='{reference}'/>")),
            "an unknown entity or character reference in an attribute",
        );
    }
    malformed(
        2,
        &inside("<a b='x & y'/>"),
        "an unknown entity or character reference in an attribute",
    );
    malformed(2, &inside("x & y"), "`&` without a reference");
    assert!(Document::read(inside("&lt;&gt;&amp;&apos;&quot;&#65;&#x1F511;").as_bytes()).is_ok());
}

#[test]
fn nesting_ends_at_its_limit() {
    let nested = |depth: usize| {
        format!(
            "{ROOT}{}{}</CPIX>",
            "\n<a>".repeat(depth - 1),
            "</a>".repeat(depth - 1)
        )
    };
    assert!(Document::read(nested(MAX_DEPTH).as_bytes()).is_ok());
    refused(
        nested(MAX_DEPTH + 1),
        "line 65: elements are nested more than 64 deep",
    );
    refused(
        ROOT.to_owned() + &"<a>".repeat(5_000_000),
        "line 1: elements are nested more than 64 deep",
    );
}

#[test]
fn encodings_other_than_utf8_are_named() {
    let error = |name: &str| format!("line 1: encoding {name:?} is not supported, only UTF-8 is");
    for text in [V1_SAMPLE.to_owned(), format!("\u{FEFF}{V1_SAMPLE}")] {
        refused(utf16(&text, u16::to_le_bytes), &error("UTF-16"));
        refused(utf16(&text, u16::to_be_bytes), &error("UTF-16"));
    }
    refused(b"\xFF\xFE\0\0<\0\0\0", &error("UTF-32"));
    for name in ["utf-16", "ISO-8859-1", "windows-1252", "no such"] {
        refused(V1_SAMPLE.replace("UTF-8", name), &error(name));
    }
    let mut latin = V1_SAMPLE.replace("UTF-8", "latin1").into_bytes();
    latin.push(0xE9);
    refused(latin, &error("latin1"));
    for name in ["utf-8", "Utf-8", "utf8", "US-ASCII"] {
        assert!(
            Document::read(V1_SAMPLE.replace("UTF-8", name).as_bytes()).is_ok(),
            "{name}"
        );
    }
    assert!(Document::read(V1_SAMPLE.replace(" encoding=\"UTF-8\"", "").as_bytes()).is_ok());
    for declaration in [
        "",
        "encoding='UTF-8'",
        "version='2.0'",
        "version='1.0' standalone='yes' encoding='UTF-8'",
        "version='1.0' any='x'",
        "version='1.0' standalone='perhaps'",
        "version=1.0",
    ] {
        malformed(
            1,
            &format!("<?xml {declaration}?>{ROOT}</CPIX>"),
            "an invalid XML declaration",
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    refused(
        [inside("").as_bytes(), b"\n\xFF"].concat(),
        "line 4: bytes that are not UTF-8",
    );
    refused(
        [ROOT.as_bytes(), b"\n\xED\xA0\x80</CPIX>"].concat(),
        "line 2: bytes that are not UTF-8",
    );
    for character in ['\0', '\u{1}', '\u{1B}', '\u{FFFE}'] {
        malformed(
            2,
            &inside(&character.to_string()),
            "a character that XML does not allow",
        );
    }
}

#[test]
fn a_second_byte_order_mark_is_text_outside_the_root() {
    for marks in 2..5 {
        let document = "\u{FEFF}".repeat(marks) + V1_SAMPLE;
        malformed(1, &document, "text outside the root element");
    }
    malformed(
        2,
        &format!("\u{FEFF}\n\u{FEFF}{ROOT}</CPIX>"),
        "text outside the root element",
    );
    malformed(1, "\u{FEFF}\u{FEFF}", "text outside the root element");
    assert!(Document::read(inside("\u{FEFF}\u{FEFF}").as_bytes()).is_ok());
}

#[test]
fn there_is_one_root_and_nothing_beside_it() {
    malformed(1, "", "no root element");
    malformed(3, "\u{FEFF}\n<!-- nothing -->\n", "no root element");
    malformed(
        2,
        &format!("{ROOT}</CPIX>\n<CPIX/>"),
        "a second root element",
    );
    malformed(
        2,
        &format!("{ROOT}</CPIX>\ntext"),
        "text outside the root element",
    );
    malformed(
        3,
        &format!("\n\n text{ROOT}</CPIX>"),
        "text outside the root element",
    );
    malformed(
        1,
        &format!("{ROOT}</CPIX>&amp;"),
        "text outside the root element",
    );
    malformed(
        1,
        &format!("{ROOT}</CPIX><![CDATA[]]>"),
        "text outside the root element",
    );
    malformed(
        2,
        &format!("\n<?xml version='1.0'?>{ROOT}</CPIX>"),
        "an XML declaration that is not at the start",
    );
    let not_cpix = "the root element is not CPIX in the namespace urn:dashif:org:cpix";
    for root in [
        "<CPIX/>",
        "<html/>",
        "<CPIX xmlns='urn:other'/>",
        "<a xmlns='urn:dashif:org:cpix'/>",
        "<c:CPIX xmlns:c='URN:DASHIF:ORG:CPIX'/>",
    ] {
        refused(format!("\n{root}"), &format!("line 2: {not_cpix}"));
    }
}

#[test]
fn tags_must_be_whole_and_match() {
    malformed(1, ROOT, "the document ends inside an element");
    malformed(
        2,
        &format!("{ROOT}\n<a>"),
        "the document ends inside an element",
    );
    malformed(2, &inside("<a></b>"), "an end tag of another element");
    malformed(
        3,
        &format!("{ROOT}</CPIX>\n\n</CPIX>"),
        "an end tag without its element",
    );
    malformed(
        2,
        &format!("{ROOT}\n<a b='x'"),
        "tag not closed: `>` not found before end of input",
    );
    malformed(
        2,
        &format!("{ROOT}\n<a b='x>"),
        "attribute value not closed: `'` not found before end of input",
    );
    malformed(
        2,
        &format!("{ROOT}\n<!-- "),
        "comment not closed: `-->` not found before end of input",
    );
    malformed(
        2,
        &format!("{ROOT}\n<![CDATA[ "),
        "CDATA not closed: `]]>` not found before end of input",
    );
    malformed(
        2,
        &format!("{ROOT}\n<?pi "),
        "processing instruction not closed: `?>` not found before end of input",
    );
    malformed(2, &inside("<!-- a -- b -->"), "`--` in a comment");
    malformed(2, &inside("a ]]> b"), "`]]>` in text");
    malformed(
        2,
        &inside("<?XML a?>"),
        "an invalid name of a processing instruction",
    );
    malformed(
        2,
        &inside("<? a?>"),
        "an invalid name of a processing instruction",
    );
    for name in ["1a", "", "a:b:c", ":a", "a:", "a&b", "-", "="] {
        assert!(
            Document::read(inside(&format!("<{name}/>")).as_bytes()).is_err(),
            "{name}"
        );
    }
}

#[test]
fn attributes_must_be_well_formed() {
    malformed(3, &inside("<a b='1'\n b='2'/>"), "a duplicate attribute");
    malformed(
        3,
        &inside("<a xmlns:p='u' xmlns:q='u' p:b='1'\n q:b='2'/>"),
        "a duplicate attribute",
    );
    malformed(
        2,
        &inside("<a b='1'c='2'/>"),
        "no white space before an attribute",
    );
    malformed(2, &inside("<a b/>"), "an attribute without a value");
    malformed(2, &inside("<a b=1 />"), "an attribute value without quotes");
    malformed(2, &inside("<a b='<'/>"), "`<` in an attribute");
    malformed(2, &inside("<a 1='b'/>"), "an invalid attribute name");
    malformed(2, &inside("<p:a/>"), "an undeclared prefix");
    malformed(2, &inside("<a p:b=''/>"), "an undeclared prefix");
    malformed(2, &inside("<xmlns:a/>"), "an undeclared prefix");
    malformed(
        2,
        &inside("<a xmlns:xml='u'/>"),
        "a reserved namespace or prefix is declared",
    );
    let many = |count: usize| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
    assert!(Document::read(inside(&format!("<a{}/>", many(256))).as_bytes()).is_ok());
    malformed(
        2,
        &inside(&format!("<a{}/>", many(257))),
        "too many attributes",
    );
    let namespaces: String = (0..200).map(|n| format!(" xmlns:a{n}='u'")).collect();
    malformed(
        2,
        &inside(&format!("<a{namespaces}/>")),
        "too many namespaces in scope",
    );
}

#[test]
fn namespace_names_are_short() {
    let long = |bytes: usize| "u".repeat(bytes);
    for declaration in ["xmlns", "xmlns:p"] {
        let tag = |bytes: usize| inside(&format!("<a {declaration}='{}'/>", long(bytes)));
        assert!(Document::read(tag(256).as_bytes()).is_ok());
        malformed(2, &tag(257), "a namespace name longer than 256 bytes");
    }
}

#[test]
fn names_are_those_of_xml() {
    // a no-break space first
    for character in "\u{A0}\u{D7}\u{F7}\u{37E}\u{2028}\u{2190}\u{3000}\u{F0000}~`@".chars() {
        for name in [
            format!("a{character}"),
            format!("{character}a"),
            format!("a{character}:b"),
        ] {
            malformed(2, &inside(&format!("<{name}/>")), "an invalid element name");
            malformed(
                2,
                &inside(&format!("<a {name}='b'/>")),
                "an invalid attribute name",
            );
            malformed(
                2,
                &inside(&format!("<?{name} b?>")),
                "an invalid name of a processing instruction",
            );
        }
    }
    for name in [
        "é",
        "_",
        "日本",
        "a\u{B7}",
        "a\u{203F}",
        "a1.-",
        "\u{10000}",
    ] {
        let document = inside(&format!("<{name} {name}='b'><?{name} b?></{name}>"));
        assert!(Document::read(document.as_bytes()).is_ok(), "{name}");
    }
}

#[test]
fn kids_and_indexes_that_are_none_are_named_and_cut_short() {
    let key =
        |kid: &str| format!("{ROOT}<ContentKeyList><ContentKey\n{kid}/></ContentKeyList></CPIX>");
    for (kid, name) in [
        ("none", r#""none""#),
        ("", r#""""#),
        (
            " 98ee5596-cd3e-a20d-163a-e382420c6eff",
            r#"" 98ee5596-cd3e-a20d-163a-e382420c6eff""#,
        ),
        ("a&#10;b", r#""a\nb""#),
        (&"é".repeat(100), &format!("\"{}...\"", "é".repeat(80))),
    ] {
        let document = key(&format!("kid='{kid}'"));
        let document = Document::read(document.as_bytes()).unwrap();
        let overrides = document.overrides(options(Some(Version::V1))).unwrap();
        let findings: Vec<_> = overrides.findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings, [format!("line 2: kid {name} is not a key ID")]);
    }
    refused(key(""), "line 1: ContentKey without the attribute kid");
    refused(
        key(&format!("kid='{}'", "é".repeat(1_000_000))),
        "line 2: kid is longer than 4096 bytes",
    );

    for (length, is_read) in [(MAX_TEXT_BYTES, true), (MAX_TEXT_BYTES + 1, false)] {
        let document = key(&format!("kid='{}'", "x".repeat(length)));
        assert_eq!(Document::read(document.as_bytes()).is_ok(), is_read);
    }

    for index in ["-1", "+1", "01", "4294967296", "1.0", "", " 1", "١"] {
        let period = inside(&format!(
            "<ContentKeyPeriodList><ContentKeyPeriod id='a' index='{index}'/></ContentKeyPeriodList>"
        ));
        assert_eq!(
            Document::read(period.as_bytes()).unwrap_err().fault,
            Fault::PeriodIndex(index.to_owned())
        );
    }
    let rule = |filter: &str| {
        inside(&format!(
            "<ContentKeyUsageRuleList><ContentKeyUsageRule kid='{}'>{filter}",
            guid(1)
        ))
    };
    refused(
        rule("<KeyPeriodFilter/>"),
        "line 2: KeyPeriodFilter without the attribute periodId",
    );
}

/// Documents of half a megabyte that would take very long if any step were not linear.
#[test]
fn texts_that_are_hashed_for_every_key_are_short() {
    let text = |bytes: usize| "x".repeat(bytes);
    let document = |attribute: &str, bytes: usize| {
        let (root, key, rule) = match attribute {
            "id" | "contentId" => (
                format!("{attribute}='{}'", text(bytes)),
                String::new(),
                String::new(),
            ),
            "intendedTrackType" => (
                String::new(),
                String::new(),
                format!("{attribute}='{}'", text(bytes)),
            ),
            _ => (
                String::new(),
                format!("{attribute}='{}'", text(bytes)),
                String::new(),
            ),
        };
        let (key, rule) = (
            format!("<ContentKey kid='{}' {key}/>\n", guid(1)),
            format!("<ContentKeyUsageRule kid='{}' {rule}/>", guid(1)),
        );
        super::request(&root, &key, "", &rule)
    };
    for (attribute, line) in [
        ("id", 1),
        ("contentId", 1),
        ("commonEncryptionScheme", 2),
        ("intendedTrackType", 5),
    ] {
        assert!(
            Document::read(document(attribute, MAX_TEXT_BYTES).as_bytes()).is_ok(),
            "{attribute}"
        );
        refused(
            document(attribute, MAX_TEXT_BYTES + 1),
            &format!("line {line}: {attribute} is longer than 4096 bytes"),
        );
    }
}

/// A word of two bytes takes a hundred bytes of memory.
#[test]
fn references_are_limited() {
    let lists = |count: usize| {
        let list = format!("<DocumentKey encryptsKey='{}'/>\n", "x ".repeat(count / 2));
        inside(&list.repeat(2))
    };
    assert!(Document::read(lists(MAX_REFERENCES).as_bytes()).is_ok());
    refused(
        lists(MAX_REFERENCES + 2),
        "line 3: more than 524288 references to keys",
    );
    refused(
        inside(&"<a kid=''/>".repeat(MAX_REFERENCES + 1)),
        "line 2: more than 524288 references to keys",
    );
}

/// Does all that can be done with a document, which must not take longer than its length allows.
#[track_caller]
fn take_little_time(document: &str) {
    let start = Instant::now();
    if let Ok(document) = Document::read(document.as_bytes()) {
        let _ = document.overrides(options(None)).map(|overrides| {
            (
                overrides.rewrite(ContentKeys::Keep),
                overrides.compare(&document),
            )
        });
    }
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?} for {}",
        start.elapsed(),
        &document[..200.min(document.len())]
    );
}

#[test]
fn time_grows_with_the_length_only() {
    let size = MAX_DOCUMENT_BYTES >> 5;
    let fill = |unit: &str| unit.repeat(size / unit.len());
    let lists =
        |keys: &str, periods: &str, rules: &str| super::request("id='x'", keys, periods, rules);
    let numbered =
        |count: usize, unit: &dyn Fn(usize) -> String| (0..count).map(unit).collect::<String>();
    let kid = guid(1);
    let one_key = format!("<ContentKey kid='{kid}'/>");
    let namespaces: String = (0..120).map(|n| format!(" xmlns:a{n}='u'")).collect();
    let documents = [
        lists(
            &fill(&one_key),
            "",
            &fill(&format!("<ContentKeyUsageRule kid='{kid}'/>")),
        ),
        lists(
            &one_key,
            "<ContentKeyPeriod id='a' index='1'/>",
            &format!(
                "<ContentKeyUsageRule kid='{kid}'>{}</ContentKeyUsageRule>",
                fill("<KeyPeriodFilter periodId='a'/>")
            ),
        ),
        lists(
            &one_key,
            &numbered(10_000, &|n| {
                format!("<ContentKeyPeriod id='{n}' index='{n}'/>")
            }),
            &numbered(10_000, &|n| {
                format!(
                    "<ContentKeyUsageRule kid='{kid}' intendedTrackType='{n}'><KeyPeriodFilter periodId='{n}'/></ContentKeyUsageRule>"
                )
            }),
        ),
        inside(&format!("<a{namespaces}>{}</a>", fill("<a0:b/>"))),
        inside(&format!(
            "<a{namespaces}>{}</a>",
            fill("<a0:b a0:c='' a1:d='' xmlns='v'/>")
        )),
        inside(&format!(
            "<a{}/>",
            numbered(size / 10, &|n| format!(" a{n}=''"))
        )),
        inside(&format!(
            "<a{}/>",
            numbered(size / 20, &|n| format!(" xmlns:a{n}='u'"))
        )),
        inside(&fill(&format!(
            "<a{}/>",
            numbered(255, &|n| format!(" xml:a{n}=''"))
        ))),
        inside(&format!("<a b='{}'/>", fill("x"))),
        inside(&fill("<a>")),
        inside(&fill("<a b='&#65;'/>\n")),
        inside(&fill("&amp;")),
        inside(&format!("<!--{}-->", fill(" -"))),
        inside(&format!("<a b='{}'/>", fill("&#38;"))),
        inside(&fill("<![CDATA[]]>")),
        inside(&format!("<![CDATA[{}]]>", fill("]>"))),
        fill("<"),
        fill("<!DOCTYPE a [<!ENTITY a '"),
        V2_SAMPLE.to_owned() + &fill("<!---->\n"),
    ];
    documents
        .iter()
        .for_each(|document| take_little_time(document));
}

#[test]
fn time_grows_with_the_length_of_kids_references_and_data_only() {
    let size = MAX_DOCUMENT_BYTES >> 5;
    let fill = |unit: &str| unit.repeat(size / unit.len());
    let numbered =
        |count: usize, unit: &dyn Fn(usize) -> String| (0..count).map(unit).collect::<String>();
    let lists =
        |keys: &str, periods: &str, rules: &str| super::request("id='x'", keys, periods, rules);
    let kid = guid(1);
    let one_key = format!("<ContentKey kid='{kid}'/>");
    let documents = [
        // a long kid in many rows, a long filter beside many periods, and many references
        lists(
            &format!("<ContentKey kid='{}'/>", "x".repeat(MAX_TEXT_BYTES)),
            &numbered(10_000, &|n| {
                format!("<ContentKeyPeriod id='{n}' index='{n}'/>")
            }),
            &format!(
                "<ContentKeyUsageRule kid='{}'><VideoFilter a='{}'/>{}</ContentKeyUsageRule>",
                "x".repeat(MAX_TEXT_BYTES),
                fill("x"),
                numbered(10_000, &|n| format!("<KeyPeriodFilter periodId='{n}'/>"))
            ),
        ),
        lists(
            &format!("{one_key}<DocumentKey encryptsKey='{}'/>", fill("x\n")),
            "",
            "",
        ),
        inside(&format!("<DocumentKey encryptsKey='{}'/>", fill("&#32; "))),
        inside(&format!(
            "<ContentKeyList>{one_key}</ContentKeyList><DRMSystemList><DRMSystem kid='{kid}'>{}</DRMSystem></DRMSystemList>",
            fill("<PSSH>AAAA<a>AAAA</a></PSSH>")
        )),
        inside(&format!(
            "<ContentKeyList>{one_key}</ContentKeyList><DRMSystemList>{}</DRMSystemList>",
            fill(&format!(
                "<DRMSystem kid='{kid}' systemId='a'><PSSH>{kid}</PSSH></DRMSystem>"
            ))
        )),
        inside(&format!(
            "<ContentKeyList><ContentKey kid='{kid}'>{}</ContentKey></ContentKeyList>",
            fill("&#65;")
        )),
        inside(&format!(
            "<ContentKeyList>{one_key}</ContentKeyList><DRMSystemList><DRMSystem kid='{kid}'><URIExtXKey>{}</URIExtXKey></DRMSystem></DRMSystemList>",
            fill("00000000-0000-")
        )),
    ];
    documents
        .iter()
        .for_each(|document| take_little_time(document));
}
