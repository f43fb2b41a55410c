//! DASH and Smooth Streaming manifests, CPIX documents.

use countersign::speke::Form;
use countersign::speke::drm::SystemId;
use countersign::speke::inspect::{Carrier, Kind, Sighting};

use super::samples::*;
use super::{findings, inspect, sightings, sound, wrong};

const MPD: &str = "MPD > Period > AdaptationSet";

/// An MPD with descriptors in an adaptation set, which start on line 2, and others in its only representation.
fn mpd(set: &str, representation: &str) -> String {
    format!(
        "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011' xmlns:cenc='urn:mpeg:cenc:2013' xmlns:mspr='urn:microsoft:playready'><Period><AdaptationSet>\n\
         {set}<Representation>{representation}</Representation></AdaptationSet></Period></MPD>"
    )
}

fn common(key_id: &str) -> String {
    format!(
        "<ContentProtection schemeIdUri='urn:mpeg:dash:mp4protection:2011' value='cenc' cenc:default_KID='{key_id}'/>\n"
    )
}

fn descriptor(system: [u8; 16], content: &str) -> String {
    let system = uuid(system);
    format!("<ContentProtection schemeIdUri='urn:uuid:{system}'>{content}</ContentProtection>\n")
}

fn pssh(bytes: &[u8]) -> String {
    format!("<cenc:pssh>{}</cenc:pssh>", base64(bytes))
}

#[test]
fn every_key_id_of_an_mpd_is_seen_with_its_place() {
    let header = base64(&object(&wrmheader(0, &[FIRST])));
    let kid = key_id(FIRST).to_form(Form::PlayReady);
    let set = [
        common(&FIRST.to_uppercase()),
        descriptor(
            WIDEVINE,
            &pssh(&pssh_v1(WIDEVINE, &[FIRST], &widevine(&[FIRST]))),
        ),
        descriptor(
            PLAYREADY,
            &format!(
                "<mspr:kid>{kid}</mspr:kid>\n<mspr:pro>{header}</mspr:pro>{}",
                pssh(&pssh_v0(PLAYREADY, &object(&wrmheader(3, &[FIRST]))))
            ),
        ),
        descriptor(
            MARLIN,
            &format!(
                "<mas:MarlinContentIds><mas:MarlinContentId>urn:marlin:kid:{}</mas:MarlinContentId></mas:MarlinContentIds>",
                key_id(FIRST).to_form(Form::Hex)
            ),
        ),
    ];
    let inspection = inspect(mpd(&set.concat(), ""));
    assert_eq!(findings(&inspection), <[String; 0]>::default());
    assert_eq!(inspection.kind, Kind::Mpd);
    let of = |line: usize, place: &str| {
        format!("line {line}: {MPD} > ContentProtection{place}: {FIRST}")
    };
    assert_eq!(
        sightings(&inspection),
        [
            of(2, "@cenc:default_KID"),
            of(3, " > cenc:pssh > PSSH v1"),
            of(3, " > cenc:pssh > PSSH v1 > Widevine"),
            of(4, " > mspr:kid"),
            of(5, " > mspr:pro > WRMHEADER 4.0"),
            of(5, " > cenc:pssh > PSSH v0 > WRMHEADER 4.3"),
            of(6, " > mas:MarlinContentIds > mas:MarlinContentId"),
        ]
    );
    let written: Vec<_> = (inspection.sightings.iter())
        .map(|s| (s.as_written().into_owned(), s.form.map(Form::name)))
        .collect();
    let hex = key_id(FIRST).to_form(Form::Hex);
    assert_eq!(
        written,
        [
            (FIRST.to_uppercase(), Some("guid")),
            (hex.clone(), None),
            (hex.clone(), None),
            (kid.clone(), Some("playready")),
            (kid.clone(), Some("playready")),
            (kid, Some("playready")),
            (hex, Some("hex")),
        ]
    );
    let systems: Vec<_> = (inspection.sightings.iter())
        .map(|s| s.system.map(|system| system.to_string()))
        .collect();
    let names = [
        None,
        Some("Widevine"),
        Some("Widevine"),
        Some("PlayReady"),
        Some("PlayReady"),
        Some("PlayReady"),
        Some("Marlin"),
    ];
    assert_eq!(systems, names.map(|name| name.map(str::to_owned)));
}

