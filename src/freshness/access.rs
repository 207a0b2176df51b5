//! The key by which a mail lets its reader confirm a page without signing in.

use chrono::NaiveDateTime;

use super::rules;
use crate::network::Node;
use crate::secret::Signer;
use crate::{Error, Result};

const PURPOSE: &str = "freshness";

fn text(node: &Node, about: i64) -> String {
    format!("{} {about}", node.id)
}

fn seconds(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp()
}

/// The address at which a page is confirmed as it stands.
pub fn link(signer: &Signer, node: &Node) -> String {
    let about = seconds(rules::since(node));
    let key = signer.sign(PURPOSE, &text(node, about));
    format!("/nodes/{}/freshness?about={about}&key={key}", node.slug)
}

/// Whether a key is one of a page; answers whether it is still about the page as it stands: once that is confirmed, the key
/// is spent.
pub fn check(signer: &Signer, node: &Node, (about, key): (i64, &str)) -> Result<bool> {
    if !signer.verify(PURPOSE, &text(node, about), key) {
        return Err(Error::NotFound);
    }
    Ok(about == seconds(rules::since(node)))
}
