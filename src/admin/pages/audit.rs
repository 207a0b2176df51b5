//! Who did what to what, when.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{Empty, LINES, Pager};
use crate::Result;
use crate::accounts::pages::{Fault, faults};
use crate::accounts::rules::query_value;
use crate::accounts::{self, AccountId};
use crate::admin::queries::SoughtEvents;
use crate::admin::{AuditLine, queries};
use crate::clock::midnight;
use crate::db::Conn;
use crate::web::{Admin, Context, Cursor, FieldErrors, day};

/// So many people of one name are looked for at once.
const SAME_NAME: usize = 50;

/// What may be looked for.
#[derive(Deserialize, Default)]
pub struct Sought {
    #[serde(default)]
    q: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    after: String,
}

#[derive(Serialize)]
struct AuditView {
    tab: &'static str,
    q: String,
    who: String,
    kind: String,
    from: String,
    until: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// Whether more than words is looked for.
    narrowed: bool,
    kinds: Vec<String>,
    events: Vec<EventRow>,
    pager: Pager,
    empty: Empty,
}

/// The kinds of things, as they were found last: there is seldom a new one.
#[derive(Debug, Default)]
struct Kinds(Mutex<Option<Found>>);

type Found = (NaiveDateTime, Vec<String>);

/// So long a list of kinds is good.
const KEPT: TimeDelta = TimeDelta::minutes(10);

impl Kinds {
    fn known(&self, now: NaiveDateTime) -> Option<Vec<String>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|(at, _)| now - *at < KEPT).map(|(_, kinds)| kinds.clone())
    }

    fn keep(&self, kinds: Vec<String>, now: NaiveDateTime) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, kinds));
    }
}

async fn kinds(cx: &Context<Admin>) -> Result<Vec<String>> {
    let kinds = cx.app.kept(Kinds::default);
    if let Some(known) = kinds.known(cx.now) {
        return Ok(known);
    }
    let found = cx.db.read(move |conn| Ok(queries::audit_kinds(conn)?)).await?;
    kinds.keep(found.clone(), cx.now);
    Ok(found)
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

pub async fn audit(cx: Context<Admin>, query: web::Query<Sought>) -> Result<HttpResponse> {
    let query = query.into_inner();
    let (days, errors) = days(&query);
    let found = match errors.is_empty() {
        true => {
            let (words, who) = (query.q.trim().to_owned(), query.who.trim().to_owned());
            let (kind, after) = (query.kind.trim().to_owned(), Cursor::decode(&query.after));
            cx.db
                .read(move |conn| lines_and_names(conn, (&words, &who, kind, days), after.as_ref()))
                .await?
        }
        false => (Vec::new(), Names::new()),
    };
    let (mut lines, names) = found;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let place = |line: &AuditLine| Cursor { at: line.at, id: line.id.to_string() }.encode();
    let next = lines.last().filter(|_| more).map(place);
    let invalid = !errors.is_empty();
    let view = AuditView {
        tab: "audit",
        pager: Pager::at("/admin/audit", &filter(&query), &query.after, next),
        narrowed: [&query.who, &query.kind, &query.from, &query.until]
            .iter()
            .any(|part| !part.trim().is_empty()),
        q: query.q,
        who: query.who,
        kind: query.kind,
        from: query.from,
        until: query.until,
        faults: faults(&errors),
        errors,
        kinds: kinds(&cx).await?,
        events: lines.into_iter().map(|line| row(line, &names)).collect(),
        empty: Empty::new("search", "admin-no-event", "admin-no-event-text"),
    };
    let head = cx.head("admin-audit", "admin");
    if invalid {
        cx.invalid("admin/audit", head, &view)
    } else {
        cx.page("admin/audit", head, &view)
    }
}

type Days = (Option<NaiveDateTime>, Option<NaiveDateTime>);

/// From the beginning of one day to the end of another, in the network's zone.
fn days(query: &Sought) -> (Days, FieldErrors) {
    let mut errors = FieldErrors::none();
    let mut read = |field: &str, typed: &str| {
        let found = day(typed);
        if found.is_none() && !typed.trim().is_empty() {
            errors.add(field, "form-date");
        }
        found
    };
    let (from, until) = (read("from", &query.from), read("until", &query.until));
    let days = (from.map(midnight), until.and_then(|day| day.succ_opt()).map(midnight));
    (days, errors)
}

/// The same search, for the next page.
fn filter(query: &Sought) -> String {
    let parts = [
        ("q", &query.q),
        ("who", &query.who),
        ("kind", &query.kind),
        ("from", &query.from),
        ("until", &query.until),
    ];
    let asked = parts.iter().filter(|(_, value)| !value.trim().is_empty());
    let pair = |(name, value): &(&str, &String)| format!("{name}={}", query_value(value.trim()));
    asked.map(pair).collect::<Vec<_>>().join("&")
}

type Names = HashMap<String, String>;

fn lines_and_names(
    conn: &mut Conn,
    (words, who, kind, (from, until)): (&str, &str, String, Days),
    after: Option<&Cursor>,
) -> Result<(Vec<AuditLine>, Names)> {
    let account = accounts::queries::by_email(conn, &words.to_lowercase())?;
    let words = account.map_or_else(|| words.to_owned(), |account| account.id.to_string());
    let actors = match who {
        "" => None,
        who => {
            let people = queries::people(conn, who, None, SAME_NAME)?;
            Some(people.into_iter().map(|person| person.id.to_string()).collect())
        }
    };
    let named = queries::named(conn, &words)?;
    let sought = SoughtEvents { words, named, actors, kind, from, until };
    let lines = queries::audit(conn, &sought, after, LINES + 1)?;
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
