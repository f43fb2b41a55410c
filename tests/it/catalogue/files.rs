//! Files: their kinds, their flaws, and what a bad line costs.

use std::fs;
use std::process::Output;

use crate::common::countersign;

/// Runs over a file of that name and content; `more` options follow.
fn run(name: &str, content: &[u8], more: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), content).expect("written");
    let mut program = countersign();
    program
        .current_dir(folder.path())
        .args(["speke", "kid", "v1", "--content-ids", name])
        .args(more);
    program.output().expect("the program starts")
}

/// Standard output, standard error, and the exit status.
fn told(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        text(&output.stdout),
        text(&output.stderr),
        output.status.code(),
    )
}

fn contents(output: &Output) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    reader
        .records()
        .map(|record| record.expect("a record")[1].to_owned())
        .collect()
}

const CSV: [&str; 4] = ["--tenant-id", "T", "--format", "csv"];

#[test]
fn a_name_tells_the_kind_and_an_option_overrides_it() {
    let header = b"content_id\na\n";
    assert_eq!(contents(&run("ids.csv", header, &CSV)), ["a"]);
    assert_eq!(contents(&run("IDS.CSV", header, &CSV)), ["a"]);
    assert_eq!(contents(&run("ids.txt", header, &CSV)), ["content_id", "a"]);
    assert_eq!(
        contents(&run(
            "ids.txt",
            header,
            &[&CSV[..], &["--input-format", "csv"]].concat()
        )),
        ["a"]
    );
    assert_eq!(
        contents(&run(
            "ids.csv",
            header,
            &[&CSV[..], &["--input-format", "lines"]].concat()
        )),
        ["content_id", "a"]
    );
    assert_eq!(
        contents(&run("ids.jsonl", b"{\"content_id\":\"a\"}", &CSV)),
        ["a"]
    );
}

#[test]
fn a_bad_line_costs_that_line_only() {
    let (stdout, stderr, status) = told(&run("ids", b"a\n\n\xffx\nb", &CSV));
    assert_eq!(status, Some(3));
    assert_eq!(stdout.lines().count(), 3, "{stdout}");
    assert!(
        stdout
            .lines()
            .nth(1)
            .is_some_and(|row| row.starts_with("T,a,"))
            && stdout.contains("\nT,b,"),
        "{stdout}"
    );
    assert_eq!(
        stderr,
        "error: ids: line 2: the content ID is empty\nerror: ids: line 3: is not UTF-8: byte 1 starts no character\n\
         error: ids: 2 bad lines were skipped\n"
    );
}

#[test]
fn the_first_twenty_bad_lines_are_shown_and_all_are_counted() {
    let file = "good\n\n\n\n\n".repeat(1000);
    for threads in ["1", "3"] {
        let options = [&CSV[..], &["--threads", threads]].concat();
        let (stdout, stderr, status) = told(&run("ids", file.as_bytes(), &options));
        assert_eq!((stdout.lines().count(), status), (1001, Some(3)));
        let lines: Vec<_> = stderr.lines().collect();
        assert_eq!(lines.len(), 22, "{stderr}");
        assert_eq!(lines[19], "error: ids: line 25: the content ID is empty");
        assert_eq!(
            lines[20..],
            [
                "error: ids: 4000 bad lines were skipped",
                "hint: the first 20 are shown above; -v shows all of them"
            ]
        );
        let (_, stderr, status) = told(&run("ids", file.as_bytes(), &["--tenant-id", "T", "-v"]));
        assert_eq!(
            (stderr.matches("the content ID is empty").count(), status),
            (4000, Some(3))
        );
        assert!(!stderr.contains("hint"), "{stderr}");
    }
}

#[test]
fn the_number_of_a_bad_line_counts_line_breaks_in_fields() {
    let file = b"content_id,key_id_index\r\n\"a\r\nb\nc\",1\r\nd,x\r\n\"e\n\",1,2\r\nf,4294967296\r\n\"g\n";
    let output = run("ids.csv", file, &CSV);
    assert_eq!(contents(&output), ["a\r\nb\nc"]);
    let (_, stderr, status) = told(&output);
    assert_eq!(status, Some(3));
    let lines: Vec<_> = stderr
        .lines()
        .filter_map(|line| {
            line.strip_prefix("error: ids.csv: line ")?
                .split(':')
                .next()
        })
        .collect();
    assert_eq!(lines, ["5", "6", "8", "9"], "{stderr}");
}

#[test]
fn bad_json_costs_that_line_only() {
    let file = "{\"content_id\":\"a\"}\n{\"content_id\":7}\nnull\n[\"T\",\"b\"]\n{\"content_id\":\"c\",\"key_id_index\":-1}\n{\"x\":1}\n\
                {\"content_id\":\"\\ud800\"}\n{\"content_id\":\"d\"\n{\"content_id\":\"e\",\"kid\":[{}]}\n";
    for threads in ["1", "3"] {
        let output = run(
            "ids.jsonl",
            file.as_bytes(),
            &[&CSV[..], &["--threads", threads]].concat(),
        );
        assert_eq!(contents(&output), ["a", "e"]);
        let (_, stderr, status) = told(&output);
        assert_eq!((stderr.lines().count(), status), (8, Some(3)), "{stderr}");
    }
}

