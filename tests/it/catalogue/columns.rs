//! What the columns of a file are called, and the names that are not read.

use std::process::Output;

use crate::common::countersign;

fn run(command: &[&str], format: &str, file: &str) -> Output {
    countersign()
        .arg("speke")
        .args(command)
        .args(["--tenant-id", "T", "--content-ids", "-"])
        .args(["--input-format", format])
        .write_stdin(file)
        .output()
        .expect("it starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const V1: [&str; 2] = ["kid", "v1"];
const V2: [&str; 2] = ["kid", "v2"];

#[test]
fn the_short_names_of_options_are_read_as_columns() {
    for (command, names, short, values) in [
        (
            V1,
            &["content_key_period_index", "key_id_index"][..],
            &["period", "key_index"][..],
            &["7", "3"][..],
        ),
        (
            V2,
            &[
                "content_key_period_index",
                "protection_scheme",
                "intended_track_type",
            ],
            &["period", "scheme", "track_type"],
            &["7", "cbcs", "AUDIO"],
        ),
    ] {
        let csv = |names: &[&str]| {
            format!(
                "content_id,{}\nfilm,{}\n",
                names.join(","),
                values.join(",")
            )
        };
        let json = |names: &[&str]| {
            let fields: String = names
                .iter()
                .zip(values)
                .map(|(name, value)| match value.parse::<u32>() {
                    Ok(number) => [",\"", name, "\":", &number.to_string()].concat(),
                    Err(_) => [",\"", name, "\":\"", value, "\""].concat(),
                })
                .collect();
            format!("{{\"content_id\":\"film\"{fields}}}\n")
        };
        let expected = run(&command, "csv", &csv(names)).stdout;
        assert_ne!(expected, run(&command, "csv", "content_id\nfilm\n").stdout);
        for (format, file) in [("csv", csv(short)), ("jsonl", json(short))] {
            let output = run(&command, format, &file);
            assert_eq!(output.stdout, expected, "{file}");
            assert_eq!(stderr(&output), "");
        }
    }
}

#[test]
fn two_names_of_one_column_are_an_error() {
    let output = run(
        &V1,
        "csv",
        "content_id,period,content_key_period_index\na,1,2\n",
    );
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        stderr(&output),
        "error: standard input: line 1: has the column content_key_period_index twice\n"
    );
    let output = run(
        &V2,
        "jsonl",
        "{\"content_id\":\"a\",\"track_type\":\"SD\",\"intended_track_type\":\"HD\"}\n",
    );
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).contains("line 1: duplicate field `intended_track_type`, at column 57"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_column_with_a_similar_name_is_warned_of_once() {
    let csv = "content_id,Track-Type,\" scheme\",periods,tenant,title\n".to_owned()
        + &"film,AUDIO,cbcs,1,U,Film\n".repeat(10_000);
    let line =
        r#"{"content_id":"film","Track-Type":"AUDIO"," scheme":"cbcs","periods":1,"tenant":"U"}"#;
    let jsonl = [line, "\n"].concat().repeat(10_000);
    for (format, file) in [("csv", csv), ("jsonl", jsonl)] {
        let output = run(&V2, format, &file);
        assert_eq!(output.status.code(), Some(0));
        let stderr = stderr(&output);
        let mut lines: Vec<_> = stderr.lines().collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                "warning: standard input: the column ' scheme' is not read; did you mean 'scheme'?",
                "warning: standard input: the column 'Track-Type' is not read; did you mean 'track_type'?",
                "warning: standard input: the column 'periods' is not read; did you mean 'period'?",
                "warning: standard input: the column 'tenant' is not read; did you mean 'tenant_id'?",
            ]
        );
    }
}

#[test]
fn the_names_of_later_objects_are_looked_at() {
    let jsonl = "{\"content_id\":\"a\"}\n".repeat(10_000)
        + "{\"content_id\":\"a\",\"contentKeyPeriodIndex\":7}\n";
    assert_eq!(
        stderr(&run(&V1, "jsonl", &jsonl)),
        "warning: standard input: the column 'contentKeyPeriodIndex' is not read; did you mean 'content_key_period_index'?\n"
    );
}

#[test]
fn other_columns_are_ignored_in_silence() {
    let others = "kid,byte_order,file,where,title,parent_id,key_id,content_md5,index,type,duration,series,theme,id";
    let header = ["content_id,tenant_id,", others, "\n"].concat();
    let row = ["film,T", &",1".repeat(14), "\n"].concat();
    assert_eq!(stderr(&run(&V1, "csv", &[header, row].concat())), "");
    // what one run writes, another one reads
    for command in [&["kid", "v1"][..], &["kid", "v2"]] {
        for format in ["csv", "jsonl"] {
            let with_format = [command, &["--format", format]].concat();
            let output = run(&with_format, "lines", "film\n");
            let again = String::from_utf8_lossy(&output.stdout).into_owned();
            let again = run(&with_format, format, &again);
            assert_eq!(
                (stderr(&again), &again.stdout),
                (String::new(), &output.stdout)
            );
        }
    }
}

#[test]
fn columns_of_the_other_version_are_warned_of() {
    let csv = "content_id,scheme,track_type,key_index\na,cenc,VIDEO,\nb,,AUDIO,\nc,,,1\n";
    let output = run(&V1, "csv", csv);
    assert_eq!(
        stderr(&output),
        "warning: standard input: 2 lines have a protection scheme or an intended track type, which version 1 does not have\n"
    );
    let output = run(&V2, "csv", csv);
    assert_eq!(
        stderr(&output),
        "warning: standard input: 1 line has a key ID index, which version 2 does not have\n"
    );
    // both versions are tried
    let output = run(&["find", &"0".repeat(32)], "csv", csv);
    assert!(!stderr(&output).contains("warning"), "{}", stderr(&output));
}

#[test]
fn a_similar_name_of_the_content_id_is_named() {
    let output = run(&V1, "csv", "contentId,title\na,A\n");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        stderr(&output),
        "error: standard input: line 1: has no column content_id, only 'contentId'\n"
    );
    let output = run(&V1, "jsonl", "{\"contentId\":\"a\"}\n");
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).contains("the column 'contentId' is not read; did you mean 'content_id'?"),
        "{}",
        stderr(&output)
    );
}

/// Keys without end cost no memory, and no time for each.
#[test]
fn objects_with_ever_new_keys_are_read() {
    let jsonl: String = (0..20_000)
        .map(|i| {
            format!(
                "{{\"content_id\":\"a\",\"perio{i}\":1,\"{}\":2}}\n",
                "x".repeat(i % 99)
            )
        })
        .collect();
    let output = run(&V1, "jsonl", &jsonl);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).lines().count() < 70, "{}", stderr(&output));
}
