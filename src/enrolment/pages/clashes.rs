//! What keeps the trainers of a session: other sessions, and absences.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;

use crate::Result;
use crate::accounts::Actor;
use crate::courses::queries::Clash;
use crate::courses::rules::{self, said, times};
use crate::courses::{Meeting, SessionId, SessionParts, SessionState, queries as sessions};
use crate::db::Conn;
use crate::duty::Absence;
use crate::i18n::Locale;

#[derive(Serialize)]
pub(super) struct ClashView {
    trainer: String,
    href: Option<String>,
    title: String,
    when: String,
}

/// What its reader may know of another session.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// They give it too.
    Runs,
    /// It is public.
    Reads,
    /// That it is.
    Nothing,
}

/// What its trainers give in the hours of its meetings, with what the reader may know of it.
pub(super) fn found(
    conn: &mut Conn,
    actor: &Actor,
    (id, parts): (&SessionId, &SessionParts),
    span: Option<(NaiveDateTime, NaiveDateTime)>,
) -> Result<Vec<(Clash, Seen)>> {
    let mut clashes = match span {
        Some(span) if !parts.trainers.is_empty() => {
            sessions::clashes(conn, id, (&parts.trainers, span))?
        }
        _ => Vec::new(),
    };
    let meets = |clash: &Clash| {
        parts
            .meetings
            .iter()
            .any(|own| own.starts_at < clash.ends_at && clash.starts_at < own.ends_at)
    };
    let is_one = |clash: &Clash| {
        let who = (clash.folded.as_str(), clash.account.as_ref());
        parts.trainers.iter().any(|own| rules::is_same((&own.folded, own.account_id.as_ref()), who))
    };
    clashes.retain(|clash| meets(clash) && is_one(clash));
    seen(conn, actor, clashes)
}

fn seen(conn: &mut Conn, actor: &Actor, clashes: Vec<Clash>) -> Result<Vec<(Clash, Seen)>> {
    let ids: Vec<_> = clashes.iter().map(|clash| clash.session.clone()).collect();
    let (all, partners) = (sessions::all_of(conn, &ids)?, sessions::partners_of_all(conn, &ids)?);
    let one = |clash: Clash| {
        let given = all.iter().find(|given| given.session.id == clash.session);
        let with = partners.get(&clash.session).map(Vec::as_slice).unwrap_or_default();
        let seen = match given.map(|given| &given.session) {
            Some(session) if rules::may_run(actor, session, with) => Seen::Runs,
            Some(session) if session.state == SessionState::Published => Seen::Reads,
            _ => Seen::Nothing,
        };
        (clash, seen)
    };
    Ok(clashes.into_iter().map(one).collect())
}

pub(super) fn view(clash: Clash, seen: Seen, (zone, locale): (Tz, Locale)) -> ClashView {
    ClashView {
        href: match seen {
            Seen::Runs => Some(format!("/inbox/sessions/{}", clash.session)),
            Seen::Reads => Some(format!("/sessions/{}", clash.session)),
            Seen::Nothing => None,
        },
        when: said::when_there((clash.starts_at, clash.ends_at), zone, locale),
        title: match (seen, clash.title_fr.as_str(), clash.title_en.as_str(), locale) {
            (Seen::Nothing, ..) => locale.text("courses-clash-unseen"),
            (_, "", en, _) => en.to_owned(),
            (_, fr, "", _) => fr.to_owned(),
            (_, fr, en, locale) => locale.pick(fr, en).to_owned(),
        },
        trainer: clash.trainer,
    }
}

/// Whose absence falls on the day of a meeting, and when that is.
pub(super) fn away(
    absences: &[Absence],
    meetings: &[Meeting],
    (zone, locale): (Tz, Locale),
) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for one in absences {
        let falls = |meeting: &&Meeting| {
            let day = times::local(meeting.starts_at, zone).date_naive();
            one.starts_on <= day && day <= one.ends_on
        };
        for meeting in meetings.iter().filter(falls) {
            let span = (meeting.starts_at, meeting.ends_at);
            all.push((one.name.clone(), said::when(span, zone, locale)));
        }
    }
    all
}
