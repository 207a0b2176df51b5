//! Who looks at what: by hand, by a proposal that somebody reads, and then sent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, AccountId, Actor};
use crate::applications::{Application, ApplicationId, State};
use crate::calls::{self, Call, CallId};
use crate::db::Conn;
use crate::reviews::access::{self, Desk, desk};
use crate::reviews::queries::NewAssignment;
use crate::reviews::rules::proposal::{Candidate, Proposal, Wanting, propose as proposed};
use crate::reviews::rules::{self, AssignmentEvent, conflicts};
use crate::reviews::{
    Assignment, AssignmentId, AssignmentState, ConflictState, Origin, Standing, mail, queries,
};
use crate::taxonomy::Vocabularies;
use crate::{Error, Refusal, Result};

/// A desk of a call that is being reviewed.
fn in_review(conn: &mut Conn, actor: &Actor, call: &CallId) -> Result<Desk> {
    let desk = desk(conn, actor, call)?;
    if desk.call.state == calls::State::InReview {
        Ok(desk)
    } else {
        Err(rules::NOT_IN_REVIEW.into())
    }
}

/// Gives an application to a reviewer; it is sent later. Again it changes nothing. Conflicts are looked for before: what is
/// found stays known, even where it is why the application is not given.
pub fn assign(
    conn: &mut Conn,
    actor: &Actor,
    what: (&CallId, &ApplicationId, &AccountId),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Result<(), Refusal>> {
    in_review(conn, actor, what.0)?;
    super::detect(conn, (what.0, words), now)?;
    match give(conn, actor, what, now) {
        Err(Error::Refused(rules::IN_CONFLICT)) => Ok(Err(rules::IN_CONFLICT)),
        other => other.map(Ok),
    }
}

fn give(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, reviewer): (&CallId, &ApplicationId, &AccountId),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = in_review(conn, actor, call)?;
    let application = access::application(conn, &desk, id)?;
    if application.state != State::InReview {
        return Err(rules::NOT_IN_REVIEW.into());
    }
    // Whoever confirms a conflict, or joins the application, holds the same turn.
    conn.take_turn(id.as_str())?;
    let before = queries::assignment_of(conn, (id, reviewer))?;
    if before.as_ref().is_some_and(|one| one.state.runs()) {
        return Ok(());
    }
    let asked = queries::asked_one(conn, (call, reviewer))?;
    let asked = asked.filter(|one| one.state == Standing::Accepted).ok_or(rules::NOT_ACCEPTED)?;
    if queries::was_on(conn, (id, reviewer))? {
        return Err(rules::ON_APPLICATION.into());
    }
    if conflicts::blocks(&queries::conflicts_of_pair(conn, (id, reviewer))?) {
        return Err(rules::IN_CONFLICT.into());
    }
    let all = queries::assignments_of_call(conn, call)?;
    if load_of(&desk, &all, reviewer) >= usize::try_from(asked.most).unwrap_or_default() {
        return Err(rules::FULL.into());
    }
    put(conn, actor, (id, reviewer, before), (Origin::Manual, &all), now)
}

/// How many somebody has, as far as the desk sees.
pub fn load_of(desk: &Desk, all: &[Assignment], reviewer: &AccountId) -> usize {
    let counts = |one: &&Assignment| {
        one.reviewer_id == *reviewer && one.state.runs() && desk.shows(&one.application_id)
    };
    all.iter().filter(counts).count()
}

fn put(
    conn: &mut Conn,
    actor: &Actor,
    (id, reviewer, before): (&ApplicationId, &AccountId, Option<Assignment>),
    (origin, all): (Origin, &[Assignment]),
    now: NaiveDateTime,
) -> Result<()> {
    let made = match before {
        Some(before) => {
            let to = rules::next(before.state, AssignmentEvent::Propose)?;
            if !queries::advance_assignment(conn, &before, (to, ""), now)? {
                return Err(rules::CHANGED.into());
            }
            before.id
        }
        None => {
            let alias = alias(all, id, reviewer);
            let new = NewAssignment { application: id, reviewer, origin, alias: &alias };
            queries::insert_assignment(conn, &new, (&actor.id, now))?
        }
    };
    let detail = json!({ "application": id, "origin": origin });
    note(conn, &actor.id, ("review.assign", "review", made.as_str()), &detail, now)
}

