//! The committed completions and man pages match what the program prints. `SNAPSHOTS=overwrite cargo test` rewrites them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{commands, root, skips_without, stdout};

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
    let page = |command: &Vec<String>| {
        let name = [&["countersign".to_owned()], command.as_slice()]
            .concat()
            .join("-");
        let text = stdout(&["man", &name]);
        assert!(
            text.contains(".SH \"EXIT STATUS\"") && text.contains(".SH EXAMPLES"),
            "{name}"
        );
        (format!("{name}.1"), text)
    };
    assert_folder("man", &commands().iter().map(page).collect());
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
