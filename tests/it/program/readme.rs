//! The README and `docs/` are correct: runs their console blocks and compares the output, and checks the picture.

use std::path::Path;

use crate::common::{Example, examples, root, sh, skips_without};
use countersign_simulator::{
    Ankoder, Device, Handle, Scheme as _, Speke, StarleafCloud, StarleafEndpoint,
};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The fenced code blocks of a language.
pub(super) fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut inside = None;
    for line in markdown.lines() {
        match (inside, line.strip_prefix("```")) {
            (None, Some(name)) => {
                inside = Some(name == language);
                if name == language {
                    blocks.push(String::new());
                }
            }
            (Some(_), Some("")) => inside = None,
            (Some(true), _) => {
                let block = blocks.last_mut().expect("a block has begun");
                block.push_str(line);
                block.push('\n');
            }
            _ => {}
        }
    }
    blocks
}

/// Runs a block and compares its output. Its commands share a shell, and the blocks of a page share a folder; `cargo run` is replaced by the program
/// under test.
fn check_block(block: &str, servers: &Servers, folder: &Path) {
    let examples = examples(block);
    let script = |example: &Example| {
        servers.replace(
            &example
                .script
                .replace("cargo run --release --locked --", "countersign"),
        )
    };
    // a response body may lack a final newline: add one to each command's output, as in the block
    let script: String = examples
        .iter()
        .map(|example| format!("{}\n", script(example)) + "printf '\\0'\n")
        .collect();
    let output = sh(&format!("cd {}\n{script}", folder.display()));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{stderr}");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let printed: Vec<_> = stdout.split('\0').map(str::trim_end).collect();
    let shown: Vec<_> = examples
        .iter()
        .map(|example| example.output.trim_end())
        .chain([""])
        .collect();
    assert_eq!(printed, shown, "{script}\n{stderr}");
}

/// The simulated servers, for the addresses in the README.
struct Servers(Vec<(&'static str, Handle)>);

impl Servers {
    fn start() -> Self {
        let start = |scheme: std::io::Result<Handle>| scheme.expect("a server");
        Self(vec![
            ("127.0.0.1:8042", start(Device::new("demo").start())),
            (
                "127.0.0.1:8043",
                start(StarleafEndpoint::new("demo").start()),
            ),
            (
                "127.0.0.1:8044",
                start(StarleafCloud::new("demo@example.com", "demo").start()),
            ),
            (
                "127.0.0.1:8045",
                start(Ankoder::new("demo-access-key", "demo-private-key").start()),
            ),
            ("127.0.0.1:8046", start(Speke::new().start())),
        ])
    }

    fn replace(&self, script: &str) -> String {
        self.0
            .iter()
            .fold(script.to_owned(), |script, (address, handle)| {
                script.replace(address, &handle.address().to_string())
            })
    }
}

#[test]
fn console_blocks_print_what_they_show() {
    let servers = Servers::start();
    let mut pages = vec![root().join("README.md")];
    let docs = std::fs::read_dir(root().join("docs")).expect("docs");
    pages.extend(docs.map(|entry| entry.expect("an entry").path()));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    let mut count = 0;
    for page in &pages {
        let page = std::fs::read_to_string(page).expect("a page");
        let folder = tempfile::tempdir().expect("a folder");
        for block in blocks(&page, "console") {
            count += 1;
            if !(block.contains("curl -s") && skips_without("curl")) {
                check_block(&block, &servers, folder.path());
            }
        }
    }
    assert!(count >= 16, "{count} blocks were found");
}

#[test]
fn the_first_command_has_its_output() {
    let readme = readme();
    let first = &blocks(&readme, "console")[0];
    assert!(
        first.starts_with("$ cargo run --release --locked -- "),
        "{first}"
    );
    assert!(
        blocks(&readme, "sh")
            .iter()
            .any(|block| block == "cargo test --workspace --locked\n")
    );
}

#[test]
fn exit_statuses_are_all_in_the_readme() {
    let readme = readme();
    for status in 0..=6 {
        assert!(
            readme.contains(&format!("\n| {status} | ")),
            "status {status}"
        );
    }
}

#[test]
fn the_picture_shows_what_the_program_prints() {
    let script = "countersign starleaf respond --color always -v --challenge deadbeef --salt 73616c74 --iterations 10000 \
                  --password-command 'echo secret'; countersign starleaf key --color always --salt 0g --iterations 1 \
                  --password-command 'echo secret' || true; countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece \
                  --content-id test_content --track-type VIDEO,AUDIO --format csv";
    let shown = "\
$ countersign starleaf respond -v --challenge deadbeef --salt 73616c74 --iterations 10000 --password-command 'pass show codec'
$ countersign starleaf key --salt 0g --iterations 1 --password-command 'pass show codec'
$ countersign speke kid v2 --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece --content-id test_content --track-type VIDEO,AUDIO --format csv";
    let mut session = String::new();
    for (command, script) in shown.lines().zip(script.split("; ")) {
        let output = sh(&format!("{{ {script}; }} 2>&1"));
        session.extend([
            "\u{1b}[1m",
            command,
            "\u{1b}[0m\n",
            &String::from_utf8_lossy(&output.stdout),
            "\n",
        ]);
    }
    let svg = snapbox::Data::text(session).coerce_to(snapbox::data::DataFormat::TermSvg);
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(
        svg,
        snapbox::Data::read_from(
            &root().join("docs/session.svg"),
            Some(snapbox::data::DataFormat::TermSvg),
        ),
    );
}
