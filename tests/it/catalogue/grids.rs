//! Random grids and catalogues, with one to five threads.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::oracle::{Content, FORMATS, FORMS, output, rows};
use crate::common::countersign;

/// Texts that a careless reader or writer breaks.
const HOSTILE: &str = "[a-z,\"\n\r é{}\\\\\u{feff}\u{2028}]{1,12}";

#[derive(Debug, Clone)]
struct Lists {
    periods: Vec<(u32, u32)>,
    indexes: Vec<(u32, u32)>,
    schemes: Vec<String>,
    tracks: Vec<String>,
}

fn lists() -> impl Strategy<Value = Lists> {
    let number = prop_oneof![0..12u32, Just(11425), u32::MAX - 9..=u32::MAX - 5];
    let ranges = || prop::collection::vec((number.clone(), 0..4u32), 1..3);
    let texts = |pattern| prop::collection::vec(pattern, 1..3);
    (
        ranges(),
        ranges(),
        texts("cenc|cbcs|[a-z]{1,3}"),
        texts("VIDEO|AUDIO|SD\\+HD1|[A-Z]{1,3}"),
    )
        .prop_map(|(periods, indexes, schemes, tracks)| Lists {
            periods,
            indexes,
            schemes,
            tracks,
        })
}

fn flat(ranges: &[(u32, u32)]) -> Vec<u32> {
    ranges
        .iter()
        .flat_map(|(first, more)| *first..=first + more)
        .collect()
}

fn written(ranges: &[(u32, u32)]) -> String {
    let range = |(first, more): &(u32, u32)| {
        if *more == 0 {
            first.to_string()
        } else {
            format!("{first}-{}", first + more)
        }
    };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}

/// What a row of a file says itself.
#[derive(Debug, Clone, Default)]
struct Columns {
    tenant_id: Option<String>,
    period: Option<u32>,
    index: Option<u32>,
    scheme: Option<String>,
    track: Option<String>,
}

fn columns() -> impl Strategy<Value = Columns> {
    use prop::option::of;
    (
        of(HOSTILE),
        of(any::<u32>()),
        of(0..20u32),
        of("[a-z]{1,4}"),
        of(HOSTILE),
    )
        .prop_map(|(tenant_id, period, index, scheme, track)| Columns {
            tenant_id,
            period,
            index,
            scheme,
            track,
        })
}

fn content(content_id: &str, lists: &Lists, columns: &Columns) -> Content {
    let one = |given: &Option<u32>, list: &[(u32, u32)]| {
        given.map_or_else(|| flat(list), |number| vec![number])
    };
    let text = |given: &Option<String>, list: &[String]| {
        given
            .clone()
            .map_or_else(|| list.to_vec(), |text| vec![text])
    };
    Content {
        tenant: columns.tenant_id.clone().unwrap_or_else(|| "T".to_owned()),
        id: content_id.to_owned(),
        periods: one(&columns.period, &lists.periods),
        indexes: one(&columns.index, &lists.indexes),
        schemes: text(&columns.scheme, &lists.schemes),
        tracks: text(&columns.track, &lists.tracks),
    }
}

const NAMES: [&str; 7] = [
    "kid",
    "tenant_id",
    "content_key_period_index",
    "content_id",
    "key_id_index",
    "protection_scheme",
    "intended_track_type",
];

fn values(content_id: &str, columns: &Columns) -> [Option<String>; 7] {
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    let Columns {
        tenant_id,
        period,
        index,
        scheme,
        track,
    } = columns.clone();
    [
        Some("ignored".to_owned()),
        tenant_id,
        number(period),
        Some(content_id.to_owned()),
        number(index),
        scheme,
        track,
    ]
}

