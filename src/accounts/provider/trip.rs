//! What the browser carries from here to the provider and back. It says nothing that is secret without our key, and binds
//! what comes back to this browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{NaiveDateTime, TimeDelta};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::secret::{Signer, new_token};

/// Whoever needs longer begins anew.
pub const LIFE: TimeDelta = TimeDelta::minutes(30);

/// One way to the provider and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    pub state: String,
    /// Comes back inside the signed token.
    pub nonce: String,
    /// Shown to the provider only when the code is handed in (RFC 7636).
    pub verifier: String,
    /// Where the person goes then.
    pub next: String,
}

impl Trip {
    /// A new one, and what the browser keeps of it.
    pub fn begin(signer: &Signer, next: &str, now: NaiveDateTime) -> (Self, String) {
        let (state, until) = (new_token(), (now + LIFE).and_utc().timestamp());
        let word = format!("{state}.{until}.{}", URL_SAFE_NO_PAD.encode(next));
        let kept = format!("{word}.{}", signer.sign("provider-trip", &word));
        (Self::of(signer, state, next.to_owned()), kept)
    }

    /// The one that the browser kept, if it is ours, not over, and the one of this state.
    pub fn resume(signer: &Signer, kept: &str, state: &str, now: NaiveDateTime) -> Option<Self> {
        let (word, signature) = kept.rsplit_once('.')?;
        if !signer.verify("provider-trip", word, signature) {
            return None;
        }
        let mut parts = word.split('.');
        let (own, until, next) = (parts.next()?, parts.next()?, parts.next()?);
        let stands = until.parse::<i64>().is_ok_and(|until| until > now.and_utc().timestamp());
        if !stands || !bool::from(own.as_bytes().ct_eq(state.as_bytes())) {
            return None;
        }
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        Some(Self::of(signer, own.to_owned(), next))
    }

    fn of(signer: &Signer, state: String, next: String) -> Self {
        let secret = |what| URL_SAFE_NO_PAD.encode(signer.derive(what, &state));
        let (nonce, verifier) = (secret("provider-nonce"), secret("provider-verifier"));
        Self { state, nonce, verifier, next }
    }

    /// What the provider is shown of the verifier.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn only_the_browser_that_set_out_comes_back_and_in_time() {
        let signer = Signer::new(Secret::new("a key of thirty-two characters !".into()));
        let now = NaiveDateTime::default();
        let (trip, kept) = Trip::begin(&signer, "/inbox?queue=mine", now);
        let resume = |kept: &str, state: &str, at| Trip::resume(&signer, kept, state, at);

        assert_eq!(resume(&kept, &trip.state, now), Some(trip.clone()));
        assert_eq!(trip.verifier.len(), 43);
        let (other, _) = Trip::begin(&signer, "", now);
        assert_eq!(resume(&kept, &other.state, now), None);
        assert_eq!(resume(&kept, &trip.state, now + LIFE), None);
        assert_eq!(resume(&kept.replacen('.', ".9", 1), &trip.state, now), None);
        assert_eq!(resume("", &trip.state, now), None);
    }
}
