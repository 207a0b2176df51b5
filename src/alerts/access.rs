//! The door to an alert: its own link, or the account of its address.

use super::AlertId;
use crate::secret::Signer;
use crate::{Error, Result};

const PURPOSE: &str = "alert";

/// The address of an alert, with the key that opens it.
pub fn link(signer: &Signer, id: &AlertId) -> String {
    format!("/alerts/{id}?key={}", signer.sign(PURPOSE, id.as_str()))
}

/// The address at which mail programs end it by one POST (RFC 8058).
pub fn removal(signer: &Signer, id: &AlertId) -> String {
    link(signer, id).replacen("?key=", "/removal?key=", 1)
}

/// The alert that a key opens, whether or not it is still there.
pub fn opened(signer: &Signer, (id, key): (&str, &str)) -> Result<AlertId> {
    let id: AlertId = id.parse().map_err(|_| Error::NotFound)?;
    if signer.verify(PURPOSE, id.as_str(), key) { Ok(id) } else { Err(Error::NotFound) }
}
