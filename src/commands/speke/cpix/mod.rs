//! `countersign speke cpix`.

mod findings;
mod request;
mod response;
mod table;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use countersign::speke::Version;
use countersign::speke::cpix::{ContentKeys, Document, KeyIdOrder, MAX_DOCUMENT_BYTES};
use zeroize::Zeroizing;

use super::args::{self, StyleArgs, warn_of_tenant, warn_of_white_space};
use crate::catalogue::row::Format;
use crate::terminal::input::FileArg;
use crate::terminal::{Console, Failure};
use request::{NOT_SOUND, Request};
use table::Style;

const AFTER_HELP: &str = r#"Formats:
  text   an aligned table with a header line; control characters are escaped,
         and a missing value is -
  csv    a header line, then tenant_id,content_id,content_key_period_index,
         key_id_index (v1) or protection_scheme,intended_track_type (v2),
         kid,requested_kid,line; with --response also
         status,found_kid,found_line; with several files also file (first)
         and the columns of both versions
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

/// Show the key IDs that a SPEKE request asks for, and those it will get
///
/// Reads requests, the CPIX documents that a packager sends to a key server, and derives the key ID of each key in each of its periods. Values that a
/// request leaves out are assumed, with a warning. If a key gets no key ID, or the same one as another key, or
/// if a file cannot be read, that is an error with exit status 3; all rows of the files that can be read are still printed.
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
    /// Whether key ID indexes of SPEKE v1 count keys per period or in the whole document [default: period, with a warning if they differ]
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
    #[command(flatten)]
    style: StyleArgs,
}

/// The parser of `--key-index-order`.
fn order() -> impl TypedValueParser<Value = KeyIdOrder> {
    PossibleValuesParser::new(["period", "document"]).map(|name| match &*name {
        "document" => KeyIdOrder::Document,
        _ => KeyIdOrder::Period,
    })
}

impl Args {
    pub(super) fn run(self, console: &Console) -> Result<(), Failure> {
        self.check_files()?;
        warn_of_tenant(&self.tenant_id, console);
        if let Some(content_id) = &self.content_id {
            warn_of_white_space("--content-id", content_id, console);
        }
        let sources = self.files.iter();
        let sources = sources.map(|file| Ok((file, read(file, "FILE")?)));
        let sources = self.those_read(sources, console)?;
        let documents = sources.iter();
        let documents = documents.map(|(file, bytes)| Ok((*file, parse(bytes, file)?)));
        let documents = self.those_read(documents, console)?;
        let response = match &self.response {
            Some(file) => Some((file, read(file, "--response")?)),
            None => None,
        };
        let response = match &response {
            Some((file, bytes)) => Some((*file, parse(bytes, file)?)),
            None => None,
        };
        let requests = documents.iter();
        let requests =
            requests.map(|(file, document)| Request::new(file, document, &self, console));
        let requests = self.those_read(requests, console)?;

        let outcome = match (&*requests, response) {
            ([request], _) if self.rewrite => {
                return request.rewrite(self.content_keys(), console);
            }
            ([request], Some((file, response))) => {
                let style = (self.style.form, self.style.format);
                response::check(&request.overrides, &response, file, style, console)?
            }
            ([], _) => Ok(()),
            (requests, _) => self.print(requests).map(Ok)?,
        };
        self.errors(&requests).map_or(outcome, Err)
    }

    /// Refuses what is for one request only.
    fn check_files(&self) -> Result<(), Failure> {
        if self.files.len() == 1 {
            return Ok(());
        }
        let option = match &self.response {
            _ if self.rewrite => "--rewrite",
            Some(_) => "--response",
            None => return Ok(()),
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

    /// Fails if a file could not be read, or has errors.
    fn errors(&self, requests: &[Request<'_>]) -> Option<Failure> {
        if let ([_], [only]) = (&*self.files, requests) {
            let errors = plural(only.errors, "error");
            let message = format!("{} has {errors}: {NOT_SOUND}", only.file);
            return (only.errors > 0).then(|| Failure::input(message));
        }
        let files = self.files.len();
        let good = requests.iter().filter(|request| request.errors == 0);
        let bad = files - good.count();
        let message = format!("{bad} of {files} files cannot be read or have errors");
        (bad > 0).then(|| Failure::input(message))
    }

    fn content_keys(&self) -> ContentKeys {
        if self.keep_content_keys {
            ContentKeys::Keep
        } else {
            ContentKeys::Refuse
        }
    }

    fn print(&self, requests: &[Request<'_>]) -> Result<(), Failure> {
        let mut versions = vec![Version::V1, Version::V2];
        // scripts get the same columns from any files
        if self.style.format == Format::Text || self.files.len() == 1 {
            let occur =
                |version: &Version| requests.iter().any(|r| r.overrides.version == *version);
            versions.retain(occur);
        }
        let style = Style {
            has_file: self.files.len() > 1,
            versions: &versions,
            form: self.style.form,
        };
        let rows = requests.iter().flat_map(|request| {
            let rows = request.overrides.rows.iter();
            rows.map(|row| style.row(&request.name, Some(row)))
        });
        table::print(&style.row("", None), rows, self.style.format)
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
