//! `countersign speke cpix`.

mod findings;
mod response;
pub(super) mod table;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use countersign::speke::cpix::{
    ContentKeys, Document, Error, Fault, KeyIndexOrder, MAX_DOCUMENT_BYTES, Overrides, Settings,
};
use countersign::speke::{Form, Version};
use zeroize::Zeroizing;

use super::args::{self, warn_of_tenant};
use super::explain;
use crate::catalogue::row::Format;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Output};

const AFTER_HELP: &str = r#"Formats:
  text   an aligned table with a header line; control characters are escaped,
         and a missing value is -
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index (v1) or protection_scheme,intended_track_type (v2),
         kid,requested_kid,line; with --response also
         status,found_kid,found_line
         of several files, file is the first column
  jsonl  the same columns as JSON objects, one per line

  kid is the key ID that the override gives; line and found_line say where the
  kids are in the request and in the response.

Status of a key in a response:
  found             it has the kid that the override gives
  other-byte-order  it has that kid in the other byte order
  requested         it still has the kid that was requested
  missing           it has none of these
  unexpected        the response has a key that the request does not ask for

Examples:
  $ printf %s '<CPIX id="bd99b041-4353-4b7a-9533-f36ee752b735"' \
      ' xmlns="urn:dashif:org:cpix"><ContentKeyList><ContentKey' \
      ' kid="98ee5596-cd3e-a20d-163a-e382420c6eff"/></ContentKeyList></CPIX>' |
      countersign speke cpix - --speke v1 \
      --tenant-id 10d42897-a795-4fd8-a2d4-00e3ab59dece | awk '{print $2, $3}'
  requested_kid kid
  98ee5596-cd3e-a20d-163a-e382420c6eff 0a1e610d-e346-0665-42b2-409580b51be6

  $ printf %s '<CPIX id="film" xmlns="urn:dashif:org:cpix"><ContentKeyList>' \
      '<ContentKey kid="98ee5596-cd3e-a20d-163a-e382420c6eff"/>' \
      '</ContentKeyList></CPIX>' |
      countersign speke cpix - --tenant-id T1 --speke v1 --rewrite |
      grep -o 'kid="[^"]*"'
  kid="89f7d061-3102-4f9a-0b27-21c29405de51"

  $ f=$(mktemp); printf %s '<CPIX id="film" xmlns="urn:dashif:org:cpix">' \
      '<ContentKeyList><ContentKey kid="98ee5596-cd3e-a20d-163a-' \
      'e382420c6eff"/></ContentKeyList></CPIX>' > $f; \
      countersign speke cpix $f --tenant-id T1 --speke v1 --rewrite |
      countersign speke cpix $f --tenant-id T1 --speke v1 --response - |
      awk '{print $1, $2}'; rm $f
  status kid
  found 89f7d061-3102-4f9a-0b27-21c29405de51"#;

/// What an error in a request means.
const NOT_SOUND: &str = "some keys do not get a key ID of their own";

