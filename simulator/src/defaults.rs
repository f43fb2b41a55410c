//! What each server uses unless it is told otherwise.

/// The address that the program serves a device at.
pub const DEVICE: &str = "127.0.0.1:8042";
/// The address that the program serves a StarLeaf endpoint at.
pub const STARLEAF_ENDPOINT: &str = "127.0.0.1:8043";
/// The address that the program serves the StarLeaf Cloud at.
pub const STARLEAF_CLOUD: &str = "127.0.0.1:8044";
/// The address that the program serves Ankoder at.
pub const ANKODER: &str = "127.0.0.1:8045";

/// Everybody's password.
pub const PASSWORD: &str = "demo";
/// The salt of a StarLeaf password, in hex.
pub const SALT: &str = "00112233445566778899aabbccddeeff";
/// The iterations that derive the key of a StarLeaf password.
pub const ITERATIONS: u32 = 10_000;
/// The user of the StarLeaf Cloud.
pub const CLOUD_USERNAME: &str = "demo@example.com";
/// How many seconds a login to the StarLeaf Cloud lasts.
pub const TOKEN_LIFETIME: u32 = 3600;
/// The customer of Ankoder.
pub const ANKODER_USERNAME: &str = "demo";
/// The customer's access key.
pub const ACCESS_KEY: &str = "demo-access-key";
/// The customer's private key.
pub const PRIVATE_KEY: &str = "demo-private-key";
