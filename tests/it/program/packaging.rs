//! Packages are complete, and each fact about the project is in one place.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{PROGRAM, root, skips_without};

/// A value in Cargo.toml, from the first table that has it.
fn manifest(key: &str) -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let prefix = format!("{key} = ");
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(&prefix))
        .unwrap();
    value.trim_matches(['[', '"', ']']).to_owned()
}

/// Runs a script of the checkout, and returns its output.
fn script(script: &str, arguments: &[&Path]) -> String {
    let output = Command::new("bash")
        .arg(root().join(script))
        .args(arguments)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// The paths of all files below a folder, relative to it.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found
}

#[test]
fn a_prefix_has_everything_where_the_system_expects_it() {
    if skips_without("bash") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    script(
        "packaging/stage",
        &[Path::new(PROGRAM), &folder.path().join("prefix")],
    );
    let mut expected: BTreeSet<String> = files(&root().join("man"))
        .iter()
        .map(|page| format!("share/man/man1/{page}.gz"))
        .collect();
    expected.extend(
        [
            "bin/countersign",
            "share/bash-completion/completions/countersign",
            "share/zsh/site-functions/_countersign",
            "share/fish/vendor_completions.d/countersign.fish",
            "share/doc/countersign/README.md",
            "share/doc/countersign/CHANGELOG.md",
            "share/doc/countersign/SECURITY.md",
            "share/doc/countersign/LICENSE-APACHE",
            "share/doc/countersign/LICENSE-MIT",
        ]
        .map(str::to_owned),
    );
    assert_eq!(files(&folder.path().join("prefix")), expected);
}

#[test]
fn manifests_are_filled_in() {
    if skips_without("bash") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let version = manifest("version");
    let crate_file = format!("countersign-{version}.crate");
    let zip = format!("countersign-{version}-x86_64-pc-windows-msvc.zip");
    let sums = folder.path().join("SHA256SUMS");
    fs::write(
        &sums,
        format!(
            "{}  {crate_file}\n{} *{zip}\n",
            "a".repeat(64),
            "b".repeat(64)
        ),
    )
    .unwrap();
    let manifests = folder.path().join("manifests");
    script("packaging/render", &[&sums, &manifests]);

    let read = |path: &str| fs::read_to_string(manifests.join(path)).unwrap();
    let scoop: serde_json::Value = serde_json::from_str(&read("scoop/countersign.json")).unwrap();
    assert_eq!(scoop["version"], version);
    assert_eq!(scoop["architecture"]["64bit"]["hash"], "b".repeat(64));
    assert!(read("homebrew/countersign.rb").contains(&format!("sha256 \"{}\"", "a".repeat(64))));
    assert!(read("aur/PKGBUILD").starts_with(&format!("# Maintainer: {}\n", manifest("authors"))));
    for manifest in files(&manifests) {
        assert!(!read(&manifest).contains("@SHA256"), "{manifest}");
    }
}

#[test]
fn a_manifest_without_its_checksum_is_rejected() {
    if skips_without("bash") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let sums = folder.path().join("SHA256SUMS");
    fs::write(&sums, "").unwrap();
    let output = Command::new("bash")
        .arg(root().join("packaging/render"))
        .args([&sums, &folder.path().join("manifests")])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not complete"));
}

#[test]
fn repository_and_maintainer_are_in_one_place() {
    let facts = [manifest("repository"), manifest("authors")];
    let mut checked = 0;
    for folder in ["packaging", ".github", "docs"] {
        for file in files(&root().join(folder)) {
            let Ok(text) = fs::read_to_string(root().join(folder).join(&file)) else {
                continue;
            };
            checked += 1;
            for fact in &facts {
                assert!(!text.contains(fact), "{folder}/{file} repeats {fact}");
            }
        }
    }
    assert!(checked > 10, "{checked} files were read");
}

#[test]
fn every_ci_step_has_a_recipe() {
    let gate = fs::read_to_string(root().join(".ci/run")).unwrap();
    let recipes = fs::read_to_string(root().join("justfile")).unwrap();
    let steps: Vec<_> = gate
        .lines()
        .filter_map(|line| line.strip_prefix("step_")?.strip_suffix("() {"))
        .collect();
    assert!(steps.len() > 5, "{steps:?}");
    for step in steps.into_iter().filter(|step| *step != "tools") {
        assert!(recipes.contains(&format!("\n{step}:\n")), "{step}");
    }
}

/// A toolchain is found under its installed name: 1.89, 1.89.0 or one with a target.
///
/// Shell functions replace rustup and cargo. Exporting them needs a newer bash than that of macOS.
#[test]
#[cfg(target_os = "linux")]
fn the_minimum_rust_version_is_found_under_any_name() {
    if skips_without("bash") {
        return;
    }
    let minimum = manifest("rust-version");
    for (installed, called) in [
        (minimum.clone(), Some(minimum.clone())),
        (format!("{minimum}.0"), Some(format!("{minimum}.0"))),
        (
            format!("{minimum}.1-x86_64-unknown-linux-gnu (default)"),
            Some(format!("{minimum}.1-x86_64-unknown-linux-gnu")),
        ),
        (format!("{minimum}0.0"), None),
    ] {
        let output = Command::new("bash")
            .arg(root().join(".ci/run"))
            .arg("msrv")
            .env(
                "BASH_FUNC_rustup%%",
                format!("() {{ echo stable; echo '{installed}'; }}"),
            )
            .env("BASH_FUNC_cargo%%", "() { echo called $1; }")
            .output()
            .unwrap();
        assert!(output.status.success(), "{installed}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        match called {
            Some(name) => assert!(stdout.contains(&format!("called +{name}\n")), "{stdout}"),
            None => assert!(stdout.contains("is not installed"), "{stdout}"),
        }
    }
}