/// Show the key IDs that SPEKE requests ask for, and those they will get
///
/// Reads requests, the CPIX documents that a packager sends to a key server, and derives the key ID of each key in each of its periods. Values that
/// a request leaves out are assumed, with a warning. A key that gets no key ID, or the same one as another key, is an error; the rows are printed
/// anyway, and the exit status is 3. A file that cannot be read does not stop the others.
///
/// --rewrite prints the request with the new kids, for a key server that does not apply the override, and warns of what may still have an old one.
/// --response checks a key server's response against the request. Content keys are neither read nor shown.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The requests, each at most 16 MiB; - is standard input
    #[arg(id = "file", value_name = "FILE", required = true, value_parser = FileArg::parser())]
    files: Vec<FileArg>,
    /// The tenant: a GUID in lower case
    #[arg(long, value_name = "GUID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    tenant_id: String,
    /// The content ID of a request that has none
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    content_id: Option<String>,
    /// The version of SPEKE [default: from the request, else v1]
    #[arg(long, value_name = "VERSION", value_parser = args::version(), help_heading = "Key")]
    speke: Option<Version>,
    /// What the key ID index of v1 counts: keys of the document or of the period [default: period]
    #[arg(long, value_name = "ORDER", value_parser = key_index_order(), help_heading = "Key")]
    key_index_order: Option<KeyIndexOrder>,
    /// Check a response: exit status 1 if it differs from what the override gives
    #[arg(long, value_name = "FILE", value_parser = FileArg::parser(), help_heading = "Key")]
    response: Option<FileArg>,
    /// Print the request with the new kids; every other byte stays as it is
    #[arg(long, conflicts_with_all = ["response", "form", "format"], help_heading = "Output")]
    rewrite: bool,
    /// Rewrite a document that has content keys: each gets another kid than it was made for
    #[arg(long, requires = "rewrite", help_heading = "Output")]
    keep_content_keys: bool,
    /// How to write key IDs
    #[arg(
        long,
        value_name = "FORM",
        default_value = "guid",
        value_parser = args::form(),
        help_heading = "Output"
    )]
    form: Form,
    /// Output format
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    format: Format,
}

/// The parser of `--key-index-order`.
fn key_index_order() -> impl TypedValueParser<Value = KeyIndexOrder> {
    PossibleValuesParser::new(["document", "period"]).map(|name| match &*name {
        "document" => KeyIndexOrder::Document,
        _ => KeyIndexOrder::Period,
    })
}

/// The overrides of a request, and its file.
type Request<'a> = (&'a FileArg, Overrides<'a>);

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        self.check_files()?;
        warn_of_tenant(&self.tenant_id, console);
        let mut refused = Vec::new();
        let sources = each(&self.files, &mut refused, |file| {
            Ok((file, read(file, "FILE")?))
        });
        let documents = each(&sources, &mut refused, |(file, bytes)| {
            Ok((*file, parse(bytes, file)?))
        });
        let mut unread = refused.len();
        self.report(refused, console)?;
        let response = match &self.response {
            Some(file) => Some((file, read(file, "--response")?)),
            None => None,
        };
        let response = match &response {
            Some((file, bytes)) => Some((*file, parse(bytes, file)?)),
            None => None,
        };

        let settings = self.settings();
        let mut refused = Vec::new();
        let requests = each(&documents, &mut refused, |(file, document)| {
            let overrides = document.overrides(&settings);
            let overrides = overrides.map_err(|error| failure(file, &error))?;
            self.explain(document, &overrides, console);
            Ok((*file, overrides))
        });
        unread += refused.len();
        self.report(refused, console)?;
        let errors: Vec<_> = requests
            .iter()
            .map(|(file, overrides)| findings::of_request(&overrides.findings, file, console))
            .collect();
        if self.rewrite
            && let [(file, overrides)] = &*requests
        {
            return self.print_rewritten(file, overrides, errors[0], console);
        }
        let format = (self.form, self.format);
        let verdict = match (&response, &*requests) {
            (Some((file, response)), [(_, overrides)]) => {
                response::check(overrides, response, file, format, console)?
            }
            (_, []) => Ok(()),
            (_, requests) => {
                table::of_requests(requests, self.files.len() > 1, format)?;
                Ok(())
            }
        };
        let unsound = errors.iter().filter(|errors| **errors > 0).count();
        match (&*self.files, unread + unsound) {
            (_, 0) => verdict,
            ([file], _) => {
                let errors = plural(errors.iter().sum(), "error");
                Err(Failure::input(format!("{file} has {errors}: {NOT_SOUND}")))
            }
            (files, count) => {
                let verb = if count == 1 { "has" } else { "have" };
                let message = format!("{count} of {} files {verb} errors", files.len());
                Err(Failure::input(message))
            }
        }
    }

    fn check_files(&self) -> Result<(), Failure> {
        let count = self.files.len();
        let flag = match (self.rewrite, &self.response) {
            (true, _) => Some("--rewrite"),
            (false, Some(_)) => Some("--response"),
            (false, None) => None,
        };
        if let Some(flag) = flag.filter(|_| count > 1) {
            return Err(
                Failure::usage(format!("{flag} takes one FILE, not {count}"))
                    .hint("run the command once for each request"),
            );
        }
        let stdin = self.files.iter().filter(|file| **file == FileArg::Stdin);
        if stdin.count() > 1 {
            let message = "FILE names standard input twice, which can be read only once";
            return Err(Failure::usage(message));
        }
        Ok(())
    }

    fn settings(&self) -> Settings<'_> {
        Settings {
            tenant_id: &self.tenant_id,
            version: self.speke,
            content_id: self.content_id.as_deref(),
            key_index_order: self.key_index_order,
        }
    }

    /// Reports why files are left out. If there is only one, the run fails.
    fn report(&self, mut refused: Vec<Failure>, console: &Console) -> Result<(), Failure> {
        if self.files.len() == 1 {
            return refused.pop().map_or(Ok(()), Err);
        }
        for failure in &refused {
            console.report(failure);
        }
        Ok(())
    }

    fn print_rewritten(
        &self,
        file: &FileArg,
        overrides: &Overrides<'_>,
        errors: usize,
        console: &Console,
    ) -> Result<(), Failure> {
        if errors > 0 {
            let message = format!("{file} is not rewritten: {NOT_SOUND}");
            return Err(Failure::input(message));
        }
        let content_keys = if self.keep_content_keys {
            ContentKeys::Keep
        } else {
            ContentKeys::Refuse
        };
        let rewritten = overrides.rewrite(content_keys);
        let rewritten = rewritten.map_err(|error| failure(file, &error))?;
        // with content keys, if they are kept
        let document = Zeroizing::new(rewritten.document);
        findings::of_request(&rewritten.findings, file, console);
        Output::page(&document)
    }

    fn explain(&self, request: &Document<'_>, overrides: &Overrides<'_>, console: &Console) {
        if !console.is_verbose() {
            return;
        }
        let source = match (self.speke, request.speke_version()) {
            (Some(_), _) => "given by --speke",
            (None, Some(_)) => "from the request",
            (None, None) => "assumed",
        };
        console.step(
            "SPEKE version",
            format_args!("{}, {source}", overrides.version),
        );
        for row in &overrides.rows {
            let kid = row.requested;
            console.step("key", format_args!("{kid} on line {}", kid.line));
            explain(&row.inputs.message(), console);
        }
    }
}

