//! A request is examined: what is to be checked, what is asked, and what is decided.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::{because, by, note, step, tell, tell_concerned};
use crate::accounts::{self, AccountId, Actor};
use crate::clock::network_day;
use crate::conventions::{self, Concern};
use crate::db::Conn;
use crate::spaces::mail::Told;
use crate::spaces::rules::{self, Event};
use crate::spaces::{
    Item, Question, QuestionId, Role, Space, SpaceId, State, Training, access, queries,
};
use crate::{Error, Result};

pub fn examine(conn: &mut Conn, actor: &Actor, id: &SpaceId, now: NaiveDateTime) -> Result<()> {
    let space = access::registered(conn, actor, id)?;
    if space.state == State::Examination {
        return Ok(());
    }
    step(conn, (&by(actor), &space, Event::Examine), ("space.examine", ""), now)?;
    tell_concerned(conn, &space, ("examined", "", ""), now)
}

/// What is said of an item of the list.
#[derive(Debug, Clone)]
pub struct Checked {
    pub owner: Option<AccountId>,
    pub due_on: Option<NaiveDate>,
    pub note: String,
    pub done: bool,
}

/// Says who checks an item by when, and that it is done.
pub fn check(
    conn: &mut Conn,
    actor: &Actor,
    (id, item, said): (&SpaceId, Item, &Checked),
    now: NaiveDateTime,
) -> Result<()> {
    let space = access::registered(conn, actor, id)?;
    if !space.state.is_pending() {
        return Err(rules::ILLEGAL.into());
    }
    let all = queries::checks_of(conn, id)?;
    let before = all.iter().find(|check| check.item == item).ok_or(Error::NotFound)?;
    if said.done && (said.owner.is_none() || said.due_on.is_none()) {
        return Err(rules::NO_OWNER.into());
    }
    if let Some(owner) = &said.owner {
        let account = accounts::queries::find(conn, owner)?;
        if account.network_role.is_none() {
            return Err(rules::NO_OWNER.into());
        }
    }
    let explained = said.note.trim().chars().count() >= rules::FEWEST_REASON;
    if said.done && !explained {
        check_trained(conn, (&space, item))?;
    }
    let done = match (said.done, &before.done_by, before.done_at) {
        (false, ..) => None,
        (true, Some(who), Some(at)) => Some((who, at)),
        (true, ..) => Some((&actor.id, now)),
    };
    let text = (said.owner.as_ref(), said.due_on, said.note.trim());
    queries::set_check(conn, (id, item), text, done)?;
    let detail = json!({ "item": item, "done": said.done, "due": said.due_on });
    note(conn, (&by(actor), "space.check", &space), &detail, now)?;
    match &said.owner {
        Some(owner) if said.owner != before.owner_id && *owner != actor.id && !said.done => {
            tell_owner(conn, (&space, item, said), owner, now)
        }
        _ => Ok(()),
    }
}

/// A curator at least was at the course, and as many administrators as a space needs.
fn check_trained(conn: &mut Conn, (space, item): (&Space, Item)) -> Result<()> {
    let (role, fewest, refusal) = match item {
        Item::Curation => (Role::Curator, rules::FEWEST_CURATORS, rules::UNTRAINED),
        Item::Administrators => {
            (Role::Administrator, rules::FEWEST_ADMINISTRATORS, rules::UNTRAINED_ADMINISTRATORS)
        }
        _ => return Ok(()),
    };
    let people = queries::people_of(conn, &space.id)?;
    let wanted = people.iter().filter(|one| one.role == role && one.ends_on.is_none());
    let emails: Vec<String> = wanted.map(|one| one.email.clone()).collect();
    let known = queries::training_of(conn, &emails, rules::TRAINING_TOPIC)?;
    let trained = known.values().filter(|one| matches!(one, Training::Trained(_))).count();
    if i32::try_from(trained).unwrap_or(i32::MAX) >= fewest { Ok(()) } else { Err(refusal.into()) }
}

/// Tells whoever is given something to check.
fn tell_owner(
    conn: &mut Conn,
    (space, item, said): (&Space, Item, &Checked),
    owner: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    let account = accounts::queries::find(conn, owner)?;
    let path = format!("/inbox/spaces/{}", space.id);
    let due = said.due_on.map(|day| day.to_string()).unwrap_or_default();
    let what = account.language.text(&format!("spaces-item-{item}"));
    let key = format!("{item}-{}", now.and_utc().timestamp_micros());
    let word = if due.is_empty() { "check" } else { "check-by" };
    let told = Told { word, said: &what, with: &due, path: &path, key: &key };
    tell(conn, (space, &told), &[(account.name, account.email, account.language)], now)
}

/// Asks whoever requested the space; the same id again is the same question.
pub fn ask(
    conn: &mut Conn,
    actor: &Actor,
    (id, question, body): (&SpaceId, &QuestionId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let space = access::registered(conn, actor, id)?;
    let known = queries::questions_of(conn, id)?;
    if known.iter().any(|one| one.id == *question) {
        return Ok(());
    }
    if body.trim().is_empty() {
        return Err(rules::NO_QUESTION.into());
    }
    step(conn, (&by(actor), &space, Event::Ask), ("space.ask", ""), now)?;
    let question = Question {
        id: question.clone(),
        space_id: id.clone(),
        body: body.trim().to_owned(),
        asked_by: actor.id.clone(),
        asked_at: now,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        reminded: 0,
    };
    queries::insert_question(conn, &question)?;
    tell_concerned(conn, &space, ("question", &question.body, ""), now)
}

/// Approves a space: everything was checked, the convention is signed, and the repository has no other of that name.
pub fn approve(
    conn: &mut Conn,
    actor: &Actor,
    (id, alias, opens_on): (&SpaceId, &str, NaiveDate),
    now: NaiveDateTime,
) -> Result<()> {
    let space = access::administered(conn, actor, id)?;
    if space.state == State::Approved && space.alias.as_deref() == Some(alias) {
        return Ok(());
    }
    rules::next(space.state, Event::Approve)?;
    if space.unsure {
        return Err(rules::UNSURE.into());
    }
    if !rules::all_checked(&queries::checks_of(conn, id)?) {
        return Err(rules::CHECKS_OPEN.into());
    }
    let today = network_day(now);
    check_convention(conn, &space, today)?;
    if !rules::is_alias(alias) {
        return Err(rules::NO_ALIAS.into());
    }
    conn.take_turn("space-addresses")?;
    if queries::by_alias(conn, alias)?.is_some_and(|taken| taken != *id) {
        return Err(rules::ALIAS_TAKEN.into());
    }
    queries::set_agreed(conn, id, alias, opens_on.max(today))?;
    step(conn, (&by(actor), &space, Event::Approve), ("space.approve", ""), now)?;
    let day = opens_on.max(today).to_string();
    tell_concerned(conn, &space, ("approved", "", &day), now)
}

/// Nothing opens for an institution whose convention does not hold that day.
pub(super) fn check_convention(conn: &mut Conn, space: &Space, today: NaiveDate) -> Result<()> {
    let by_whom = (space.institution.as_str(), Concern::Spaces);
    match conventions::ops::held(conn, by_whom, today)? {
        Some(_) => Ok(()),
        None => Err(rules::NO_CONVENTION.into()),
    }
}

pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&SpaceId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let how = (State::Refused, Event::Refuse, ("space.refuse", "refused"));
    because(conn, actor, (id, reason), how, now)
}

/// When a space that is approved usually opens.
pub fn usual_opening(now: NaiveDateTime) -> NaiveDate {
    network_day(now) + TimeDelta::days(14)
}