#[test]
fn a_header_that_does_not_do_is_an_error_before_any_output() {
    for (file, wrong) in [
        (&b"tenant_id,kid\na,b\n"[..], "has no column content_id"),
        (
            b"content_id,key_id_index,content_id\na,1,b\n",
            "has the column content_id twice",
        ),
        (
            b"content_id,key_id_index,key_id_index\na,1,1\n",
            "has the column key_id_index twice",
        ),
        (b"", "there is no header line"),
        (b"\"content_id\n", "has a quote that is not closed"),
        (b"content_id,\xff\n", "is not UTF-8"),
    ] {
        let (stdout, stderr, status) = told(&run("ids.csv", file, &CSV));
        assert_eq!((stdout.as_str(), status), ("", Some(3)), "{stderr}");
        assert!(
            stderr.contains("error: ids.csv: line 1: ") && stderr.contains(wrong),
            "{stderr}"
        );
    }
}

#[test]
fn a_tenant_is_wanted_from_the_option_or_from_a_column() {
    for (name, file, status) in [
        ("ids.txt", &b"a\n"[..], 2),
        ("ids.csv", b"content_id\na\n", 2),
        ("ids.csv", b"content_id,tenant_id\na,T\n", 0),
        ("ids.csv", b"content_id,tenant_id\na,\n", 3),
        (
            "ids.jsonl",
            b"{\"content_id\":\"a\",\"tenant_id\":\"T\"}\n",
            0,
        ),
        ("ids.jsonl", b"{\"content_id\":\"a\"}\n", 3),
    ] {
        let output = run(name, file, &[]);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn marks_and_returns_are_no_part_of_an_id() {
    assert_eq!(
        contents(&run("ids", "\u{feff}a\r\nb\n\u{feff}c".as_bytes(), &CSV)),
        ["a", "b", "\u{feff}c"]
    );
    assert_eq!(
        contents(&run("ids", b"a\r\r\nb\r", &[&CSV[..], &["-q"]].concat())),
        ["a\r", "b\r"]
    );
    assert_eq!(
        contents(&run(
            "ids.csv",
            "\u{feff}\"content_id\"\r\n\"a\"\r\n\r\nb".as_bytes(),
            &CSV
        )),
        ["a", "b"]
    );
}

#[test]
fn what_is_probably_not_meant_is_warned_of_once() {
    let guid = "10D42897-A795-4FD8-A2D4-00E3AB59DECE";
    let file = format!(
        "content_id,tenant_id\n a,T\nb ,T\nc,{guid}\nd,T \ne,{{{0}}}\nf,urn:uuid:{0}\ng,{1}\nh,{0}\ni,{{T}}\n",
        guid.to_lowercase(),
        guid.replace('-', "")
    );
    let (_, stderr, status) = told(&run("ids.csv", file.as_bytes(), &[]));
    assert_eq!(status, Some(0));
    assert_eq!(stderr.lines().count(), 2, "{stderr}");
    assert!(
        stderr.contains("warning: ids.csv: 3 lines have white space"),
        "{stderr}"
    );
    assert!(
        stderr.contains(
            "warning: ids.csv: 4 lines have a tenant ID that is a GUID but not in plain lower case"
        ),
        "{stderr}"
    );
    assert_eq!(told(&run("ids.csv", file.as_bytes(), &["-q"])).1, "");
}

#[test]
fn schemes_and_track_types_that_are_probably_not_meant_are_counted() {
    for (file, warning) in [
        (
            "content_id,protection_scheme\na,CENC\nb,cbcs\nc,cens\n",
            "a protection scheme that is neither cenc nor cbcs: hashed as given",
        ),
        (
            "content_id,track_type\na,video\nb,VIDEO\nc,Sd+Hd1\nd,Film\n",
            "a known track type in another case: hashed as given, it gives other key IDs",
        ),
    ] {
        let output = countersign()
            .args(["speke", "kid", "v2", "--tenant-id", "T"])
            .args(["--content-ids", "-", "--input-format", "csv"])
            .write_stdin(file)
            .output()
            .expect("it starts");
        assert_eq!(
            told(&output).1,
            format!("warning: standard input: 2 lines have {warning}\n")
        );
    }
}

#[test]
fn a_line_without_an_end_costs_itself_only() {
    let file = format!("a\n{}\nb\n", "x".repeat(1 << 20));
    let output = run("ids", file.as_bytes(), &CSV);
    assert_eq!(
        (contents(&output), output.status.code()),
        (vec!["a".to_owned(), "b".to_owned()], Some(3))
    );
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("ids: line 2: is longer than 256 KiB")
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    for file in ["no-such-file", "/"] {
        let output = countersign()
            .args([
                "speke",
                "kid",
                "v1",
                "--tenant-id",
                "T",
                "--content-ids",
                file,
            ])
            .output()
            .expect("it starts");
        let (stdout, stderr, status) = told(&output);
        assert_eq!((stdout.as_str(), status), ("", Some(3)), "{stderr}");
        assert!(stderr.contains(file), "{stderr}");
    }
}
