//! `countersign speke cpix`.

mod findings;
mod response;
pub(super) mod table;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use countersign::speke::cpix::{
    ContentKeys, Document, Error, Fault, KeyIdOrder, MAX_DOCUMENT_BYTES, Options, Overrides,
};
use countersign::speke::{Form, Version};
use zeroize::Zeroizing;

use super::args::{self, warn_of_tenant, warn_of_white_space};
use super::explain;
use crate::catalogue::row::Format;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure, Output};
use table::Style;

const AFTER_HELP: &str = r#"Formats:
  text   an aligned table with a header line; control characters are escaped,
         and a missing value is -
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index (v1) or protection_scheme,intended_track_type (v2),
         kid,requested_kid,line; with --response also
         status,found_kid,found_line; with several files file first, and the
         columns of both versions
  jsonl  the same columns as JSON objects, one per line

  kid is the key ID that the override gives; line and found_line say where the
  kids are in the request and in the response. A requested kid that is no key
  ID is printed as it is.

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

/// Show the key IDs that a SPEKE request asks for, and those it will get
///
/// Reads requests, the CPIX documents that a packager sends to a key server, and derives the key ID of each key in each of its periods. Values that a
/// request leaves out are assumed, with a warning. A key that gets no key ID, or the same one as another key, is an error; the rows are printed
/// anyway, and the exit status is 3. So is a file that cannot be read, which does not stop the others.
///
/// --rewrite prints the request with the new kids, for a key server that does not apply the override. --response checks a key server's response
/// against the request. Content keys are never shown.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The requests, or - for standard input; each at most 16 MiB
    #[arg(id = "file", value_name = "FILE", required = true, value_parser = FileArg::parser())]
    files: Vec<FileArg>,
    /// The tenant: a GUID in lower case
    #[arg(long, value_name = "GUID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    tenant_id: String,
    /// The version of SPEKE [default: from the request, else v1]
    #[arg(long, value_name = "VERSION", value_parser = args::version(), help_heading = "Key")]
    speke: Option<Version>,
    /// The content ID of a request that has none
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    content_id: Option<String>,
    /// Where SPEKE v1 counts keys: among those of the same period, or in the whole document [default: period, with a warning where it matters]
    #[arg(long, value_name = "ORDER", value_parser = order(), help_heading = "Key")]
    key_index_order: Option<KeyIdOrder>,
    /// Check a response: exit status 1 if it differs from what the override gives
    #[arg(long, value_name = "FILE", value_parser = FileArg::parser(), help_heading = "Key")]
    response: Option<FileArg>,
    /// Print the request with the new kids; every other byte stays as it is
    #[arg(long, conflicts_with_all = ["response", "form", "format"], help_heading = "Output")]
    rewrite: bool,
    /// Rewrite a document that has content keys, which then belong to other key IDs
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
fn order() -> impl TypedValueParser<Value = KeyIdOrder> {
    PossibleValuesParser::new(["period", "document"]).map(|name| match &*name {
        "document" => KeyIdOrder::Document,
        _ => KeyIdOrder::Period,
    })
}

