//! Secrets: values that no log can show, tokens that only their hash remembers, signatures.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::text::query_value;

/// A value that neither a log nor a page can show by accident.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: String) -> Self {
        Self(value)
    }
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// As a program shows itself to another one by its name and this secret (RFC 6749, 2.3.1).
    pub fn basic(&self, name: &str) -> String {
        let pair = format!("{}:{}", query_value(name), query_value(&self.0));
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    }
    /// As a field of a form.
    pub fn form_value(&self) -> String {
        query_value(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("•••")
    }
}

/// 256 random bits as 43 URL-safe characters.
pub fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What the database keeps of a token: enough to recognise it, too little to use it.
pub fn token_hash(token: &str) -> String {
    sha256_hex(token.as_bytes())
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    hex
}

/// Signs short texts with the installation's `SECRET_KEY` (HMAC-SHA-256, RFC 2104, cut to 132 bits).
#[derive(Clone)]
pub struct Signer(Secret);

impl Signer {
    pub fn new(key: Secret) -> Self {
        Self(key)
    }

    /// The signature of `text` for one `purpose`; another purpose gives another signature.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(b"\n");
        mac.update(text.as_bytes());
        let mut signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        signature.truncate(22);
        signature
    }

    /// A key for one `purpose` that follows from ours, for what others verify with it.
    pub fn derive(&self, purpose: &str, text: &str) -> [u8; 32] {
        Self::mac(self.0.expose().as_bytes(), format!("derive\n{purpose}\n{text}").as_bytes())
    }

    /// HMAC-SHA-256, whole.
    pub fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// A signature of lower-case letters and digits, for addresses whose case servers may change (96 bits).
    pub fn sign_lower(&self, purpose: &str, text: &str) -> String {
        sha256_hex(self.sign(purpose, text).as_bytes())[..24].to_owned()
    }

    pub fn verify(&self, purpose: &str, text: &str, signature: &str) -> bool {
        self.sign(purpose, text).as_bytes().ct_eq(signature.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_text_and_purpose_only() {
        let signer = Signer::new(Secret::new("a key of thirty-two characters !".into()));
        let signature = signer.sign("follow", "a");
        assert!(signer.verify("follow", "a", &signature));
        assert!(!signer.verify("follow", "b", &signature));
        assert!(!signer.verify("confirm", "a", &signature));
        assert_eq!(signature.len(), 22);
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("hush".into())), "•••");
    }
}
