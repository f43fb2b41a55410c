//! The options of a connection, which mean the same everywhere.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::clients::http::Settings;

/// How long to wait, and whom to trust.
#[derive(Args)]
pub(crate) struct ConnectionArgs {
    /// How long the connection may take to stand
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Connection")]
    connect_timeout: Duration,
    /// How long all may take; a body that flows may take longer
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds, help_heading = "Connection")]
    timeout: Duration,
    /// Trust the authorities of a PEM file instead of the system's
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    cacert: Option<PathBuf>,
}

impl ConnectionArgs {
    /// The settings of the agent.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            connect_timeout: self.connect_timeout,
            timeout: self.timeout,
            cacert: self.cacert.clone(),
            no_proxy: false,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    const LONGEST: f64 = 1e7;
    match text.parse::<f64>() {
        Ok(seconds) if (0.001..=LONGEST).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("not a number of seconds from 0.001 to 10000000"),
    }
}