fn csv(catalogue: &[(String, Columns)], crlf: bool) -> Vec<u8> {
    let terminator = if crlf {
        csv::Terminator::CRLF
    } else {
        csv::Terminator::Any(b'\n')
    };
    let mut writer = csv::WriterBuilder::new()
        .terminator(terminator)
        .from_writer(Vec::new());
    writer.write_record(NAMES).expect("written");
    for (content_id, columns) in catalogue {
        writer
            .write_record(values(content_id, columns).map(Option::unwrap_or_default))
            .expect("written");
    }
    let bytes = writer.into_inner().expect("written");
    if crlf {
        ["\u{feff}".as_bytes(), &bytes].concat()
    } else {
        bytes
    }
}

fn jsonl(catalogue: &[(String, Columns)], spaced: bool) -> Vec<u8> {
    let line = |(content_id, columns): &(String, Columns)| {
        let mut object = serde_json::Map::new();
        for (name, value) in NAMES.iter().zip(values(content_id, columns)) {
            let Some(value) = value else { continue };
            let is_number = name.ends_with("index");
            let value = if is_number {
                value.parse::<u32>().expect("a number").into()
            } else {
                serde_json::Value::from(value)
            };
            object.insert((*name).to_owned(), value);
        }
        let line = serde_json::Value::from(object).to_string();
        if spaced {
            format!(" {line} \r\n\n")
        } else {
            line + "\n"
        }
    };
    catalogue.iter().map(line).collect::<String>().into_bytes()
}

/// Runs a version over a file on standard input, or over contents on the command line.
fn run(
    version: &str,
    lists: &Lists,
    threads: usize,
    form: &str,
    format: &str,
    source: &[&str],
    stdin: Vec<u8>,
) -> String {
    let mut program = countersign();
    program.args([
        "speke",
        "kid",
        version,
        "-q",
        "--tenant-id",
        "T",
        "--threads",
        &threads.to_string(),
        "--form",
        form,
    ]);
    program
        .args(["--format", format, "--period", &written(&lists.periods)])
        .args(source)
        .write_stdin(stdin);
    if version == "v1" {
        program.args(["--key-index", &written(&lists.indexes)]);
    } else {
        program.args([
            "--scheme",
            &lists.schemes.join(","),
            "--track-type",
            &lists.tracks.join(","),
        ]);
    }
    let output = program.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn contents_of_the_command_line_agree(
        lists in lists(), ids in prop::collection::vec(HOSTILE, 1..6), v2: bool, form in 0..6usize, format in 0..3usize, threads in 1..6usize,
    ) {
        let version = if v2 { "v2" } else { "v1" };
        let expected: Vec<_> = ids.iter().flat_map(|id| rows(&content(id, &lists, &Columns::default()), version)).collect();
        let arguments: Vec<_> = ids.iter().flat_map(|id| ["--content-id", id]).collect();
        let found = run(version, &lists, threads, FORMS[form], FORMATS[format], &arguments, Vec::new());
        prop_assert_eq!(found, output(&expected, version, FORMS[form], FORMATS[format]));
    }

    #[test]
    fn lines_agree(lists in lists(), ids in prop::collection::vec("[a-z,\"é \t]{1,90}", 0..400), v2: bool, crlf: bool, form in 0..6usize, format in 0..3usize, threads in 1..6usize) {
        let version = if v2 { "v2" } else { "v1" };
        let expected: Vec<_> = ids.iter().flat_map(|id| rows(&content(id, &lists, &Columns::default()), version)).collect();
        let end = if crlf { "\r\n" } else { "\n" };
        let file: String = ids.iter().flat_map(|id| [id, end]).collect();
        let file = if crlf { format!("\u{feff}{file}") } else { file };
        let found = run(version, &lists, threads, FORMS[form], FORMATS[format], &["--content-ids", "-"], file.into_bytes());
        prop_assert_eq!(found, output(&expected, version, FORMS[form], FORMATS[format]));
    }

    #[test]
    fn csv_and_json_lines_agree(
        lists in lists(), catalogue in prop::collection::vec((HOSTILE, columns()), 0..200), v2: bool, json: bool, style: bool,
        form in 0..6usize, format in 0..3usize, threads in 1..6usize,
    ) {
        let version = if v2 { "v2" } else { "v1" };
        let expected: Vec<_> = catalogue.iter().flat_map(|(id, columns)| rows(&content(id, &lists, columns), version)).collect();
        let (kind, file) = if json { ("jsonl", jsonl(&catalogue, style)) } else { ("csv", csv(&catalogue, style)) };
        let found = run(version, &lists, threads, FORMS[form], FORMATS[format], &["--content-ids", "-", "--input-format", kind], file);
        prop_assert_eq!(found, output(&expected, version, FORMS[form], FORMATS[format]));
    }
}

