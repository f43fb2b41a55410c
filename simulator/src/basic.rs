//! HTTP Basic authentication (RFC 7617).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Checks the value of an `Authorization` header; the error says what is wrong with it.
pub(crate) fn check(
    authorization: &str,
    username: &str,
    password: &str,
) -> Result<(), &'static str> {
    let encoded = authorization.strip_prefix("Basic ");
    let encoded = encoded.ok_or("Authorization is not Basic")?;
    let decoded = STANDARD.decode(encoded);
    let decoded = decoded.map_err(|_| "Authorization is not Base64")?;
    if decoded != format!("{username}:{password}").as_bytes() {
        return Err("the user name or the password is wrong");
    }
    Ok(())
}