#[test]
fn attributes_over_several_lines_and_lists_and_other_prefixes_are_read() {
    let set = format!(
        "<c:ContentProtection\n  schemeIdUri='urn:mpeg:dash:mp4protection:2011'\n  Default_KID=' {FIRST}\n {SECOND}'\n/>"
    );
    let place = format!("{MPD} > c:ContentProtection@Default_KID");
    assert_eq!(
        sound(mpd(&set, "")),
        [
            format!("line 4: {place}: {FIRST}"),
            format!("line 4: {place}: {SECOND}")
        ]
    );
}

#[test]
fn base64_over_several_lines_in_cdata_or_with_references_is_read() {
    let text = base64(&pssh_v0(WIDEVINE, &widevine(&[FIRST])));
    let (first, rest) = text.split_at(20);
    for text in [
        format!("\n   {first}\n   {rest}\n"),
        format!("<![CDATA[{first}]]>{rest}"),
        format!("{first}<!-- here -->{rest}"),
        text.replace('=', "&#61;"),
    ] {
        let document = mpd(
            &descriptor(WIDEVINE, &format!("<cenc:pssh>{text}</cenc:pssh>")),
            "",
        );
        assert_eq!(sound(document).len(), 1, "{text}");
    }
}

#[test]
fn a_pssh_box_of_other_key_ids_than_its_default_kid_contradicts_it() {
    let set = [
        common(FIRST),
        descriptor(WIDEVINE, &pssh(&pssh_v0(WIDEVINE, &widevine(&[SECOND])))),
    ];
    assert_eq!(
        wrong(mpd(&set.concat(), "")),
        [format!(
            "line 3: {MPD} > ContentProtection > cenc:pssh > PSSH v0 > Widevine: key ID {SECOND}, but default_KID on line 2 is {FIRST}"
        )]
    );
}

#[test]
fn a_pssh_box_may_have_more_key_ids_and_each_system_is_compared_by_itself() {
    let both = pssh_v0(WIDEVINE, &widevine(&[SECOND, FIRST]));
    let header = format!(
        "<mspr:pro>{}</mspr:pro>",
        base64(&object(&wrmheader(0, &[SECOND])))
    );
    let good = [common(FIRST), descriptor(WIDEVINE, &pssh(&both))].concat();
    assert_eq!(sound(mpd(&good, "")).len(), 3);
    let bad = [good, descriptor(PLAYREADY, &header)].concat();
    assert_eq!(
        wrong(mpd(&bad, "")),
        [format!(
            "line 4: {MPD} > ContentProtection > mspr:pro > WRMHEADER 4.0: key ID {SECOND}, but default_KID on line 2 is {FIRST}"
        )]
    );
}

#[test]
fn descriptors_of_an_adaptation_set_are_compared_with_those_of_its_representations() {
    let data = descriptor(WIDEVINE, &pssh(&pssh_v0(WIDEVINE, &widevine(&[FIRST]))));
    assert_eq!(sound(mpd(&data, &common(FIRST))).len(), 2);
    assert_eq!(sound(mpd(&common(FIRST), &data)).len(), 2);
    assert_eq!(wrong(mpd(&data, &common(SECOND))).len(), 1);
    assert_eq!(wrong(mpd(&common(SECOND), &data)).len(), 1);
    // the nearest one counts
    let set = [common(SECOND), data.clone()].concat();
    assert_eq!(wrong(mpd(&set, &[common(FIRST), data].concat())).len(), 1);
}

#[test]
fn adaptation_sets_with_keys_of_their_own_do_not_contradict_each_other() {
    let one = |id: &str| {
        let data = pssh(&pssh_v0(WIDEVINE, &widevine(&[id])));
        format!(
            "<AdaptationSet>{}{}</AdaptationSet>",
            common(id),
            descriptor(WIDEVINE, &data)
        )
    };
    let document = format!("<MPD><Period>{}{}</Period></MPD>", one(FIRST), one(SECOND));
    assert_eq!(sound(document).len(), 4);
}