/// What others know a reviewer by: stable for an application, another elsewhere, and telling nothing of name or order.
fn alias(all: &[Assignment], id: &ApplicationId, reviewer: &AccountId) -> String {
    let taken: BTreeSet<&str> = all
        .iter()
        .filter(|one| one.application_id == *id || one.reviewer_id == *reviewer)
        .map(|one| one.alias.as_str())
        .collect();
    let digest = crate::secret::sha256_hex(format!("{id} {reviewer}").as_bytes());
    let begins = usize::from_str_radix(&digest[..6], 16).unwrap_or_default() % 9;
    let numbers = (0..9).map(|step| (begins + step) % 9 + 1).chain(10..);
    let mut free =
        numbers.map(|number| format!("R{number}")).filter(|one| !taken.contains(one.as_str()));
    free.next().unwrap_or_default()
}

/// Proposes who looks at what still wants reviewers. What was proposed before and not sent is proposed anew; who was
/// written to stays.
pub fn propose(
    conn: &mut Conn,
    actor: &Actor,
    (call, words): (&CallId, &Vocabularies),
    now: NaiveDateTime,
) -> Result<Proposal> {
    let desk = in_review(conn, actor, call)?;
    super::detect(conn, (call, words), now)?;
    let mut ids: Vec<ApplicationId> = queries::filed(conn, call)?
        .into_iter()
        .filter(|one| one.state == State::InReview && desk.shows(&one.id))
        .map(|one| one.id)
        .collect();
    ids.sort();
    for id in &ids {
        conn.take_turn(id.as_str())?;
    }
    for one in queries::assignments_of_call(conn, call)? {
        let anew = one.state == AssignmentState::Proposed && one.origin == Origin::Auto;
        if anew && desk.shows(&one.application_id) {
            queries::advance_assignment(conn, &one, (AssignmentState::Removed, ""), now)?;
        }
    }
    let (wanting, people) = asked_of(conn, (&desk, &ids), words, now)?;
    let each = usize::try_from(desk.call.terms.reviewers_each).unwrap_or(3);
    let made = proposed(&wanting, &people, each);
    let mut all = queries::assignments_of_call(conn, call)?;
    for (id, reviewer) in &made.pairs {
        let before = all
            .iter()
            .find(|one| one.application_id == *id && one.reviewer_id == *reviewer)
            .cloned();
        put(conn, actor, (id, reviewer, before), (Origin::Auto, &all), now)?;
        if let Some(new) = queries::assignment_of(conn, (id, reviewer))? {
            all.retain(|one| one.id != new.id);
            all.push(new);
        }
    }
    let detail = json!({ "pairs": made.pairs.len(), "short": made.short.len() });
    note(conn, &actor.id, ("review.propose", "call", call.as_str()), &detail, now)?;
    Ok(made)
}

