//! `--unique`.

use crate::common::countersign;

fn run(arguments: &[&str], stdin: &str) -> (String, Option<i32>) {
    let output = countersign()
        .args(["speke", "kid"])
        .args(arguments)
        .arg("--unique")
        .write_stdin(stdin)
        .output()
        .expect("it starts");
    (
        String::from_utf8_lossy(&output.stderr).into_owned(),
        output.status.code(),
    )
}

#[test]
fn two_inputs_with_one_key_id_are_named() {
    let ids: String = (0..30_000)
        .map(|i: u32| ["film", &i.to_string(), "x\n"].concat())
        .collect();
    let csv = format!(
        "content_id,content_key_period_index\nepisode1,10\n{}episode11,0\n",
        ids.replace('\n', ",0\n")
    );
    for threads in ["1", "2", "5"] {
        let (stderr, status) = run(
            &[
                "v1",
                "--tenant-id",
                "T",
                "--content-ids",
                "-",
                "--input-format",
                "csv",
                "--threads",
                threads,
            ],
            &csv,
        );
        assert_eq!(status, Some(1), "{stderr}");
        assert!(
            stderr.contains(
                "tenant id T, content id episode1, content key period index 10, key id index 0"
            ),
            "{stderr}"
        );
        assert!(
            stderr.contains(
                "tenant id T, content id episode11, content key period index 0, key id index 0"
            ),
            "{stderr}"
        );
    }
}

#[test]
fn fields_of_version_2_that_flow_together_are_found() {
    let (stderr, status) = run(
        &[
            "v2",
            "--tenant-id",
            "T",
            "--content-id",
            "film",
            "filmcenc0VIDEO",
            "--track-type",
            "VIDEO,VIDEOcenc0VIDEO",
        ],
        "",
    );
    assert_eq!(status, Some(1), "{stderr}");
    assert!(
        stderr.contains("content id film, ")
            && stderr.contains("intended track type VIDEOcenc0VIDEO"),
        "{stderr}"
    );
    assert!(
        stderr.contains("content id filmcenc0VIDEO, ")
            && stderr.contains("intended track type VIDEO"),
        "{stderr}"
    );
}

#[test]
fn tenants_that_flow_into_contents_are_found() {
    let (stderr, status) = run(
        &["v1", "--content-ids", "-", "--input-format", "csv"],
        "tenant_id,content_id\nT,1a\nT1,a\n",
    );
    assert_eq!(status, Some(1), "{stderr}");
}

#[test]
fn the_same_input_twice_is_no_collision() {
    let ids = "a\nb\na\n".repeat(5000);
    for threads in ["1", "3"] {
        assert_eq!(
            run(
                &[
                    "v1",
                    "--tenant-id",
                    "T",
                    "--content-ids",
                    "-",
                    "--threads",
                    threads
                ],
                &ids
            ),
            (String::new(), Some(0))
        );
    }
}
