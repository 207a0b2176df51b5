//! Conflicts of interest: looked for, declared, decided. One that is confirmed takes the file away from whoever has it.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, AccountId, Actor};
use crate::applications::ApplicationId;
use crate::calls::{self, CallId, CallRole};
use crate::clock::network_day;
use crate::db::Conn;
use crate::reviews::access::{application, desk};
use crate::reviews::rules::AssignmentEvent;
use crate::reviews::rules::conflicts::{self, Judge, certain};
use crate::reviews::{
    Conflict, ConflictKind, ConflictSource, ConflictState, Standing, queries, rules,
};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// Whoever judges applications of a call, or sees them: reviewers, and those with a role.
pub fn judges(conn: &mut Conn, id: &CallId, now: NaiveDateTime) -> Result<Vec<Judge>> {
    let asked = queries::asked(conn, id)?;
    let mut people: BTreeMap<AccountId, (String, String)> = asked
        .into_iter()
        .filter(|(one, _)| matches!(one.state, Standing::Invited | Standing::Accepted))
        .map(|(_, person)| (person.id, (person.name, person.email)))
        .collect();
    let seats = [
        CallRole::Coordinator,
        CallRole::Secretary,
        CallRole::Chair,
        CallRole::Committee,
        CallRole::Observer,
    ];
    for role in seats {
        let held = calls::queries::holders(conn, id, role)?;
        people.extend(held.into_iter().map(|(account, name, email, _)| (account, (name, email))));
    }
    let affiliations = queries::affiliations(conn, None)?;
    let day = network_day(now);
    let judge = |(account, (name, email)): (AccountId, (String, String))| Judge {
        institutions: conflicts::counted(
            affiliations.iter().filter(|one| one.account_id == account),
            day,
        ),
        account,
        name,
        email,
    };
    Ok(people.into_iter().map(judge).collect())
}

