//! Copies the program's modules, with everything in them visible, so that targets reach what only the program uses.
//!
//! The program is not a library, and its readers are private to their modules: the published library is to have no interface that only a fuzzer needs.

use std::path::Path;
use std::{env, fs, io};

/// The modules of `src/main.rs`.
const MODULES: [&str; 5] = ["catalogue", "clients", "commands", "request", "terminal"];

/// What begins an item that is private unless it says otherwise.
const ITEMS: [&str; 7] = [
    "const ", "enum ", "fn ", "mod ", "static ", "struct ", "type ",
];

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let (source, out) = (Path::new("../src"), Path::new(&out).join("program"));
    // files that were renamed since
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut program = String::new();
    for module in MODULES {
        println!("cargo::rerun-if-changed=../src/{module}");
        copy(&source.join(module), &out.join(module))?;
        let path = out.join(module).join("mod.rs");
        program += &format!("#[path = {path:?}]\nmod {module};\n");
    }
    fs::write(out.join("program.rs"), program)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (from, to) = {
            let name = entry?.file_name();
            (from.join(&name), to.join(name))
        };
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::write(to, widened(&fs::read_to_string(from)?))?;
        }
    }
    Ok(())
}

/// The same lines, with all items, fields and methods visible in the whole crate.
fn widened(text: &str) -> String {
    let mut block = "";
    let lines = text.lines().map(|line| {
        if !line.is_empty() && !line.starts_with([' ', '}']) {
            block = line;
        }
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let is_private = match indent.len() {
            0 => ITEMS.iter().any(|item| rest.starts_with(item)),
            4 if block.contains("struct ") => is_field(rest),
            4 if block.starts_with("impl") && !block.contains(" for ") => {
                rest.starts_with("fn ") || rest.starts_with("const ")
            }
            _ => false,
        };
        let visible = if is_private { "pub(crate) " } else { "" };
        let rest = match rest
            .strip_prefix("pub(in ")
            .and_then(|rest| rest.split_once(')'))
        {
            Some((_, rest)) => format!("pub(crate){rest}"),
            None => rest.replace("pub(super)", "pub(crate)"),
        };
        format!("{indent}{visible}{rest}\n")
    });
    lines.collect()
}

/// Whether a line begins a field: a name and a colon.
fn is_field(line: &str) -> bool {
    let name = line.split(": ").next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.len() < line.len() && name.chars().all(is_name)
}
