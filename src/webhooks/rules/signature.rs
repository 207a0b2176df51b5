//! Signatures as Standard Webhooks says: HMAC-SHA-256 over id, time and body, one for each secret that is good.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDateTime;

use crate::secret::Signer;
use crate::webhooks::{Hook, HookId};

/// The key of one version of a webhook's secret. It follows from the installation's own: the database holds none.
fn key(signer: &Signer, hook: &HookId, version: i32) -> [u8; 32] {
    signer.derive("webhook", &format!("{hook}:{version}"))
}

/// A secret as people copy it.
pub fn secret_text(signer: &Signer, hook: &HookId, version: i32) -> String {
    format!("whsec_{}", STANDARD.encode(key(signer, hook, version)))
}

/// What goes into `Webhook-Signature`.
pub fn signatures(
    signer: &Signer,
    hook: &Hook,
    (id, timestamp, body): (&str, i64, &str),
    now: NaiveDateTime,
) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    let former = hook.former_until.is_some_and(|until| now < until);
    let versions = [Some(hook.secret_version), former.then(|| hook.secret_version - 1)];
    let signature = |version: i32| {
        let key = key(signer, &hook.id, version);
        format!("v1,{}", STANDARD.encode(Signer::mac(&key, signed.as_bytes())))
    };
    versions.into_iter().flatten().map(signature).collect::<Vec<_>>().join(" ")
}