#[test]
fn a_default_kid_of_zeros_declares_nothing() {
    let set = [
        common("00000000-0000-0000-0000-000000000000"),
        descriptor(WIDEVINE, &pssh(&pssh_v0(WIDEVINE, &widevine(&[FIRST])))),
    ];
    assert_eq!(sound(mpd(&set.concat(), "")).len(), 2);
}

#[test]
fn a_systems_own_default_kid_is_compared_with_the_common_one() {
    let own = format!(
        "<ContentProtection schemeIdUri='urn:uuid:{}' cenc:default_KID='{SECOND}'/>",
        uuid(WIDEVINE)
    );
    assert_eq!(
        wrong(mpd(&[common(FIRST), own].concat(), "")),
        [format!(
            "line 3: {MPD} > ContentProtection@cenc:default_KID: key ID {SECOND}, but default_KID on line 2 is {FIRST}"
        )]
    );
}

#[test]
fn a_key_id_in_the_other_byte_order_is_named_once() {
    let swapped = key_id(FIRST).swapped().to_string();
    let set = [
        common(FIRST),
        descriptor(
            WIDEVINE,
            &pssh(&pssh_v1(WIDEVINE, &[&swapped], &widevine(&[&swapped]))),
        ),
    ];
    assert_eq!(
        wrong(mpd(&set.concat(), "")),
        [format!(
            "line 3: {MPD} > ContentProtection > cenc:pssh > PSSH v1: key ID {swapped}, but default_KID on line 2 is {FIRST}, \
             the same in the other byte order"
        )]
    );
    // the usual mistake: a WRMHEADER with the Base64 of the GUID as it is written
    let kid = key_id(FIRST);
    let header =
        wrmheader(0, &[FIRST]).replace(&kid.to_form(Form::PlayReady), &kid.to_form(Form::Base64));
    let data = format!("<mspr:pro>{}</mspr:pro>", base64(&object(&header)));
    let set = [common(FIRST), descriptor(PLAYREADY, &data)];
    assert_eq!(
        wrong(mpd(&set.concat(), "")),
        [format!(
            "line 3: {MPD} > ContentProtection > mspr:pro > WRMHEADER 4.0: key ID {swapped}, but default_KID on line 2 is {FIRST}, \
             the same in the other byte order"
        )]
    );
}

#[test]
fn a_box_that_lists_other_key_ids_than_its_data_contradicts_itself() {
    let data = pssh_v1(WIDEVINE, &[FIRST], &widevine(&[FIRST, SECOND]));
    assert_eq!(
        wrong(mpd(&descriptor(WIDEVINE, &pssh(&data)), "")),
        [format!(
            "line 2: {MPD} > ContentProtection > cenc:pssh > PSSH v1 > Widevine: key ID {SECOND}, but PSSH on line 2 is {FIRST}"
        )]
    );
}

#[test]
fn each_of_several_boxes_is_compared_with_its_own_list() {
    let boxes = [
        pssh_v1(WIDEVINE, &[FIRST], &widevine(&[FIRST])),
        pssh_v1(WIDEVINE, &[SECOND], &widevine(&[FIRST])),
    ];
    assert_eq!(
        wrong(mpd(&descriptor(WIDEVINE, &pssh(&boxes.concat())), "")),
        [format!(
            "line 2: {MPD} > ContentProtection > cenc:pssh > PSSH v1 > Widevine: key ID {FIRST}, but PSSH on line 2 is {SECOND}"
        )]
    );
}

#[test]
fn a_contradiction_is_not_an_error() {
    let swapped = key_id(FIRST).swapped().to_string();
    for other in [SECOND, &swapped] {
        let data = pssh(&pssh_v0(WIDEVINE, &widevine(&[other])));
        let set = [common(FIRST), descriptor(WIDEVINE, &data)];
        let inspection = inspect(mpd(&set.concat(), ""));
        assert_eq!(inspection.findings.len(), 1);
        assert!(!inspection.findings[0].problem.is_error());
    }
}

