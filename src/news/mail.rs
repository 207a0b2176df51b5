//! What is written to who wants to hear of news.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::queries::Shown;
use super::{Subscription, access, rules};
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox;
use crate::secret::Signer;

/// Asks an address whether it is its reader's.
pub fn asked(
    conn: &mut Conn,
    one: &Subscription,
    (form, language): (&str, Locale),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "path": access::link(signer, &one.id),
        "days": rules::CONFIRM_WITHIN.num_days(),
    });
    let key = format!("news:{}:{form}", one.id);
    outbox::write(conn, "news_confirm", ("", &one.email, language), (payload, Some(key)), now)
}

/// Tells of some posts at once. Whoever wants no more of it says so by one press in their mail program.
pub fn digest(
    conn: &mut Conn,
    (one, posts): (&Subscription, &[&Shown]),
    (day, signer): (NaiveDate, &Signer),
    now: NaiveDateTime,
) -> Result<()> {
    let line = |(post, node): &&Shown| {
        let said = post.said(one.language);
        json!({
            "title": said.title,
            "summary": said.summary,
            "node": node.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default(),
            "path": format!("/news/{}", post.slug),
        })
    };
    let first = posts.first().map(|(post, _)| post.said(one.language).title);
    let payload = json!({
        "first": first.unwrap_or_default(),
        "more": posts.len().saturating_sub(1),
        "several": posts.len() > 1,
        "posts": posts.iter().map(line).collect::<Vec<_>>(),
        "path": access::link(signer, &one.id),
        "unsubscribe": access::removal(signer, &one.id),
    });
    let key = format!("news:{}:{day}", one.id);
    outbox::write(conn, "news_digest", ("", &one.email, one.language), (payload, Some(key)), now)
}