/// Looks for conflicts between all who judge a call and all who applied. What is known stays as it was decided, unless
/// something new is seen.
pub fn detect(
    conn: &mut Conn,
    (id, words): (&CallId, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    let judges = judges(conn, id, now)?;
    let bids = queries::bids(conn, id)?;
    let known = queries::conflicts_of_call(conn, id)?;
    let domains = queries::domains(conn)?;
    let by_key: BTreeMap<_, _> =
        known.iter().map(|one| ((&one.application_id, &one.account_id, one.kind), one)).collect();
    let mut news = Vec::new();
    for (application, bid) in &bids {
        for judge in &judges {
            for found in conflicts::found(judge, bid, (words, &domains)) {
                let key = (application, &judge.account, found.kind);
                if !conflicts::is_news(by_key.get(&key).copied(), &found) {
                    continue;
                }
                let sure = certain(key, (ConflictSource::Detected, &found.evidence), now);
                news.push(if found.kind == ConflictKind::OnApplication {
                    sure
                } else {
                    Conflict { state: ConflictState::Suspected, decided_at: None, ..sure }
                });
            }
        }
    }
    queries::put_conflicts(conn, &news)?;
    for one in news.iter().filter(|one| one.state == ConflictState::Confirmed) {
        recuse(conn, (&one.application_id, &one.account_id), &one.account_id, now)?;
    }
    Ok(())
}

/// Somebody comes who judges a call, or something is known that was not: once its review has begun, conflicts are looked
/// for at once. Before that what is filed still changes.
pub fn arrived(
    conn: &mut Conn,
    (id, words): (&CallId, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    let call = calls::queries::find(conn, id)?;
    if call.frozen_at.is_some() { detect(conn, (id, words), now) } else { Ok(()) }
}

/// Takes an application away from whoever has a confirmed conflict with it.
fn recuse(
    conn: &mut Conn,
    (application, account): (&ApplicationId, &AccountId),
    by: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(one) = queries::assignment_of(conn, (application, account))? else { return Ok(()) };
    let Ok(to) = rules::next(one.state, AssignmentEvent::Recuse) else { return Ok(()) };
    if queries::advance_assignment(conn, &one, (to, ""), now)? {
        let detail = json!({ "from": one.state });
        note(conn, by, ("review.recuse", "review", one.id.as_str()), &detail, now)?;
    }
    Ok(())
}

/// Somebody joined an application: if they review, they are in conflict with it from then on, whatever becomes of their
/// part in it.
pub fn joined(
    conn: &mut Conn,
    (id, account): (&ApplicationId, &AccountId),
    by: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    if !queries::is_reviewer(conn, account)? {
        return Ok(());
    }
    conn.take_turn(id.as_str())?;
    let email = accounts::queries::find(conn, account)?.email;
    let key = (id, account, ConflictKind::OnApplication);
    let one = certain(key, (ConflictSource::Detected, &email), now);
    queries::put_conflicts(conn, std::slice::from_ref(&one))?;
    recuse(conn, (id, account), by, now)
}

/// A conflict that somebody says there is: between an account and an application, and why.
#[derive(Debug, Clone)]
pub struct Declared {
    pub application: ApplicationId,
    pub account: AccountId,
    pub kind: ConflictKind,
    pub why: String,
}

/// A coordinator knows of a conflict of somebody.
pub fn declare(
    conn: &mut Conn,
    actor: &Actor,
    (call, said): (&CallId, &Declared),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    application(conn, &desk, &said.application)?;
    rules::check_reason(&said.why)?;
    if !ConflictKind::DECLARED.contains(&said.kind) {
        return Err(Error::NotFound);
    }
    accounts::queries::find(conn, &said.account)?;
    keep(conn, actor, (said, ConflictSource::Coordinator), now)
}

/// Whoever sits over an application says that they must not: the caller has seen that they could.
pub fn stand_aside(
    conn: &mut Conn,
    actor: &Actor,
    said: &Declared,
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_reason(&said.why)?;
    keep(conn, actor, (said, ConflictSource::Reviewer), now)
}

/// Keeps a conflict as confirmed, and takes the file away.
pub(super) fn keep(
    conn: &mut Conn,
    actor: &Actor,
    (said, source): (&Declared, ConflictSource),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(said.application.as_str())?;
    let key = (&said.application, &said.account, said.kind);
    let one =
        Conflict { decided_by: Some(actor.id.clone()), ..certain(key, (source, &said.why), now) };
    queries::put_conflicts(conn, std::slice::from_ref(&one))?;
    let detail = json!({ "kind": said.kind, "account": said.account });
    note(
        conn,
        &actor.id,
        ("review.conflict", "application", said.application.as_str()),
        &detail,
        now,
    )?;
    recuse(conn, (&said.application, &said.account), &actor.id, now)
}

/// Confirms or clears what was suspected: somebody else than whom it is about, with a reason. Who is on an application
/// is never cleared.
pub fn decide(
    conn: &mut Conn,
    actor: &Actor,
    (call, of, kind): (&CallId, (&ApplicationId, &AccountId), ConflictKind),
    (to, reason): (ConflictState, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let (id, account) = of;
    // Said before whether it is found: who is in conflict is told by nothing that there is one.
    if *account == actor.id {
        return Err(rules::OWN_CONFLICT.into());
    }
    application(conn, &desk, id)?;
    conn.take_turn(id.as_str())?;
    let one = queries::conflict(conn, (id, account, kind))?;
    if one.state == to {
        return Ok(());
    }
    match to {
        ConflictState::Suspected => return Err(rules::ILLEGAL.into()),
        ConflictState::Cleared => {
            if kind == ConflictKind::OnApplication {
                return Err(rules::NEVER_CLEARED.into());
            }
            rules::check_reason(reason)?;
        }
        ConflictState::Confirmed => {}
    }
    if !queries::decide_conflict(conn, &one, (to, reason), (&actor.id, now))? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "kind": kind, "account": account, "to": to });
    note(conn, &actor.id, ("review.decide_conflict", "application", id.as_str()), &detail, now)?;
    if to == ConflictState::Confirmed {
        recuse(conn, of, &actor.id, now)?;
    }
    Ok(())
}

/// Looks for conflicts anew, as somebody asks.
pub fn look_again(
    conn: &mut Conn,
    actor: &Actor,
    (call, words): (&CallId, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    desk(conn, actor, call)?;
    note(conn, &actor.id, ("review.detect", "call", call.as_str()), &json!({}), now)?;
    detect(conn, (call, words), now)
}
