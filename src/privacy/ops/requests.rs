//! Somebody asks for a copy of what is kept of an address, or for its erasure; the worker does it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{erase, export, remove_files};
use crate::Result;
use crate::accounts::{AccountId, Actor, throttle};
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::outbox;
use crate::privacy::queries::{self, Asked};
use crate::privacy::{Kind, Request, RequestId, rules};
use crate::secret::Signer;
use crate::tickets::{self, Door, ops::note_reading};

/// What is asked, for which address.
#[derive(Debug, Clone)]
pub struct Wish {
    pub kind: Kind,
    pub email: String,
    pub language: Locale,
    /// Of an admin who asks for somebody.
    pub reason: String,
}

/// The address of a request, with the key that opens it.
pub fn link(signer: &Signer, id: &RequestId) -> String {
    format!("/privacy/requests/{id}?key={}", signer.sign("privacy", id.as_str()))
}

/// Takes a request in. An admin asks for somebody; whoever else asks gets a mail at that address, and nothing happens
/// before its link is used.
pub fn ask(
    conn: &mut Conn,
    admin: Option<&Actor>,
    wish: &Wish,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<RequestId> {
    throttle::count(conn, "privacy", &wish.email, rules::REQUESTS_PER_EMAIL, now)?;
    let asked = Asked {
        kind: wish.kind,
        email: &wish.email,
        made_by: admin.map(|admin| &admin.id),
        reason: &wish.reason,
        language: wish.language,
    };
    let id = queries::insert_request(conn, &asked, now)?;
    let by = by(admin.map(|admin| &admin.id));
    let detail = json!({ "kind": wish.kind });
    history::record(conn, &by, "privacy.ask", ("request", id.as_str()), &detail, now)?;
    if admin.is_none() {
        let payload = json!({ "path": link(signer, &id), "erasure": wish.kind == Kind::Erasure });
        mail(conn, "privacy_confirm", (&wish.email, wish.language), payload, now)?;
    }
    Ok(id)
}

fn by(account: Option<&AccountId>) -> By {
    account.map_or(By::Team, |id| By::Account(id.clone()))
}

fn mail(
    conn: &mut Conn,
    template: &'static str,
    (email, language): (&str, Locale),
    payload: serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    outbox::write(conn, template, ("", email, language), (payload, None), now)
}

/// Has the worker do it. Confirming again changes nothing.
pub fn confirm(
    conn: &mut Conn,
    account: Option<&AccountId>,
    request: &Request,
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_confirm(request, now)?;
    if request.kind == Kind::Erasure {
        rules::check_erasure(&queries::found(conn, &request.email)?)?;
    }
    if !queries::confirm_request(conn, &request.id, now)? {
        return Ok(());
    }
    let detail = json!({ "kind": request.kind });
    let subject = ("request", request.id.as_str());
    history::record(conn, &by(account), "privacy.confirm", subject, &detail, now)
}

/// Does what was confirmed; answers how many requests.
pub fn do_requests(app: &App, now: NaiveDateTime) -> Result<usize> {
    let requests = app.db.read_now(|conn| Ok(queries::confirmed_requests(conn, 10)?))?;
    let mut done = 0;
    for request in requests {
        let did = match request.kind {
            Kind::Export => copy(app, &request, now),
            Kind::Erasure => erase::erase(app, &request, now),
        };
        match did {
            Ok(()) => done += 1,
            // What stopped one request must not stop the others: it stays, and is tried again at the next turn.
            Err(error) => {
                tracing::error!(%error, request = %request.id, "a privacy request failed")
            }
        }
    }
    Ok(done)
}

/// Makes the copy and tells where it is.
fn copy(app: &App, request: &Request, now: NaiveDateTime) -> Result<()> {
    let (stored, counts) = export::build(app, &request.email, request.language, now)?;
    let sha256 = stored.sha256.clone();
    let finished = app.db.write_now(|conn| {
        crate::files::note(conn, &stored, now)?;
        let result = (Some(sha256.as_str()), counts.as_str());
        if !queries::finish_request(conn, &request.id, result, now)? {
            return Ok(false);
        }
        let path = link(&app.signer, &request.id);
        let payload = json!({ "path": path, "days": rules::EXPORT_FOR.num_days() });
        mail(conn, "privacy_copy", (&request.email, request.language), payload, now)?;
        let subject = ("request", request.id.as_str());
        history::record(conn, &By::System, "privacy.copy", subject, &json!({}), now)?;
        if let Some(admin) = &request.made_by {
            note_copied(conn, request, admin, now)?;
        }
        Ok(true)
    })?;
    if finished { Ok(()) } else { remove_files(app, vec![sha256]) }
}

/// Notes that somebody else holds a person's copy too, and with it what is sensitive: the admin who asked for it, or who
/// fetches it.
pub fn note_copied(
    conn: &mut Conn,
    request: &Request,
    reader: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    let sensitive = tickets::queries::sensitive_of(conn, &request.email)?;
    let mut sensitive = sensitive.iter();
    sensitive.try_for_each(|ticket| note_reading(conn, ticket, (Some(reader), Door::File), now))
}
