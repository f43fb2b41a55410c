//! The options of a connection, which mean the same everywhere.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::OsStringValueParser;

use crate::clients::http::{Pin, Settings};
use crate::commands::habits;
use crate::request::curl::CurlOption;
use crate::terminal::Failure;

/// Time limits and trust.
#[derive(Args)]
#[command(next_help_heading = "Connection", args = habits::without_effect())]
pub(crate) struct ConnectionArgs {
    /// Maximum time to connect
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    connect_timeout: Duration,
    /// Maximum time to wait for the response, and then for each part of its body
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Maximum time for the whole run, with all of the response body [default: none]
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    max_time: Option<Duration>,
    /// Trust the certificates in a PEM file, those of CAs or exactly the server's own, instead of the system's CA certificates
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Trust only a server with this public key, whatever its certificate says: sha256//BASE64, or several with ';' between them
    #[arg(long, value_name = "HASHES")]
    pinnedpubkey: Option<String>,
    // never parsed by clap, which would print a refused value: it may hold a password
    /// Use this proxy, http://HOST:PORT or socks5h://HOST:PORT, instead of the environment's
    #[arg(short = 'x', long, value_name = "URL", value_parser = OsStringValueParser::new())]
    proxy: Option<OsString>,
}

impl ConnectionArgs {
    /// The settings of the HTTP agent.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let pinned_keys = self.pinnedpubkey.as_deref().map(Pin::parse_list);
        let pinned_keys = pinned_keys.transpose().map_err(|error| {
            Failure::usage(format!("--pinnedpubkey is {error}"))
                .hint("an error about a server's certificate shows the server's key in this form")
        })?;
        Ok(Settings {
            connect_timeout: self.connect_timeout,
            timeout: self.timeout,
            max_time: self.max_time,
            cacert: self.cacert.clone(),
            pinned_keys: pinned_keys.unwrap_or_default(),
            proxy: self
                .proxy
                .as_ref()
                .map(|url| url.to_string_lossy().into_owned().into()),
            no_proxy: false,
        })
    }

    /// Whether a proxy is asked for by name.
    pub(crate) fn has_proxy(&self) -> bool {
        self.proxy.is_some()
    }

    /// The options of a request that is printed for curl.
    pub(crate) fn curl_options(&self) -> Vec<CurlOption> {
        let bytes = |file: &PathBuf| file.as_os_str().as_encoded_bytes().to_vec();
        let mut options = Vec::new();
        options.extend(self.cacert.iter().map(|file| ("cacert", Some(bytes(file)))));
        if let Some(pins) = &self.pinnedpubkey {
            // curl checks the certificate too, unless told not to; it checks the key in any case
            options.push(("insecure", None));
            options.push(("pinnedpubkey", Some(pins.clone().into_bytes())));
        }
        options.extend(
            self.proxy
                .iter()
                .map(|url| ("proxy", Some(url.as_encoded_bytes().to_vec()))),
        );
        options
    }
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    const LONGEST: f64 = 1e7;
    match text.parse::<f64>() {
        Ok(seconds) if (0.001..=LONGEST).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("not a number of seconds from 0.001 to 10000000"),
    }
}