/// A request and what it gets.
struct Request<'r> {
    file: &'r FileArg,
    name: String,
    overrides: Overrides<'r>,
    /// How many errors it has.
    errors: usize,
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        self.check_files()?;
        warn_of_tenant(&self.tenant_id, console);
        if let Some(content_id) = &self.content_id {
            warn_of_white_space("--content-id", content_id, console);
        }
        let response = match &self.response {
            Some(file) => Some((file, read(file, "--response")?)),
            None => None,
        };
        let response = match &response {
            Some((file, bytes)) => Some((*file, parse(bytes, file)?)),
            None => None,
        };
        let files = self.files.iter();
        let sources = files.map(|file| Ok((file, read(file, "FILE")?)));
        let sources = self.those_read(sources, console)?;
        let documents = sources
            .iter()
            .map(|(file, bytes)| Ok((*file, parse(bytes, file)?)));
        let documents = self.those_read(documents, console)?;
        let requests = documents
            .iter()
            .map(|(file, document)| self.request(file, document, console));
        let requests = self.those_read(requests, console)?;

        let verdict = match (&*requests, response) {
            ([request], _) if self.rewrite => return self.print_rewritten(request, console),
            ([request], Some((file, response))) => response::check(
                &request.overrides,
                &response,
                file,
                (self.form, self.format),
                console,
            )?,
            ([], _) => Ok(()),
            (requests, _) => self.print(requests).map(Ok)?,
        };
        match (&*self.files, &*requests) {
            ([file], [Request { errors, .. }]) if *errors > 0 => Err(Failure::input(format!(
                "{file} has {}: {NOT_SOUND}",
                plural(*errors, "error")
            ))),
            ([_], _) => verdict,
            (files, requests) => {
                let good = requests.iter().filter(|request| request.errors == 0);
                match files.len() - good.count() {
                    0 => verdict,
                    bad => Err(Failure::input(format!(
                        "{bad} of {} files cannot be read or have errors",
                        files.len()
                    ))),
                }
            }
        }
    }

    /// Refuses what is for one request only, and standard input that is named twice.
    fn check_files(&self) -> Result<(), Failure> {
        if self.files.len() == 1 {
            return Ok(());
        }
        let option = match &self.response {
            _ if self.rewrite => "--rewrite",
            Some(_) => "--response",
            None => {
                let stdin = self.files.iter().filter(|file| **file == FileArg::Stdin);
                if stdin.count() > 1 {
                    let message = "FILE names standard input twice, which can be read only once";
                    return Err(Failure::usage(message));
                }
                return Ok(());
            }
        };
        let count = self.files.len();
        Err(
            Failure::usage(format!("{option} takes one FILE, and {count} are given"))
                .hint("run the command once for each file"),
        )
    }

    /// What could be read. The only file must be; of several, a failure is reported and leaves the others.
    fn those_read<T>(
        &self,
        results: impl Iterator<Item = Result<T, Failure>>,
        console: &Console,
    ) -> Result<Vec<T>, Failure> {
        let mut good = Vec::new();
        for result in results {
            match result {
                Ok(one) => good.push(one),
                Err(failure @ Failure::Expected { .. }) if self.files.len() > 1 => {
                    let _ = console.report(&failure);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(good)
    }

    fn request<'r>(
        &'r self,
        file: &'r FileArg,
        document: &'r Document<'r>,
        console: &Console,
    ) -> Result<Request<'r>, Failure> {
        let options = Options {
            version: self.speke,
            content_id: self.content_id.as_deref(),
            key_id_order: self.key_index_order,
            ..Options::new(&self.tenant_id)
        };
        let overrides = document.overrides(options);
        let overrides = overrides.map_err(|error| refused(&error, file))?;
        if self.files.len() > 1 {
            console.step("file", file.name());
        }
        self.explain(document, &overrides, console);
        let errors = findings::of_request(&overrides.findings, file, console);
        Ok(Request {
            file,
            name: file.name(),
            overrides,
            errors,
        })
    }

    fn print(&self, requests: &[Request<'_>]) -> Result<(), Failure> {
        let mut versions = vec![Version::V1, Version::V2];
        // scripts get the same columns from any files
        if self.format == Format::Text || self.files.len() == 1 {
            let occur =
                |version: &Version| requests.iter().any(|r| r.overrides.version == *version);
            versions.retain(occur);
        }
        let style = Style {
            has_file: self.files.len() > 1,
            versions: &versions,
            form: self.form,
        };
        let rows = requests.iter().flat_map(|request| {
            let rows = request.overrides.rows.iter();
            rows.map(|row| style.row(&request.name, Some(row)))
        });
        table::print(&style.row("", None), rows, self.format)
    }

    fn print_rewritten(&self, request: &Request<'_>, console: &Console) -> Result<(), Failure> {
        let file = request.file;
        if request.errors > 0 {
            return Err(Failure::input(format!(
                "{file} is not rewritten: {NOT_SOUND}"
            )));
        }
        let content_keys = if self.keep_content_keys {
            ContentKeys::Keep
        } else {
            ContentKeys::Refuse
        };
        let rewritten = request.overrides.rewrite(content_keys);
        let rewritten = rewritten.map_err(|error| refused(&error, file))?;
        findings::of_request(&rewritten.findings, file, console);
        Output::page(&rewritten.bytes)
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
            console.step(
                "key",
                format_args!("{} on line {}", row.requested, row.line),
            );
            explain(&row.inputs.message(), console);
        }
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

/// Reads a document. A response has content keys, so it is wiped after use.
fn read(file: &FileArg, argument: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    file.read_document(MAX_DOCUMENT_BYTES as u64, argument)
        .map(Zeroizing::new)
}

fn parse<'a>(bytes: &'a [u8], file: &FileArg) -> Result<Document<'a>, Failure> {
    Document::read(bytes).map_err(|error| Failure::input(format!("{}: {error}", file.name())))
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
