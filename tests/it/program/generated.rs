//! The committed completions and man pages match what the program prints. `SNAPSHOTS=overwrite cargo test` rewrites them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{commands, countersign, help, root, skips_without, stdout};

fn overwrite() -> bool {
    std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite")
}

/// Compares the files of a folder, and their contents, with the expected ones.
fn assert_folder(folder: &str, expected: &BTreeMap<String, String>) {
    let folder = root().join(folder);
    if overwrite() {
        rewrite(&folder, expected);
    }
    let entries = fs::read_dir(&folder).expect("the folder is committed");
    let committed: BTreeMap<_, _> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
                fs::read_to_string(&path).expect("text"),
            )
        })
        .collect();
    assert_eq!(
        committed.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "the set of files has drifted"
    );
    for (name, text) in expected {
        assert!(
            committed[name] == *text,
            "{name} has drifted: run SNAPSHOTS=overwrite cargo test --test it"
        );
    }
}

fn rewrite(folder: &Path, expected: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder");
    for (name, text) in expected {
        fs::write(folder.join(name), text).expect("a file");
    }
}

#[test]
fn completions_are_up_to_date() {
    let files = [
        ("bash", "countersign.bash"),
        ("zsh", "_countersign"),
        ("fish", "countersign.fish"),
        ("powershell", "_countersign.ps1"),
        ("elvish", "countersign.elv"),
        ("nushell", "countersign.nu"),
    ];
    assert_folder(
        "completions",
        &files
            .map(|(shell, file)| (file.to_owned(), stdout(&["completions", shell])))
            .into(),
    );
}

#[test]
fn man_pages_are_up_to_date() {
    let pages = man_pages();
    for (name, text) in &pages {
        assert!(
            text.contains(".SH \"EXIT STATUS\"") && text.contains(".SH EXAMPLES"),
            "{name}"
        );
    }
    assert_folder("man", &pages);
}

fn man_pages() -> BTreeMap<String, String> {
    let page = |command: &Vec<String>| {
        let name = [&["countersign".to_owned()], command.as_slice()]
            .concat()
            .join("-");
        let text = stdout(&["man", &name]);
        (format!("{name}.1"), text)
    };
    commands().iter().map(page).collect()
}

/// Two programs that set man pages find nothing to say about them.
#[test]
fn man_pages_have_no_flaws() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = man_pages();
    for (name, text) in &pages {
        fs::write(folder.path().join(name), text).expect("written");
    }
    for (tool, arguments) in [
        ("mandoc", &["-T", "lint", "-W", "all"][..]),
        ("groff", &["-man", "-ww", "-z", "-Tutf8"]),
    ] {
        if skips_without(tool) {
            continue;
        }
        let mut checked = Command::new(tool);
        checked.args(arguments).args(pages.keys());
        let output = checked.current_dir(&folder).output().expect("it starts");
        let said = [output.stdout, output.stderr].concat();
        assert_eq!(String::from_utf8_lossy(&said), "", "{tool}");
    }
}

/// What a man page sets line by line is what the help shows.
#[test]
fn man_pages_have_the_examples_of_the_help() {
    if skips_without("mandoc") {
        return;
    }
    for command in commands() {
        let page = countersign().arg("man").args(&command).output();
        let mut set = Command::new("mandoc");
        set.args(["-T", "utf8", "-O", "width=200"]);
        let page = assert_cmd::Command::from_std(set)
            .write_stdin(page.expect("it starts").stdout)
            .output();
        let page = String::from_utf8(page.expect("it starts").stdout).expect("UTF-8");
        let help = help(&command, "--help");
        let (_, examples) = help.split_once("\nExamples:\n").expect("examples");
        assert!(page.contains(examples.trim_end()), "{command:?}: {page}");
    }
}

/// What is accepted for curl's sake is not offered.
#[test]
fn completions_offer_no_hidden_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
        let text = stdout(&["completions", shell]);
        for name in ["data-raw", "json", "silent", "show-error", "fail"] {
            let is_offered = text
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .any(|word| word.trim_start_matches('-') == name && word != name);
            assert!(!is_offered, "{shell} offers --{name}");
            assert!(
                !text.contains(&format!("-l {name} ")),
                "{shell} offers --{name}"
            );
        }
        assert!(text.contains("cookie-jar"), "{shell}");
    }
}

/// Each installed shell reads its completions without errors.
#[test]
fn shells_can_read_their_completions() {
    for (shell, file) in [
        ("bash", "countersign.bash"),
        ("zsh", "_countersign"),
        ("fish", "countersign.fish"),
    ] {
        if skips_without(shell) {
            continue;
        }
        let output = Command::new(shell)
            .arg("-n")
            .arg(root().join("completions").join(file))
            .output()
            .expect("the shell starts");
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{file}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn bash_completes_commands_and_options() {
    if skips_without("bash") {
        return;
    }
    let complete = |words: &str, last: usize| {
        let script = format!(
            "source completions/countersign.bash; COMP_WORDS=({words}); COMP_CWORD={last}; _countersign countersign '' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(root())
            .output()
            .expect("bash starts");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(
        complete("countersign starleaf ''", 2)
            .lines()
            .any(|word| word == "respond")
    );
    assert!(
        complete("countersign speke kid v2 --tenant", 4)
            .lines()
            .any(|word| word == "--tenant-id")
    );
}

/// The generator for fish omits the options of commands with three words.
#[test]
fn fish_completes_the_options_of_the_deepest_commands() {
    if skips_without("fish") {
        return;
    }
    let script = "source completions/countersign.fish; complete --do-complete 'countersign speke kid v2 --fo'; \
                  complete --do-complete 'countersign speke kid v2 --form '";
    let output = Command::new("fish")
        .args(["--no-config", "-c", script])
        .current_dir(root())
        .output()
        .expect("fish starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for word in ["--form", "--format", "playready"] {
        assert!(
            text.lines()
                .any(|line| line.split('\t').next() == Some(word)),
            "{word}: {text}"
        );
    }
}
