//! A request: what it gets, and what is wrong with it.

use countersign::speke::cpix::{ContentKeys, Document, Error, Fault, Options, Overrides};

use super::{Args, findings};
use crate::commands::speke::explain;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Output};

/// What an error in a request means.
pub(super) const NOT_SOUND: &str = "some keys do not get a key ID of their own";

pub(super) struct Request<'r> {
    pub(super) file: &'r FileArg,
    pub(super) name: String,
    pub(super) overrides: Overrides<'r>,
    /// How many errors it has.
    pub(super) errors: usize,
}

impl<'r> Request<'r> {
    /// Derives the key IDs of a document, and reports what is doubtful or wrong in it.
    pub(super) fn new(
        file: &'r FileArg,
        document: &'r Document<'r>,
        args: &'r Args,
        console: &Console,
    ) -> Result<Self, Failure> {
        let overrides = document.overrides(Options {
            version: args.speke,
            content_id: args.content_id.as_deref(),
            key_id_order: args.key_index_order,
            ..Options::new(&args.tenant_id)
        });
        let overrides = overrides.map_err(|error| refused(&error, file))?;
        let name = file.name();
        if console.is_verbose() {
            if args.files.len() > 1 {
                console.step("file", &name);
            }
            explain_all(document, &overrides, args, console);
        }
        let errors = findings::of_request(&overrides.findings, file, console);
        Ok(Self {
            file,
            name,
            overrides,
            errors,
        })
    }

    /// Prints the request with the new kids, and reports what may have an old one in it.
    pub(super) fn rewrite(
        &self,
        content_keys: ContentKeys,
        console: &Console,
    ) -> Result<(), Failure> {
        let file = self.file;
        if self.errors > 0 {
            let message = format!("{file} is not rewritten: {NOT_SOUND}");
            return Err(Failure::input(message));
        }
        let rewritten = self.overrides.rewrite(content_keys);
        let rewritten = rewritten.map_err(|error| refused(&error, file))?;
        findings::of_request(&rewritten.findings, file, console);
        Output::page(&rewritten.bytes)
    }
}

/// Shows the steps of each key.
fn explain_all(document: &Document<'_>, overrides: &Overrides<'_>, args: &Args, console: &Console) {
    let source = match (args.speke, document.speke_version()) {
        (Some(_), _) => "given by --speke",
        (None, Some(_)) => "from the request",
        (None, None) => "assumed",
    };
    let version = overrides.version;
    console.step("SPEKE version", format_args!("{version}, {source}"));
    for row in &overrides.rows {
        let key = format_args!("{} on line {}", row.requested, row.line);
        console.step("key", key);
        explain(&row.inputs.message(), console);
    }
}

fn refused(error: &Error, file: &FileArg) -> Failure {
    let failure = Failure::input(format!("{}: {error}", file.name()));
    match error.fault {
        Fault::NoContentId(_) => failure
            .hint("give it with --content-id")
            .hint("if the request is of the other version, say so: --speke v1 or --speke v2"),
        Fault::SeveralKeyIds(_) => {
            failure.hint("give each period and track type a ContentKey of its own")
        }
        Fault::ContentKey(_) => failure
            .hint("a request has no content keys: is this a response?")
            .hint("--keep-content-keys rewrites it anyway"),
        _ => failure,
    }
}
