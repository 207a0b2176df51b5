//! Sessions from a calendar file: each event becomes a draft, once, and changes it as long as it is one.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use super::session::{MeetingPlan, Plan, call_off, change_session, plan};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::courses::queries::{self, Imported};
use crate::courses::rules::imported::Event;
use crate::courses::{
    CourseId, Mode, Presence, SessionId, SessionParts, SessionState, Terms, access, mail, rules,
};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::imports::Effect;
use crate::times;

/// What the file does not say of its sessions.
#[derive(Debug, Clone)]
pub struct Setting {
    pub node: NodeId,
    pub region: Option<String>,
    pub language: Locale,
    pub seats: i32,
}

/// What each event would do to a course, without doing it. What it became and was published or called off since is left: it
/// is changed on its own page.
pub fn foresee(
    conn: &mut Conn,
    actor: &Actor,
    (course, events): (&CourseId, &[Event]),
) -> Result<Vec<Effect>> {
    access::course_for_desk(conn, actor, course)?;
    let known = queries::imported(conn, course)?;
    Ok(events.iter().map(|event| effect(event, find(&known, event))).collect())
}

fn find<'a>(known: &'a [Imported], event: &Event) -> Option<&'a Imported> {
    known.iter().find(|one| one.uid_sha256 == event.uid_sha256)
}

fn effect(event: &Event, known: Option<&Imported>) -> Effect {
    match known {
        None => Effect::Makes,
        Some(one) if event.sequence < one.sequence => Effect::Same,
        Some(one) if one.digest == event.digest() || event.or.contains(&one.digest) => Effect::Same,
        Some(one) if one.state == SessionState::Draft => Effect::Changes,
        Some(_) => Effect::Left,
    }
}

/// Makes and changes what [`foresee`] says; again it changes nothing. Answers how many were made, and how many changed.
pub fn import(
    conn: &mut Conn,
    actor: &Actor,
    (course, setting, events): (&CourseId, &Setting, &[Event]),
    now: NaiveDateTime,
) -> Result<(usize, usize)> {
    conn.take_turn(course.as_str())?;
    let found = access::course_for_desk(conn, actor, course)?;
    let titles = [found.text.title_fr.as_str(), found.text.title_en.as_str()];
    let known = queries::imported(conn, course)?;
    let (mut made, mut changed) = (0, 0);
    for event in events {
        let known = find(&known, event);
        // What is called like the course needs no title of its own.
        let title = if titles.contains(&event.title.as_str()) { "" } else { event.title.as_str() };
        match (effect(event, known), known) {
            (Effect::Makes, _) => {
                let id = SessionId::new();
                let what = first(event, title, setting);
                plan(conn, actor, (&id, course, &setting.node), &what, now)?;
                queries::insert_import(conn, (course, &id), event, now)?;
                made += 1;
            }
            (Effect::Changes, Some(one)) => {
                let given = queries::given(conn, &one.session_id)?;
                let parts = queries::parts_of(conn, &one.session_id)?;
                let what = again(event, title, (&given.session.terms, parts));
                let which = (&one.session_id, one.lock_version);
                change_session(conn, actor, which, &what, now)?;
                queries::update_import(conn, course, event, now)?;
                changed += 1;
            }
            (Effect::Changes | Effect::Same | Effect::Left, _) => {}
        }
    }
    if made + changed > 0 {
        let what = ("course.import", "course", course.as_str());
        note(conn, actor, what, &json!({ "made": made, "changed": changed }), now)?;
    }
    Ok((made, changed))
}

/// Calls off the drafts that came of events which are called off where their calendar is kept, and tells who has it read
/// of the sessions that everybody sees, once: those are called off on their own page. What is over stays.
pub fn call_off_imported(
    conn: &mut Conn,
    actor: &Actor,
    (course, uids): (&CourseId, &[String]),
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::imported(conn, course)?;
    for one in known.iter().filter(|one| uids.contains(&one.uid_sha256)) {
        let given = queries::given(conn, &one.session_id)?;
        let session = &given.session;
        let is_over = session.ends_at.is_some_and(|ends| ends <= now);
        if is_over || !rules::may_edit(actor, &session.node_id) {
            continue;
        }
        match session.state {
            SessionState::Draft => call_off(conn, actor, (session, ""), now)?,
            SessionState::Published => mail::called_off_elsewhere(conn, actor, &given, now)?,
            SessionState::Cancelled => {}
        }
    }
    Ok(())
}

fn meetings(event: &Event) -> impl Iterator<Item = MeetingPlan> + '_ {
    event.meetings.iter().zip(&event.folds).map(|((starts, ends), folds)| MeetingPlan {
        starts: *starts,
        ends: *ends,
        folds: *folds,
        ..MeetingPlan::default()
    })
}

fn first(event: &Event, title: &str, setting: &Setting) -> Plan {
    let (mode, presence) = match event.is_online() {
        true => (Mode::Online, Presence::Online),
        false => (Mode::OnSite, Presence::OnSite),
    };
    Plan {
        may_move: false,
        terms: Terms {
            title: title.to_owned(),
            mode,
            language: setting.language,
            zone: event.zone.clone(),
            place: event.place.clone(),
            region: setting.region.clone(),
            join_url: event.join_url.clone(),
            ..Terms::default()
        },
        meetings: meetings(event).collect(),
        trainers: Vec::new(),
        partners: Vec::new(),
        capacities: vec![(presence, setting.seats)],
        unlimited: Vec::new(),
    }
}

/// The draft as it is, with what the file says of it now. Of an event that repeats, the file says all meetings; of one that
/// does not, those beside the first were added by hand: they stay.
fn again(event: &Event, title: &str, (terms, parts): (&Terms, SessionParts)) -> Plan {
    let told: Vec<MeetingPlan> = meetings(event).collect();
    let (capacities, unlimited) = parts.capacities();
    let begins = told.first().map(|one| one.starts).unwrap_or_default();
    let read = |text: &str| times::read(text).unwrap_or(begins);
    let zone = times::zone(&terms.zone).unwrap_or(chrono_tz::Europe::Paris);
    let mut meetings: Vec<MeetingPlan> = parts
        .meetings
        .into_iter()
        .map(|one| MeetingPlan {
            starts: read(&one.starts_local),
            ends: read(&one.ends_local),
            folds: one.folds(zone),
            id: Some(one.id),
            title: one.title,
            place: one.place,
            mode: one.mode,
            join_url: one.join_url,
        })
        .collect();
    let others = meetings.split_off(meetings.len().min(told.len()));
    let kept = meetings.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    let mut meetings: Vec<MeetingPlan> = told
        .into_iter()
        .zip(kept)
        .map(|(told, was)| match was {
            Some(was) => {
                MeetingPlan { starts: told.starts, ends: told.ends, folds: told.folds, ..was }
            }
            None => told,
        })
        .collect();
    if !event.repeats {
        meetings.extend(others);
    }
    Plan {
        may_move: false,
        terms: Terms {
            title: title.to_owned(),
            zone: event.zone.clone(),
            place: event.place.clone(),
            join_url: event.join_url.clone(),
            ..terms.clone()
        },
        meetings,
        trainers: parts.trainers.into_iter().map(super::TrainerPlan::from).collect(),
        partners: parts.partners,
        capacities,
        unlimited,
    }
}
