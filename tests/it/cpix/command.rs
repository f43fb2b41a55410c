//! `speke cpix` where case files do not reach: exact bytes, pipes, floods, hostile input, content keys.

use std::fmt::Write as _;
use std::io::Read;
use std::process::{Command, Output, Stdio};

use crate::common::{PROGRAM, clean, countersign, root, sh};

const TENANT: &str = "10d42897-a795-4fd8-a2d4-00e3ab59dece";

/// What stands for a content key: base64, as it does in an answer.
const SENTINEL: &str = "elE3c2VudGluZWxRenpRN3NlbnQ=";

fn sample(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/samples").join(name)).expect("a sample")
}

/// Runs `speke cpix -` on a document.
fn cpix(document: impl Into<Vec<u8>>, arguments: &[&str]) -> Output {
    let mut program = countersign();
    program
        .args(["speke", "cpix", "-", "--tenant-id", TENANT])
        .args(arguments);
    program
        .write_stdin(document)
        .output()
        .expect("the program starts")
}

/// Runs `speke cpix -`, which must succeed, and gives what it prints.
fn printed(document: impl Into<Vec<u8>>, arguments: &[&str]) -> Vec<u8> {
    let output = cpix(document, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    output.stdout
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A request of so many keys, all on one line.
fn keys(count: usize, attributes: &str) -> String {
    let mut document = format!("<CPIX xmlns='urn:dashif:org:cpix' {attributes}><ContentKeyList>");
    for n in 0..count {
        write!(
            document,
            "<ContentKey kid='{n:08x}-0000-4000-8000-000000000000'/>"
        )
        .expect("memory");
    }
    document + "</ContentKeyList></CPIX>"
}

#[test]
fn a_request_is_rewritten_byte_for_byte() {
    let kids = [
        (
            "53abdba2-f210-43cb-bc90-f18f9a890a02",
            "bc8b57c8-6a1e-1b58-5235-d8be6ce5602a",
        ),
        (
            "7ae8e96f-309e-42c3-a510-24023d923373",
            "9df09430-a9b8-1304-7f09-7eb62b220d15",
        ),
    ];
    let v2 = sample("v2.xml");
    let documents = [
        v2.clone(),
        v2.trim_end().to_owned(),
        v2.clone() + "\n\n<!-- 53abdba2 -->\n",
        v2.replace('\n', "\r\n"),
        format!("\u{FEFF}{v2}"),
        v2.replace('"', "'"),
        v2.replace(" kid=", "\n\t\tkid \t= "),
    ];
    for document in documents {
        let expected = kids
            .iter()
            .fold(document.clone(), |text, (old, new)| text.replace(old, new));
        assert_eq!(
            String::from_utf8(printed(document, &["--rewrite"])).expect("UTF-8"),
            expected
        );
    }
}

#[test]
fn a_rewritten_request_asks_for_what_it_gets() {
    for name in ["v1.xml", "v1-rotation.xml", "v2.xml", "dashif.xml"] {
        let file = root().join("tests/samples").join(name);
        let script = format!(
            "countersign speke cpix '{0}' --tenant-id {TENANT} --rewrite | countersign speke cpix - --tenant-id {TENANT} --form hls |
             awk 'NR > 1 {{ if ($2 == $3) same++; else other++ }} END {{ print same + 0, other + 0 }}'
             countersign speke cpix '{0}' --tenant-id {TENANT} --rewrite |
             countersign speke cpix '{0}' --tenant-id {TENANT} --response - | awk 'NR > 1 && $1 != \"found\"'",
            file.display()
        );
        let output = sh(&script);
        let keys = sample(name).matches("ContentKey ").count();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            format!("{keys} 0\n"),
            "{name}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn one_kind_of_finding_does_not_flood_the_terminal() {
    let output = cpix(keys(1000, "contentId='x' version='2.3'"), &[]);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "all keys are for ALL");
    assert!(text.lines().count() < 25, "{text}");
    let last = "warning: standard input: 995 more of this kind (-v shows them), the last: line 1: key 000003e7-0000-4000-8000-000000000000 \
                has no commonEncryptionScheme, cenc is assumed\n";
    assert!(text.contains(last), "{text}");
    assert!(
        text.ends_with(
            "error: standard input has 999 errors: some keys do not get a key ID of their own\n"
        ),
        "{text}"
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        1001
    );

    let all = stderr(&cpix(keys(1000, "contentId='x' version='2.3'"), &["-v"]));
    assert_eq!(all.matches("has no commonEncryptionScheme").count(), 1000);
    assert!(!all.contains("more of this kind"));
}

#[test]
fn hostile_documents_are_bad_input_with_a_line() {
    let root = "<CPIX xmlns='urn:dashif:org:cpix' id='x'>";
    let documents = [
        (
            format!("{root}\n{}", "<a>".repeat(1_000_000)),
            "line 2: elements are nested more than 64 deep",
        ),
        (
            format!("<!DOCTYPE a [\n<!ENTITY b 'c'>]>{root}</CPIX>"),
            "line 1: document types (<!DOCTYPE>) are not allowed",
        ),
        (
            format!("{root}\n&b;</CPIX>"),
            "line 2: malformed XML: an unknown entity or character reference",
        ),
        (
            format!("{root}</CPIX>\n{root}</CPIX>"),
            "line 2: malformed XML: a second root element",
        ),
        (
            format!("{root}\n<a b='' b=''/></CPIX>"),
            "line 2: malformed XML: a duplicate attribute",
        ),
        (
            format!("<?xml version='1.0' encoding='EBCDIC'?>{root}</CPIX>"),
            "line 1: encoding \"EBCDIC\" is not supported, only UTF-8 is",
        ),
        (
            "<a/>".to_owned(),
            "line 1: the root element is not CPIX in the namespace urn:dashif:org:cpix",
        ),
        (" ".to_owned(), "line 1: malformed XML: no root element"),
        (
            format!("\u{FEFF}\u{FEFF}{root}</CPIX>"),
            "line 1: malformed XML: text outside the root element",
        ),
        (
            keys(1, &format!("id='{}'", "x".repeat(5000))),
            "line 1: id is longer than 4096 bytes",
        ),
    ];
    for (document, message) in documents {
        for arguments in [&[][..], &["--rewrite"], &["--format", "csv", "-v"]] {
            let output = cpix(document.as_str(), arguments);
            assert_eq!(
                stderr(&output),
                format!("error: standard input: {message}\n")
            );
            assert_eq!(
                (output.status.code(), output.stdout.as_slice()),
                (Some(3), &b""[..])
            );
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_gigabyte_of_nesting_is_refused_in_little_memory() {
    let script = format!(
        "ulimit -v 131072; yes '<a>' | head -c 1000000000 | countersign speke cpix - --tenant-id {TENANT} || echo $?"
    );
    let output = sh(&script);
    assert_eq!(
        stderr(&output),
        "error: FILE: standard input is larger than 16777216 bytes\n"
    );
    assert_eq!(output.stdout, b"3\n");
}

#[test]
fn the_longest_texts_make_a_table() {
    let long = "x".repeat(4096);
    let key = "kid='00000000-0000-4000-8000-000000000000'";
    let document = format!(
        "<CPIX xmlns='urn:dashif:org:cpix' contentId='{long}'><ContentKeyList><ContentKey {key} commonEncryptionScheme='cenc'/></ContentKeyList>\
         <ContentKeyUsageRuleList><ContentKeyUsageRule {key} intendedTrackType='{long}'/></ContentKeyUsageRuleList></CPIX>"
    );
    let table = String::from_utf8(printed(document, &[])).expect("UTF-8");
    assert!(
        table.ends_with(&format!("  cenc    {long}  {long}\n")),
        "{table}"
    );
}

#[test]
fn a_closed_pipe_ends_a_large_table_silently() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), keys(20_000, "id='x'")).expect("written");
    for format in ["text", "csv", "jsonl"] {
        let mut program = clean(Command::new(PROGRAM));
        program
            .args([
                "speke",
                "cpix",
                "--tenant-id",
                "T",
                "--speke",
                "v1",
                "--format",
                format,
            ])
            .arg(file.path());
        let mut child = program
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child
            .stdout
            .take()
            .expect("a pipe")
            .read_exact(&mut [0; 1])
            .expect("some output");
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(
            (output.status.code(), stderr(&output)),
            (Some(0), String::new()),
            "{format}"
        );
    }
}

#[test]
fn the_page_about_cpix_shows_what_is_printed() {
    let page = std::fs::read_to_string(root().join("docs/cpix.md")).expect("docs/cpix.md");
    let blocks: Vec<_> = page
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(!blocks.is_empty());
    blocks
        .into_iter()
        .flat_map(crate::common::examples)
        .for_each(|example| crate::common::run(&example));
}

/// Content keys of an answer, encrypted or not, whole or cut off, reach neither standard output nor standard error.
#[test]
fn content_keys_of_an_answer_are_never_shown() {
    let answer = sample("v2-answer.xml").replace("c2VjcmV0LXNhbXBsZS0xMg==", SENTINEL);
    assert!(answer.contains(SENTINEL));
    let answers = [
        answer.clone(),
        answer.replace("bc8b57c8", "8c8b57c8"),
        answer
            .replace("<pskc:PlainValue>", "<pskc:PlainValue><![CDATA[")
            .replace("</pskc:PlainValue>", "]]></pskc:PlainValue>"),
        answer.replace("bc8b57c8-6a1e-1b58", "c8578bbc-1e6a-581b"),
        answer.replace(SENTINEL, &format!("{SENTINEL}&{SENTINEL};")),
        answer.replace(SENTINEL, &format!("<{SENTINEL}>")),
        answer.replace(SENTINEL, &format!("{SENTINEL}<!DOCTYPE {SENTINEL}>")),
        answer.replace("</pskc:PlainValue>", ""),
        answer.replace("<pskc:PlainValue>", "<pskc:PlainValue kid='"),
        answer.replace("explicitIV=\"OFj2IjCsPJFfMAxmQxLGPw==\"", "explicitIV=\""),
        answer[..answer.find(SENTINEL).expect("there") + SENTINEL.len()].to_owned(),
    ];
    let request = root().join("tests/samples/v2.xml");
    let mut statuses = Vec::new();
    for answer in answers {
        for arguments in [
            &[][..],
            &["-v"],
            &["--format", "csv"],
            &["--format", "jsonl", "--form", "playready"],
            &["--speke", "v1", "-v"],
        ] {
            let mut program = countersign();
            program
                .args(["speke", "cpix", "--tenant-id", TENANT, "--response", "-"])
                .arg(&request)
                .args(arguments);
            let output = program
                .env("RUST_BACKTRACE", "1")
                .write_stdin(answer.as_str())
                .output()
                .expect("the program starts");
            for text in [&output.stdout, &output.stderr] {
                assert!(
                    !String::from_utf8_lossy(text).contains(SENTINEL),
                    "{arguments:?}: {}",
                    String::from_utf8_lossy(text)
                );
            }
            statuses.push(output.status.code());
        }
        // also where an answer is taken for a request
        let output = cpix(answer.as_str(), &["-v"]);
        assert!(!String::from_utf8_lossy(&output.stdout).contains(SENTINEL));
        assert!(!stderr(&output).contains(SENTINEL));
        // a document that is rewritten keeps them, and says nothing of them
        for arguments in [
            &["--rewrite", "-v"][..],
            &["--rewrite", "--keep-content-keys", "-v"],
        ] {
            let output = cpix(answer.as_str(), arguments);
            assert!(!stderr(&output).contains(SENTINEL));
        }
    }
    for status in [0, 1, 3] {
        assert!(
            statuses.contains(&Some(status)),
            "no run ends with {status}"
        );
    }
    assert_eq!(
        statuses
            .iter()
            .filter(|status| ![Some(0), Some(1), Some(3)].contains(status))
            .count(),
        0,
        "{statuses:?}"
    );
}
