//! Simulated servers for testing `countersign`: a StarLeaf endpoint, the StarLeaf Cloud, a device like the Warped Pinball Vector board,
//! Ankoder, and a SPEKE key server.
//!
//! They are written from the protocols alone and share no code with `countersign`, so that each checks the other. Each server runs on
//! its own threads, records every byte it receives, uses a clock that a test can set, logs why it rejected a request, and
//! misbehaves on demand.
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
mod basic;
mod challenges;
mod clock;
mod connection;
mod dates;
pub mod device;
mod fault;
mod handle;
mod journal;
mod proof;
mod request;
mod response;
mod server;
mod shared;
mod simulator;
pub mod speke;
mod starleaf;
pub mod starleaf_cloud;
pub mod starleaf_endpoint;
mod stream;
mod tls;

pub use ankoder::Ankoder;
pub use clock::Clock;
pub use device::Device;
pub use fault::{Fault, Framing};
pub use handle::Handle;
pub use request::Request;
pub use server::{Scheme, Server};
pub use simulator::Simulator;
pub use speke::Speke;
pub use starleaf_cloud::StarleafCloud;
pub use starleaf_endpoint::StarleafEndpoint;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The schemes that the program serves.
pub const SIMULATORS: &[Simulator] = &[
    Simulator::new::<Device>(),
    Simulator::new::<StarleafEndpoint>(),
    Simulator::new::<StarleafCloud>(),
    Simulator::new::<Ankoder>(),
    Simulator::new::<Speke>(),
];

/// The default password of every server.
const PASSWORD: &str = "demo";

/// Ignores poisoning: the data is consistent between statements, so a panic elsewhere does no harm.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs the README's example as a doc test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
