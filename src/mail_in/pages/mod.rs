//! Mails that wait for a person, and those that machines wrote: for who steers the network all of them, for a node's
//! staff those that name their tickets.

mod decide;
mod one;

pub use decide::{discard, open_ticket, release};
pub use one::{original, show};

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::model::{Fate, Reason, Received, ReceivedId};
use super::queries::{self, Sight};
use crate::Result;
use crate::accounts::Actor;
use crate::web::{Context, Head, Pager, Staff};

/// Lines on one page of the list.
const LINES: usize = 50;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

#[derive(Serialize)]
struct ListView {
    tab: &'static str,
    shown: &'static str,
    /// What is shown, in a sentence.
    about: &'static str,
    mails: Vec<Row>,
    pager: Pager,
    empty: Empty,
}

#[derive(Serialize)]
struct Row {
    id: ReceivedId,
    from: String,
    email: String,
    subject: String,
    received_at: NaiveDateTime,
    reason: Option<&'static str>,
    icon: &'static str,
    class: &'static str,
    reference: Option<String>,
}

#[derive(Serialize)]
struct Empty {
    icon: &'static str,
    title: &'static str,
    message: &'static str,
    action: Option<()>,
}

/// One part of the list: its name in the address, its fates, its sentence.
struct Part(&'static str, &'static [Fate], &'static str);

const PARTS: [Part; 4] = [
    Part("waiting", &[Fate::Quarantined], "mail-in-about-waiting"),
    Part("machines", &[Fate::Ignored], "mail-in-about-machines"),
    Part("taken", &[Fate::Ticket, Fate::Reply, Fate::Note], "mail-in-about-taken"),
    Part("discarded", &[Fate::Discarded], "mail-in-about-discarded"),
];

pub async fn list(cx: Context<Staff>, query: web::Query<Asked>) -> Result<HttpResponse> {
    let Part(name, fates, about) =
        PARTS.iter().find(|part| part.0 == query.show).unwrap_or(&PARTS[0]);
    let (sight, after) = (sight(&cx.actor()), query.after.parse::<ReceivedId>().ok());
    let mut mails = cx
        .db
        .read(move |conn| Ok(queries::with_fate(conn, fates, &sight, after.as_ref(), LINES + 1)?))
        .await?;
    let more = mails.len() > LINES;
    mails.truncate(LINES);
    let next = mails.last().filter(|_| more);
    let address = format!("/admin/mail-in?show={name}");
    let view = ListView {
        tab: "mail-in",
        shown: name,
        about,
        pager: Pager {
            next: next.map(|last| format!("{address}&after={}", last.id)),
            first: (!query.after.is_empty()).then_some(address),
        },
        mails: mails.into_iter().map(row).collect(),
        empty: empty(name),
    };
    cx.page("mail_in/list", head(&cx), &view)
}

fn empty(shown: &str) -> Empty {
    if shown == "waiting" {
        let (title, message) = ("mail-in-none-waiting", "mail-in-none-waiting-text");
        return Empty { icon: "check2-all", title, message, action: None };
    }
    let (title, message) = ("mail-in-none", "mail-in-none-text");
    Empty { icon: "envelope", title, message, action: None }
}

fn head(cx: &Context<Staff>) -> Head {
    let section = if cx.actor().is_admin() { "admin" } else { "inbox" };
    cx.head("mail-in-title", section)
}

/// Whose mails somebody sees.
pub fn sight(actor: &Actor) -> Sight {
    Sight { all: actor.coordinates(), nodes: actor.nodes().cloned().collect() }
}

fn row(mail: Received) -> Row {
    let (class, icon) = match mail.fate {
        Fate::Quarantined => ("is-warn", "hourglass-split"),
        Fate::Ignored => ("is-quiet", "robot"),
        Fate::Ticket | Fate::Reply | Fate::Note => ("is-good", "check-circle"),
        Fate::Discarded => ("is-quiet", "x-circle"),
    };
    Row {
        from: mail.from_name,
        email: mail.from_email,
        subject: mail.subject,
        received_at: mail.received_at,
        reason: mail.reason.map(Reason::key),
        icon,
        class,
        reference: mail.reference,
        id: mail.id,
    }
}
