//! Files that are damaged, or made to take memory and time.

use std::io::{self, Cursor};

use countersign::speke::Form;
use countersign::speke::inspect::{Error, Kind, MAX_BYTES, read, read_forward};
use proptest::prelude::*;

use super::samples::*;
use super::{findings, inspect, sound, wrong};

fn manifest() -> String {
    format!(
        "<MPD xmlns:cenc='urn:mpeg:cenc:2013'><Period><AdaptationSet>\
         <ContentProtection schemeIdUri='urn:mpeg:dash:mp4protection:2011' cenc:default_KID='{FIRST}'/>\
         <ContentProtection schemeIdUri='urn:uuid:{}'><cenc:pssh>{}</cenc:pssh></ContentProtection>\
         </AdaptationSet></Period></MPD>",
        uuid(WIDEVINE),
        base64(&pssh_v1(WIDEVINE, &[FIRST], &widevine(&[FIRST])))
    )
}

fn playlist() -> String {
    format!(
        "#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"data:text/plain;base64,{}\",KEYID={},KEYFORMAT=\"com.microsoft.playready\"\n",
        base64(&object(&wrmheader(2, &[FIRST, SECOND]))),
        key_id(FIRST).to_form(Form::Hls)
    )
}

#[test]
fn a_manifest_that_is_cut_off_is_never_taken_for_a_whole_one() {
    let manifest = manifest();
    assert_eq!(sound(&manifest).len(), 3);
    for end in 1..manifest.len() {
        if let Ok(inspection) = read(Cursor::new(&manifest[..end])) {
            assert!(!inspection.findings.is_empty(), "{end}");
        }
    }
}