#[test]
fn only_the_base64_of_playready_is_little_endian() {
    let kid = format!(
        "<mspr:kid>{}</mspr:kid>",
        key_id(FIRST).to_form(Form::PlayReady)
    );
    let set = [
        common(FIRST),
        descriptor(PLAYREADY, &kid),
        descriptor(COMMON, &pssh(&pssh_v1(COMMON, &[FIRST], b""))),
    ];
    let inspection = inspect(mpd(&set.concat(), ""));
    let sightings = inspection.sightings.iter();
    let little_endian: Vec<_> = sightings.map(Sighting::is_little_endian).collect();
    assert_eq!(little_endian, [false, true, false]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let set = [
        common("0a1e610d"),
        descriptor(WIDEVINE, "<cenc:pssh>???</cenc:pssh>"),
        descriptor(
            WIDEVINE,
            &pssh(&pssh_v0(WIDEVINE, &widevine(&[FIRST]))[..40]),
        ),
        descriptor(PLAYREADY, "<cenc:pssh/>"),
    ];
    let inspection = inspect(mpd(&set.concat(), &common(FIRST)));
    assert_eq!(
        findings(&inspection),
        [
            format!(
                "line 2: {MPD} > ContentProtection@cenc:default_KID: \"0a1e610d\" is not a key ID"
            ),
            format!("line 3: {MPD} > ContentProtection > cenc:pssh: not Base64"),
            format!("line 4: {MPD} > ContentProtection > cenc:pssh: a PSSH box is cut off"),
        ]
    );
    assert!(
        inspection
            .findings
            .iter()
            .all(|finding| finding.problem.is_error())
    );
    assert_eq!(inspection.sightings.len(), 1);
}

#[test]
fn a_manifest_of_smooth_streaming_is_read() {
    let header = base64(&object(&wrmheader(1, &[FIRST])));
    let document = format!(
        "\u{feff}<?xml version='1.0'?>\n<SmoothStreamingMedia><Protection><ProtectionHeader SystemID='9A04F079-9840-4286-AB92-E65BE0885F95'>\
         {header}</ProtectionHeader></Protection></SmoothStreamingMedia>"
    );
    assert_eq!(inspect(&document).kind, Kind::Smooth);
    assert_eq!(
        sound(document),
        [format!(
            "line 2: SmoothStreamingMedia > Protection > ProtectionHeader > WRMHEADER 4.1: {FIRST}"
        )]
    );
}

#[test]
fn a_manifest_in_utf_16_is_read() {
    let document = mpd(&common(FIRST), "");
    for document in [format!("\u{feff}{document}"), document] {
        let units = document.encode_utf16();
        let big_endian: Vec<_> = units.flat_map(u16::to_be_bytes).collect();
        assert_eq!(sound(big_endian).len(), 1);
        assert_eq!(sound(utf16(&document)).len(), 1);
    }
}

/// The elements of a CPIX document, as AWS's SPEKE documentation and the CPIX specification have them.
#[test]
fn every_key_id_of_a_cpix_document_is_seen() {
    let fragment = format!(
        "<pssh xmlns='urn:mpeg:cenc:2013'>{0}</pssh><mspr:pro xmlns:mspr='urn:microsoft:playready'>{1}</mspr:pro>",
        base64(&pssh_v0(PLAYREADY, &object(&wrmheader(0, &[FIRST])))),
        base64(&object(&wrmheader(0, &[FIRST])))
    );
    let widevine = pssh_v0(WIDEVINE, &widevine(&[FIRST]));
    let tag = format!(
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"data:text/plain;base64,{}\",KEYID=0x{},KEYFORMAT=\"urn:uuid:{}\"",
        base64(&widevine),
        key_id(FIRST).to_form(Form::Hex),
        uuid(WIDEVINE)
    );
    let document = format!(
        "<cpix:CPIX xmlns:cpix='urn:dashif:org:cpix'>\n\
         <cpix:DeliveryDataList><cpix:DeliveryData><cpix:DocumentKey encryptsKey='{FIRST} {SECOND}'/></cpix:DeliveryData></cpix:DeliveryDataList>\n\
         <cpix:ContentKeyList><cpix:ContentKey kid='{FIRST}' dependsOnKey='{SECOND}'><cpix:Data><pskc:Secret><pskc:PlainValue>AAAAAAAAAAAAAAAAAAAAAA==\
         </pskc:PlainValue></pskc:Secret></cpix:Data></cpix:ContentKey></cpix:ContentKeyList>\n\
         <cpix:DRMSystemList>\n\
         <cpix:DRMSystem kid='{FIRST}' systemId='{}'>\n<cpix:PSSH>{}</cpix:PSSH>\n<cpix:HLSSignalingData playlist='media'>{}</cpix:HLSSignalingData>\n\
         <cpix:URIExtXKey>{}</cpix:URIExtXKey></cpix:DRMSystem>\n\
         <cpix:DRMSystem kid='{FIRST}' systemId='{}'>\n<cpix:ContentProtectionData>{}</cpix:ContentProtectionData>\n\
         <cpix:SmoothStreamingProtectionHeaderData>{}</cpix:SmoothStreamingProtectionHeaderData></cpix:DRMSystem>\n\
         </cpix:DRMSystemList>\n<cpix:ContentKeyUsageRuleList><cpix:ContentKeyUsageRule kid='{FIRST}'/></cpix:ContentKeyUsageRuleList></cpix:CPIX>",
        uuid(WIDEVINE),
        base64(&widevine),
        base64(tag.as_bytes()),
        base64(format!("skd://{FIRST}").as_bytes()),
        uuid(PLAYREADY),
        base64(fragment.as_bytes()),
        base64(&object(&wrmheader(0, &[FIRST]))),
    );
    let cpix = |place: &str| format!("cpix:CPIX > cpix:{place}");
    let drm = |place: &str| cpix(&format!("DRMSystemList > cpix:DRMSystem{place}"));
    let expected = [
        (
            2,
            cpix("DeliveryDataList > cpix:DeliveryData > cpix:DocumentKey@encryptsKey"),
            FIRST,
        ),
        (
            2,
            cpix("DeliveryDataList > cpix:DeliveryData > cpix:DocumentKey@encryptsKey"),
            SECOND,
        ),
        (3, cpix("ContentKeyList > cpix:ContentKey@kid"), FIRST),
        (
            3,
            cpix("ContentKeyList > cpix:ContentKey@dependsOnKey"),
            SECOND,
        ),
        (5, drm("@kid"), FIRST),
        (6, drm(" > cpix:PSSH > PSSH v0 > Widevine"), FIRST),
        (7, drm(" > cpix:HLSSignalingData > EXT-X-KEY@KEYID"), FIRST),
        (
            7,
            drm(" > cpix:HLSSignalingData > EXT-X-KEY@URI > PSSH v0 > Widevine"),
            FIRST,
        ),
        (8, drm(" > cpix:URIExtXKey"), FIRST),
        (9, drm("@kid"), FIRST),
        (
            10,
            drm(" > cpix:ContentProtectionData > pssh > PSSH v0 > WRMHEADER 4.0"),
            FIRST,
        ),
        (
            10,
            drm(" > cpix:ContentProtectionData > mspr:pro > WRMHEADER 4.0"),
            FIRST,
        ),
        (
            11,
            drm(" > cpix:SmoothStreamingProtectionHeaderData > WRMHEADER 4.0"),
            FIRST,
        ),
        (
            13,
            cpix("ContentKeyUsageRuleList > cpix:ContentKeyUsageRule@kid"),
            FIRST,
        ),
    ];
    let expected: Vec<_> = (expected.iter())
        .map(|(line, place, id)| format!("line {line}: {place}: {id}"))
        .collect();
    let inspection = inspect(document);
    assert_eq!(findings(&inspection), <[String; 0]>::default());
    assert_eq!(sightings(&inspection), expected);
    assert_eq!(inspection.kind, Kind::Cpix);
    assert_eq!(inspection.sightings[8].carrier, Carrier::HlsUri);
}

#[test]
fn data_of_another_key_than_the_kid_of_its_drm_system_contradicts_it() {
    let data = |id: &str| base64(&pssh_v0(WIDEVINE, &widevine(&[id])));
    let fragment = format!("<pssh>{}</pssh>", data(FIRST));
    let document = format!(
        "<CPIX><DRMSystemList>\n<DRMSystem kid='{SECOND}' systemId='{0}'><PSSH>{1}</PSSH></DRMSystem>\n\
         <DRMSystem kid='{SECOND}' systemId='{0}'><PSSH>{2}</PSSH><ContentProtectionData>{3}</ContentProtectionData></DRMSystem>\n\
         </DRMSystemList></CPIX>",
        uuid(WIDEVINE),
        data(FIRST),
        data(SECOND),
        base64(fragment.as_bytes())
    );
    let place = "CPIX > DRMSystemList > DRMSystem";
    assert_eq!(
        wrong(document),
        [
            format!(
                "line 2: {place} > PSSH > PSSH v0 > Widevine: key ID {FIRST}, but DRMSystem@kid on line 2 is {SECOND}"
            ),
            format!(
                "line 3: {place} > ContentProtectionData > pssh > PSSH v0 > Widevine: key ID {FIRST}, but DRMSystem@kid on line 3 is {SECOND}"
            ),
        ]
    );
}

#[test]
fn headers_of_several_systems_in_one_element_are_compared_each_by_itself() {
    let header = |system, id| {
        let data = base64(&object(&wrmheader(1, &[id])));
        let system = uuid(system);
        format!("<ProtectionHeader SystemID='{system}'>{data}</ProtectionHeader>\n")
    };
    let document = format!(
        "<CPIX><DRMSystem kid='{FIRST}'>\n{}{}</DRMSystem></CPIX>",
        header(PLAYREADY, FIRST),
        header(MARLIN, SECOND)
    );
    assert_eq!(
        wrong(document),
        [format!(
            "line 3: CPIX > DRMSystem > ProtectionHeader > WRMHEADER 4.1: key ID {SECOND}, but DRMSystem@kid on line 1 is {FIRST}"
        )]
    );
}

#[test]
fn an_attribute_is_for_the_system_of_its_element() {
    let system = uuid(WIDEVINE);
    let document = format!(
        "<CPIX><ContentKey kid='{FIRST}'/><DRMSystem kid='{FIRST}' systemId='{system}'/>\
         <ContentProtection schemeIdUri='urn:uuid:{system}' default_KID='{FIRST}'/></CPIX>"
    );
    let inspection = inspect(document);
    let systems: Vec<_> = inspection.sightings.iter().map(|s| s.system).collect();
    let widevine = Some(SystemId::WIDEVINE);
    assert_eq!(systems, [None, widevine, widevine]);
}

#[test]
fn data_that_is_not_encoded_is_read_as_it_is() {
    let pssh = base64(&pssh_v1(COMMON, &[FIRST], b""));
    let hex = key_id(FIRST).to_form(Form::Hex);
    for (element, text, place) in [
        (
            "ContentProtectionData",
            format!("<![CDATA[<pssh>{pssh}</pssh>]]>"),
            " > pssh > PSSH v1",
        ),
        (
            "HLSSignalingData",
            format!("#EXT-X-KEY:METHOD=SAMPLE-AES,KEYID=0x{hex}"),
            " > EXT-X-KEY@KEYID",
        ),
        ("URIExtXKey", format!("skd://{FIRST}"), ""),
    ] {
        assert_eq!(
            sound(format!("<CPIX><{element}>{text}</{element}></CPIX>")),
            [format!("line 1: CPIX > {element}{place}: {FIRST}")]
        );
    }
}

#[test]
fn kinds_are_named() {
    let names = [
        (Kind::Mpd, "DASH MPD"),
        (Kind::Smooth, "Smooth Streaming manifest"),
        (Kind::Cpix, "CPIX document"),
        (Kind::Xml, "XML"),
        (Kind::Hls, "HLS playlist"),
        (Kind::Uri, "URI"),
        (Kind::Mp4, "MP4 file"),
        (Kind::Drm, "data of DRM systems"),
        (Kind::EncodedDrm, "data of DRM systems as text"),
    ];
    for (kind, name) in names {
        assert_eq!(kind.to_string(), name);
    }
}

#[test]
fn a_fragment_of_an_mpd_is_read_and_other_xml_is_not() {
    let fragment = format!("<pssh>{}</pssh>", base64(&pssh_v1(COMMON, &[FIRST], b"")));
    assert_eq!(
        sound(&fragment),
        [format!("line 1: pssh > PSSH v1: {FIRST}")]
    );
    let inspection = inspect(&fragment);
    assert_eq!(inspection.kind, Kind::Xml);
}
