//! Who did what to what, when.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Asked, Empty, LINES, Pager, search_filter};
use crate::Result;
use crate::accounts::{self, AccountId};
use crate::admin::{AuditLine, queries};
use crate::db::Conn;
use crate::history::EventId;
use crate::web::{Admin, Context};

#[derive(Serialize)]
struct AuditView {
    tab: &'static str,
    q: String,
    events: Vec<EventRow>,
    pager: Pager,
    empty: Empty,
}

#[derive(Serialize)]
struct EventRow {
    at: NaiveDateTime,
    /// A name, or the message that says what acted.
    who: Option<String>,
    who_key: &'static str,
    action: String,
    subject_kind: String,
    subject_id: String,
    detail: String,
}

pub async fn audit(cx: Context<Admin>, query: web::Query<Asked>) -> Result<HttpResponse> {
    let (sought, before) = (query.q.trim().to_owned(), query.after.parse().ok());
    let (mut lines, names) =
        cx.db.read(move |conn| lines_and_names(conn, &sought, before.as_ref())).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let next = lines.last().filter(|_| more).map(|line| line.id.to_string());
    let view = AuditView {
        tab: "audit",
        q: query.q.clone(),
        events: lines.into_iter().map(|line| row(line, &names)).collect(),
        pager: Pager::new("/admin/audit", &search_filter(&query), &query, next),
        empty: Empty::new("search", "admin-no-event", "admin-no-event-text"),
    };
    cx.page("admin/audit", cx.head("admin-audit", "admin"), &view)
}

type Names = HashMap<String, String>;

fn lines_and_names(
    conn: &mut Conn,
    sought: &str,
    before: Option<&EventId>,
) -> Result<(Vec<AuditLine>, Names)> {
    let account = accounts::queries::by_email(conn, &sought.to_lowercase())?;
    let sought = account.map_or_else(|| sought.to_owned(), |account| account.id.to_string());
    let lines = queries::audit(conn, &sought, before, LINES + 1)?;
    let mut ids: Vec<AccountId> =
        lines.iter().filter_map(|line| line.account_id.as_ref()?.parse().ok()).collect();
    ids.sort();
    ids.dedup();
    let people = accounts::queries::by_ids(conn, &ids)?;
    let names = people.into_iter().map(|person| (person.id.to_string(), person.name)).collect();
    Ok((lines, names))
}

fn row(line: AuditLine, names: &Names) -> EventRow {
    use crate::history::ActorKind;
    EventRow {
        at: line.at,
        who: line.account_id.and_then(|id| names.get(&id).cloned()),
        who_key: match line.actor_kind {
            ActorKind::Account => "admin-by-account",
            ActorKind::Team => "admin-by-team",
            ActorKind::System => "admin-by-system",
        },
        action: line.action,
        subject_kind: line.subject_kind,
        subject_id: line.subject_id,
        detail: if line.detail == "{}" { String::new() } else { line.detail },
    }
}