/// The results of all items for which there is one.
fn each<'i, T, U>(
    items: &'i [T],
    refused: &mut Vec<Failure>,
    step: impl Fn(&'i T) -> Result<U, Failure>,
) -> Vec<U> {
    let mut results = Vec::with_capacity(items.len());
    for item in items {
        match step(item) {
            Ok(result) => results.push(result),
            Err(failure) => refused.push(failure),
        }
    }
    results
}

/// Reads a document. A response has content keys, so it is wiped after use.
fn read(file: &FileArg, argument: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    file.read_document(MAX_DOCUMENT_BYTES as u64, argument)
        .map(Zeroizing::new)
}

fn parse<'a>(bytes: &'a [u8], file: &FileArg) -> Result<Document<'a>, Failure> {
    Document::read(bytes).map_err(|error| failure(file, &error))
}

/// Why nothing can be done with a document, and what to do about it.
fn failure(file: &FileArg, error: &Error) -> Failure {
    let failure = Failure::input(format!("{}: {error}", file.name()));
    match error.fault {
        Fault::NoContentId(_) => failure
            .hint("if the request is of the other version, say so: --speke v1 or --speke v2")
            .hint("if it has no content ID, give it with --content-id"),
        Fault::SeveralKeyIds(_) => {
            failure.hint("give each period and track type a ContentKey of its own")
        }
        Fault::ContentKey(_) => failure
            .hint("rewrite the request, before a key server adds content keys to it")
            .hint("if this is meant, use --keep-content-keys"),
        _ => failure,
    }
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