/// Each entry has more combinations than a task.
#[test]
fn grids_larger_than_a_task_stay_in_order() {
    let lists = Lists {
        periods: vec![(0, 5999), (11425, 0)],
        indexes: vec![(0, 1)],
        schemes: vec!["cenc".to_owned()],
        tracks: vec!["VIDEO".to_owned()],
    };
    let narrow = Columns {
        period: Some(7),
        ..Columns::default()
    };
    let catalogue = [
        ("a".to_owned(), Columns::default()),
        ("b".to_owned(), narrow),
        ("c\n\"".to_owned(), Columns::default()),
    ];
    let expected: Vec<_> = catalogue
        .iter()
        .flat_map(|(id, columns)| rows(&content(id, &lists, columns), "v1"))
        .collect();
    let expected = output(&expected, "v1", "guid", "csv");
    for threads in 1..=5 {
        let found = run(
            "v1",
            &lists,
            threads,
            "guid",
            "csv",
            &["--content-ids", "-", "--input-format", "csv"],
            csv(&catalogue, false),
        );
        assert!(found == expected, "{threads} threads");
    }
}

/// The options have more combinations than a part of a file may have bytes.
#[test]
fn a_file_is_read_however_many_combinations_the_options_have() {
    let lists = Lists {
        periods: vec![(0, 200_000)],
        indexes: vec![(0, 0)],
        schemes: vec!["cenc".to_owned()],
        tracks: vec!["VIDEO".to_owned()],
    };
    let narrow = Columns {
        period: Some(7),
        ..Columns::default()
    };
    let catalogue = ["a", "b"].map(|id| (id.to_owned(), narrow.clone()));
    let expected: Vec<_> = catalogue
        .iter()
        .flat_map(|(id, columns)| rows(&content(id, &lists, columns), "v1"))
        .collect();
    let expected = output(&expected, "v1", "guid", "csv");
    let files = [
        ("csv", csv(&catalogue, false)),
        ("jsonl", jsonl(&catalogue, false)),
    ];
    for (kind, file) in files {
        let options = ["--content-ids", "-", "--input-format", kind];
        let found = run("v1", &lists, 1, "guid", "csv", &options, file);
        assert_eq!(found, expected, "{kind}");
    }
}

/// What comes out goes in again, as CSV and as JSON lines.
#[test]
fn output_is_input() {
    let lists = Lists {
        periods: vec![(0, 3)],
        indexes: vec![(0, 0)],
        schemes: vec!["cenc".to_owned(), "cbcs".to_owned()],
        tracks: vec!["VIDEO".to_owned(), "SD+HD1".to_owned()],
    };
    let one = Lists {
        periods: vec![(9, 0)],
        schemes: vec!["x".to_owned()],
        tracks: vec!["Y".to_owned()],
        ..lists.clone()
    };
    for format in ["csv", "jsonl"] {
        let first = run(
            "v2",
            &lists,
            2,
            "hex",
            format,
            &["--content-id", "a,\"b\"\n", "é"],
            Vec::new(),
        );
        let again = run(
            "v2",
            &one,
            2,
            "hex",
            format,
            &["--content-ids", "-", "--input-format", format],
            first.clone().into_bytes(),
        );
        assert_eq!(first, again);
    }
}
