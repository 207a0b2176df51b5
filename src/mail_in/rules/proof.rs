//! What a mail proves about its sender.

use crate::identifiers::are_aligned;
use crate::mail_in::model::Letter;

/// What the receiving server found about the sender (RFC 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Passed,
    Failed,
    Unknown,
}

/// Reads the outermost `Authentication-Results` of the server that the operator trusts. Headers of others prove nothing:
/// anybody can write them.
pub fn proof(letter: &Letter, authserv: Option<&str>) -> Proof {
    let Some(authserv) = authserv else { return Proof::Unknown };
    let domain = letter.senders.first().and_then(|sender| sender.email.rsplit_once('@'));
    let (Some(header), Some((_, domain))) = (letter.authentication.first(), domain) else {
        return Proof::Unknown;
    };
    let mut parts = header.split(';').map(str::trim);
    let id = parts.next().unwrap_or_default().split_whitespace().next().unwrap_or_default();
    if !id.eq_ignore_ascii_case(authserv) {
        return Proof::Unknown;
    }
    let mut proof = Proof::Unknown;
    for part in parts {
        let part = part.to_ascii_lowercase();
        let of = |property: &str| {
            let value = part.split_whitespace().find_map(|word| word.strip_prefix(property))?;
            let value = value.trim_matches(['"', '@']);
            Some(value.rsplit_once('@').map_or(value, |(_, domain)| domain).to_owned())
        };
        let aligned =
            |property: &str| of(property).is_some_and(|found| are_aligned(&found, domain));
        let passed = part.starts_with("dmarc=pass")
            && (of("header.from=").is_none() || aligned("header.from="))
            || part.starts_with("dkim=pass") && aligned("header.d=")
            || part.starts_with("spf=pass") && aligned("smtp.mailfrom=");
        if part.starts_with("dmarc=fail") {
            return Proof::Failed;
        }
        if passed {
            proof = Proof::Passed;
        }
    }
    proof
}