#[test]
fn malformed_xml_is_an_error_with_its_line_and_what_precedes_it_is_kept() {
    let start = "<MPD>\n<ContentProtection default_KID='0a1e610d-e346-0665-42b2-409580b51be6'/>\n";
    for (rest, problem) in [
        ("<a></b>", "MPD > a: an end tag of another element"),
        ("", "MPD: the document ends inside an element"),
        ("&nbsp;", "MPD: an unknown entity"),
        ("<a b='&nbsp;'/>", "MPD: an unknown entity in an attribute"),
        ("<a b>", "MPD: a malformed attribute"),
        ("<a", "MPD: malformed XML"),
        ("a & b", "MPD: `&` without a reference"),
        (
            "<!DOCTYPE a>",
            "MPD: document types (<!DOCTYPE>) are not allowed",
        ),
        (
            "<!DOCTYPE a",
            "MPD: document types (<!DOCTYPE>) are not allowed",
        ),
        (
            "<!DOCTYPE>",
            "MPD: document types (<!DOCTYPE>) are not allowed",
        ),
        ("</MPD></a>", "an end tag without its element"),
    ] {
        let inspection = inspect(format!("{start}{rest}"));
        assert_eq!(
            findings(&inspection),
            [format!("line 3: {problem}")],
            "{rest}"
        );
        assert_eq!(inspection.sightings.len(), 1);
    }
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE MPD [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>\n<MPD>&b;</MPD>";
    let error = read(Cursor::new(bomb)).unwrap_err();
    assert!(matches!(error, Error::Unknown));
}

#[test]
fn depth_names_and_attributes_are_limited() {
    let too_deep = "elements are nested too deep, or their names are too long";
    let deep = "<a>".repeat(1 << 20);
    let name = "a".repeat(1 << 20);
    let attributes: String = (0..1 << 18).map(|i| format!(" a{i}=''")).collect();
    let attribute = format!("<a b='{}'/>", "b".repeat(1 << 20));
    for (content, problem) in [
        (deep, too_deep),
        (format!("<{name}/>"), too_deep),
        (
            format!("<a{attributes}/>"),
            "an element with more than 256 attributes",
        ),
    ] {
        let inspection = inspect(format!("<MPD>{content}</MPD>"));
        let [finding] = &*inspection.findings else {
            panic!("{:?}", inspection.findings);
        };
        assert!(finding.to_string().ends_with(problem), "{finding}");
    }
    assert_eq!(sound(format!("<MPD>{attribute}</MPD>")).len(), 0);
}

#[test]
fn the_names_of_open_elements_may_have_512_bytes_together() {
    // with "MPD > "
    let document = |length: usize| format!("<MPD><{}/></MPD>", "a".repeat(length));
    assert_eq!(sound(document(506)).len(), 0);
    assert_eq!(
        wrong(document(507)),
        ["line 1: MPD: elements are nested too deep, or their names are too long"]
    );
}

/// Would take hours if each of them were compared with all others.
#[test]
fn many_key_ids_are_compared_with_many() {
    const COUNT: usize = 50_000;
    let ids: Vec<String> = (0..COUNT).map(|i| format!("{i:032x}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let pssh = base64(&pssh_v1(COMMON, &ids, b""));
    let representations: String = (ids.iter())
        .map(|id| {
            format!("<Representation><ContentProtection default_KID='{id}'/></Representation>")
        })
        .collect();
    let document = format!(
        "<MPD><AdaptationSet><ContentProtection><pssh>{pssh}</pssh></ContentProtection>{representations}</AdaptationSet></MPD>"
    );
    assert_eq!(sound(document).len(), 2 * COUNT);

    let keys: String = (ids.iter())
        .map(|id| format!("#EXT-X-KEY:METHOD=SAMPLE-AES,KEYID=0x{id},KEYFORMAT=\"com.widevine\"\n"))
        .collect();
    assert_eq!(sound(format!("#EXTM3U\n{keys}")).len(), COUNT);

    let boxes: Vec<u8> = ids
        .iter()
        .flat_map(|id| pssh_v1(COMMON, &[id], b""))
        .collect();
    assert_eq!(sound(boxes).len(), COUNT);
}

#[test]
fn a_document_in_a_document_is_not_read_again_inside_itself() {
    let mut fragment = format!("<pssh>{}</pssh>", base64(&pssh_v1(COMMON, &[FIRST], b"")));
    for _ in 0..10 {
        fragment = format!(
            "<ContentProtectionData>{}</ContentProtectionData>",
            base64(fragment.as_bytes())
        );
    }
    assert_eq!(
        wrong(format!("<CPIX>{fragment}</CPIX>")),
        [
            "line 1: CPIX > ContentProtectionData > ContentProtectionData: neither a PSSH box, nor a PlayReady object or header, nor Widevine's data"
        ]
    );
}

#[test]
fn what_does_not_end_is_not_read_to_its_end() {
    for byte in [b'#', b'<', b'A', 0, 0xff] {
        assert!(matches!(
            read_forward(io::repeat(byte)),
            Err(Error::TooLarge)
        ));
    }
    let large = vec![b' '; MAX_BYTES + 1];
    assert!(matches!(read(Cursor::new(large)), Err(Error::TooLarge)));
}

#[test]
fn a_file_may_have_as_many_bytes_as_the_limit_and_of_a_larger_one_one_more_is_read() {
    let mut file = vec![b'#'; MAX_BYTES + 64];
    file[..8].copy_from_slice(b"#EXTM3U\n");
    let inspection = read(Cursor::new(&file[..MAX_BYTES])).unwrap();
    assert_eq!(inspection.kind, Kind::Hls);
    for length in [MAX_BYTES + 1, MAX_BYTES + 64] {
        let mut source = Cursor::new(&file[..length]);
        assert!(matches!(read(&mut source), Err(Error::TooLarge)));
        assert_eq!(source.position(), MAX_BYTES as u64 + 1);
    }
}

#[test]
fn no_message_quotes_a_content_key() {
    let secret = "MDEyMzQ1Njc4OWFiY2RlZg==";
    let document = format!(
        "<CPIX><ContentKey kid='{FIRST}'><Data><Secret><PlainValue>{secret}</PlainValue></Secret></Data></ContentKey></CPIX>"
    );
    for end in 0..=document.len() {
        let text = match read(Cursor::new(&document[..end])) {
            Ok(inspection) => format!("{inspection:?}"),
            Err(error) => format!("{error:?} {error}"),
        };
        assert!(!text.contains("MDEyMz"), "{text}");
    }
}

proptest! {
    #[test]
    fn key_ids_are_found_in_whatever_form(ids in prop::collection::vec(any::<[u8; 16]>(), 1..8)) {
        let ids: Vec<String> = ids.iter().map(hex::encode).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let guids: Vec<String> = ids.iter().map(|id| key_id(id).to_string()).collect();
        let data = [
            pssh_v1(COMMON, &ids, b""),
            pssh_v0(WIDEVINE, &widevine(&ids)),
            pssh_v0(PLAYREADY, &object(&wrmheader(3, &ids))),
        ];
        for data in &data {
            for file in [
                data.clone(),
                base64(data).into_bytes(),
                format!("<MPD><ContentProtection><pssh>{}</pssh></ContentProtection></MPD>", base64(data)).into_bytes(),
            ] {
                let inspection = inspect(file);
                let found: Vec<_> = inspection.sightings.iter().map(|s| s.key_id.to_string()).collect();
                prop_assert_eq!(&found, &guids);
            }
        }
    }

    #[test]
    fn a_file_with_random_edits_is_read_without_a_panic(
        which in 0_usize..4,
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut file = match which {
            0 => manifest().into_bytes(),
            1 => playlist().into_bytes(),
            2 => base64(&pssh_v1(WIDEVINE, &[FIRST], &widevine(&[FIRST]))).into_bytes(),
            _ => pssh_v0(PLAYREADY, &object(&wrmheader(0, &[FIRST]))),
        };
        for (place, byte) in edits {
            *place.get_mut(&mut file) = byte;
        }
        file.truncate(cut.index(2 * file.len()));
        if let Ok(inspection) = read(Cursor::new(&file)) {
            let messages = findings(&inspection).concat();
            prop_assert!(messages.len() < 4096);
        }
    }
}