/// What is known of applications and reviewers, as the rules of a proposal want it.
pub fn asked_of(
    conn: &mut Conn,
    (desk, ids): (&Desk, &[ApplicationId]),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<(Vec<Wanting>, Vec<Candidate>)> {
    let call = &desk.call.id;
    let all = queries::assignments_of_call(conn, call)?;
    let mut barred: BTreeMap<ApplicationId, BTreeSet<AccountId>> = BTreeMap::new();
    for one in queries::conflicts_of_call(conn, call)? {
        if one.state != ConflictState::Cleared {
            barred.entry(one.application_id).or_default().insert(one.account_id);
        }
    }
    let mut fixed: BTreeMap<ApplicationId, BTreeSet<AccountId>> = BTreeMap::new();
    for one in &all {
        let of = if one.state.runs() { &mut fixed } else { &mut barred };
        // A proposal that was taken back is no refusal.
        if one.state.runs() || one.invited_at.is_some() {
            of.entry(one.application_id.clone()).or_default().insert(one.reviewer_id.clone());
        }
    }
    let bids = queries::bids(conn, call)?;
    for (id, bid) in &bids {
        barred.entry(id.clone()).or_default().extend(bid.accounts.iter().cloned());
    }
    let filings = queries::filings(conn, call)?;
    let wanting = |id: &ApplicationId| {
        let document = filings.iter().find(|one| one.application_id == *id);
        let (regions, disciplines) = document
            .map(|one| crate::reviews::views::reach(&one.document, words))
            .unwrap_or_default();
        Wanting {
            id: id.clone(),
            regions,
            disciplines,
            barred: barred.get(id).cloned().unwrap_or_default(),
            fixed: fixed.get(id).cloned().unwrap_or_default(),
        }
    };
    let people = candidates(conn, (desk, &all), words, now)?;
    Ok((ids.iter().map(wanting).collect(), people))
}

pub(super) fn candidates(
    conn: &mut Conn,
    (desk, all): (&Desk, &[Assignment]),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Vec<Candidate>> {
    let asked = queries::asked(conn, &desk.call.id)?;
    let judges = super::judges(conn, &desk.call.id, now)?;
    let fields = queries::disciplines(conn, None)?;
    let candidate = |(one, _): &(crate::reviews::CallReviewer, queries::Person)| {
        let id = &one.account_id;
        let institutions = judges
            .iter()
            .find(|judge| judge.account == *id)
            .map(|judge| judge.institutions.clone())
            .unwrap_or_default();
        let regions = institutions
            .iter()
            .filter_map(|slug| words.institution(slug))
            .flat_map(|one| one.regions.clone())
            .collect();
        let known = fields.iter().filter(|(of, _)| of == id);
        // Whoever has not said yes takes nothing new.
        let most = if one.state == Standing::Accepted { one.most } else { 0 };
        Candidate {
            id: id.clone(),
            most: usize::try_from(most).unwrap_or_default(),
            load: load_of(desk, all, id),
            institutions,
            regions,
            disciplines: known.flat_map(|(_, code)| words.discipline_line(code)).collect(),
        }
    };
    Ok(asked.iter().map(candidate).collect())
}

/// Sends what was proposed: each reviewer has one mail, however many they are given.
pub fn send(conn: &mut Conn, actor: &Actor, call: &CallId, now: NaiveDateTime) -> Result<usize> {
    let desk = in_review(conn, actor, call)?;
    let plan = queries::plan(conn, call)?.ok_or(rules::NO_PLAN)?;
    let mut sent: BTreeMap<AccountId, Vec<AssignmentId>> = BTreeMap::new();
    for one in queries::assignments_of_call(conn, call)? {
        if one.state != AssignmentState::Proposed || !desk.shows(&one.application_id) {
            continue;
        }
        if queries::send_assignment(conn, &one, (plan.due_at.max(now), now))? {
            sent.entry(one.reviewer_id).or_default().push(one.id);
        }
    }
    if sent.is_empty() {
        return Err(rules::NOTHING_TO_SEND.into());
    }
    let people = queries::asked(conn, call)?;
    for (reviewer, ids) in &sent {
        if let Some((_, person)) = people.iter().find(|(_, person)| person.id == *reviewer) {
            mail::assigned(conn, (&desk.call, &plan), (person, ids), now)?;
        }
    }
    let count = sent.values().map(Vec::len).sum();
    note(conn, &actor.id, ("review.send", "call", call.as_str()), &json!({ "sent": count }), now)?;
    Ok(count)
}

/// Takes a reviewer off an application. What they wrote stays where the coordinator may read it.
pub fn remove(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &AssignmentId),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = in_review(conn, actor, call)?;
    let (one, application) = access::assignment(conn, &desk, id)?;
    conn.take_turn(application.id.as_str())?;
    if one.state == AssignmentState::Removed {
        return Ok(());
    }
    let to = rules::next(one.state, AssignmentEvent::Remove)?;
    if !queries::advance_assignment(conn, &one, (to, ""), now)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "from": one.state });
    note(conn, &actor.id, ("review.remove", "review", id.as_str()), &detail, now)?;
    if one.state == AssignmentState::Proposed {
        return Ok(());
    }
    let who = accounts::queries::find(conn, &one.reviewer_id)?;
    let to = (who.name.as_str(), who.email.as_str(), who.language);
    let named: Vec<String> = application.reference.into_iter().collect();
    mail::taken_off(conn, &desk.call, to, &named, now)
}

/// Whoever reviews an application that was withdrawn has nothing more to do for it, and is told. Why it was is not said.
pub fn tell_withdrawn(
    conn: &mut Conn,
    (call, of): (&Call, &Application),
    now: NaiveDateTime,
) -> Result<()> {
    let reference = of.reference.as_deref().unwrap_or_default();
    for (_, name, email, language) in queries::readers_of(conn, &of.id)? {
        mail::withdrawn(conn, call, (&name, &email, language), reference, now)?;
    }
    Ok(())
}
