//! The servers' side of the live schemes, to try `countersign` against: a StarLeaf endpoint, the StarLeaf Cloud, a device like the
//! Warped Pinball Vector board, and Ankoder.
//!
//! They are written from the protocols alone and share no code with `countersign`, so that an error in one shows in the other. Each
//! runs on a thread of its own, records every byte that it is sent, tells the time by a clock that a test can turn, logs why it
//! refused, and misbehaves on demand.
//!
//! ```
//! use countersign_simulator::{Device, Fault, Scheme as _};
//!
//! let board = Device::new("demo").start()?;
//! board.inject(Fault::close().on("/api/auth/challenge"));
//! assert!(board.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(board.hits("GET", "/api/auth/challenge"), 0);
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod ankoder;
mod answer;
mod challenges;
mod clock;
mod connection;
mod dates;
pub mod device;
mod fault;
mod handle;
mod proof;
mod record;
mod server;
mod starleaf;
pub mod starleaf_cloud;
pub mod starleaf_endpoint;
mod tls;

pub use ankoder::Ankoder;
pub use clock::Clock;
pub use device::Device;
pub use fault::{Fault, Framing};
pub use handle::Handle;
pub use record::Request;
pub use server::{Scheme, Server};
pub use starleaf_cloud::StarleafCloud;
pub use starleaf_endpoint::StarleafEndpoint;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is behind a mutex is whole between two statements, so a panic elsewhere does no harm.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
