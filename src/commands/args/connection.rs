//! The options of a connection, which mean the same everywhere.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::clients::http::Settings;
use crate::request::curl::CurlOption;

/// Time limits and trust.
#[derive(Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArgs {
    /// Maximum time to connect
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    connect_timeout: Duration,
    /// Maximum time to wait for responses in all, then between two parts of the last one's body
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Maximum time for the whole run, the response body included [default: none]
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    max_time: Option<Duration>,
    /// Trust the certificate authorities in a PEM file, instead of the system's
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
}

impl ConnectionArgs {
    /// The settings of the HTTP agent.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            connect_timeout: self.connect_timeout,
            timeout: self.timeout,
            max_time: self.max_time,
            cacert: self.cacert.clone(),
            no_proxy: false,
        }
    }

    /// The options of a request that is printed for curl.
    pub(crate) fn curl_options(&self) -> Vec<CurlOption> {
        let bytes = |file: &PathBuf| file.as_os_str().as_encoded_bytes().to_vec();
        let cacert = self.cacert.iter();
        cacert.map(|file| ("cacert", Some(bytes(file)))).collect()
    }
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    const LONGEST: f64 = 1e7;
    match text.parse::<f64>() {
        Ok(seconds) if (0.001..=LONGEST).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("not a number of seconds from 0.001 to 10000000"),
    }
}
