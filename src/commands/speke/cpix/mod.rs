//! `countersign speke cpix`.

mod findings;
mod response;
pub(super) mod table;

use clap::builder::NonEmptyStringValueParser;
use countersign::speke::cpix::{Document, Error, Fault, MAX_DOCUMENT_BYTES, Overrides};
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
  jsonl  the same columns as JSON objects, one per line

  kid is the key id that the override gives; line and found_line say where the
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
const NOT_SOUND: &str = "some keys do not get a key id of their own";

/// Show the key ids that a SPEKE request asks for, and those it will get
///
/// Reads a request, the CPIX document that a packager sends to a key server, and derives the key id of each key in each of its periods. Values that the
/// request leaves out are assumed, with a warning. A key that gets no key id, or the same one as another key, is an error; the rows are printed
/// anyway, and the exit status is 3.
///
/// --rewrite prints the request with the new kids, for a key server that does not apply the override. --response checks a key server's response
/// against the request. Content keys are neither read nor shown.
#[derive(clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The request, or - for standard input; at most 16 MiB
    #[arg(value_name = "FILE", value_parser = FileArg::parser())]
    file: FileArg,
    /// The tenant: a GUID in lower case
    #[arg(long, value_name = "GUID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Key")]
    tenant_id: String,
    /// The version of SPEKE [default: from the request, else v1]
    #[arg(long, value_name = "VERSION", value_parser = args::version(), help_heading = "Key")]
    speke: Option<Version>,
    /// Check a response: exit status 1 if it differs from what the override gives
    #[arg(long, value_name = "FILE", value_parser = FileArg::parser(), help_heading = "Key")]
    response: Option<FileArg>,
    /// Print the request with the new kids; every other byte stays as it is
    #[arg(long, conflicts_with_all = ["response", "form", "format"], help_heading = "Output")]
    rewrite: bool,
    /// How to write key ids
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

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        warn_of_tenant(&self.tenant_id, console);
        let request = read(&self.file, "FILE")?;
        let request = parse(&request, &self.file)?;
        let response = match &self.response {
            Some(file) => Some((file, read(file, "--response")?)),
            None => None,
        };
        let response = match &response {
            Some((file, bytes)) => Some((*file, parse(bytes, file)?)),
            None => None,
        };

        let overrides = request
            .overrides(&self.tenant_id, self.speke)
            .map_err(|error| self.refused(&error))?;
        self.explain(&request, &overrides, console);
        let errors = findings::of_request(&overrides.findings, &self.file, console);
        if self.rewrite {
            return self.print_rewritten(&overrides, errors);
        }
        let verdict = match &response {
            Some((file, response)) => response::check(
                &overrides,
                response,
                file,
                (self.form, self.format),
                console,
            )?,
            None => self.print(&overrides)?,
        };
        if errors > 0 {
            return Err(Failure::input(format!(
                "{} has {}: {NOT_SOUND}",
                self.file,
                plural(errors, "error")
            )));
        }
        verdict
    }

    fn print(&self, overrides: &Overrides<'_>) -> Result<Result<(), Failure>, Failure> {
        let row = |row| table::row(overrides.version, row, self.form);
        let rows = overrides.rows.iter().map(|key| row(Some(key)));
        table::print(&row(None), rows, self.format).map(Ok)
    }

    fn print_rewritten(&self, overrides: &Overrides<'_>, errors: usize) -> Result<(), Failure> {
        if errors > 0 {
            return Err(Failure::input(format!(
                "{} is not rewritten: {NOT_SOUND}",
                self.file
            )));
        }
        Output::page(&overrides.rewrite().map_err(|error| self.refused(&error))?)
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

    fn refused(&self, error: &Error) -> Failure {
        let failure = Failure::input(format!("{}: {error}", self.file.name()));
        match error.fault {
            Fault::NoContentId(_) => failure
                .hint("if the request is of the other version, say so: --speke v1 or --speke v2"),
            Fault::SeveralKeyIds(_) => {
                failure.hint("give each period and track type a ContentKey of its own")
            }
            _ => failure,
        }
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
