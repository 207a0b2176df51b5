//! A decision is looked at again by somebody who did not take it.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::{self, Actor};
use crate::applications::access::{Opened, opened};
use crate::applications::{self, Application, ApplicationId, Role};
use crate::calls::{self, Call};
use crate::db::Conn;
use crate::decisions::rules::appeals::{self as rules, Event};
use crate::decisions::{Appeal, AppealId, AppealState, Decision, DecisionState, mail, queries};
use crate::history::{self, By};
use crate::reviews::queries::hidden_from;
use crate::{Error, Result, reviews};

/// Appeals against the decision that was told, in time and with reasons. The same id again is the same appeal.
pub fn appeal(
    conn: &mut Conn,
    actor: &Actor,
    (application, id, grounds): (&ApplicationId, &AppealId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, application)?;
    conn.take_turn(application.as_str())?;
    if there.person.role != Role::Owner {
        return Err(applications::rules::ONLY_OWNER.into());
    }
    let last = queries::appeal_of(conn, application)?;
    if last.as_ref().is_some_and(|last| last.id == *id) {
        return Ok(());
    }
    let decision = queries::told(conn, application)?.ok_or(Error::NotFound)?;
    if last.is_some_and(|last| last.decision_id == decision.id) {
        return Err(rules::ALREADY.into());
    }
    let told = decision.notified_at.ok_or(Error::NotFound)?;
    if now > rules::until(told, there.call.terms.appeal_months) {
        return Err(rules::TOO_LATE.into());
    }
    if !rules::says_enough(grounds) {
        return Err(rules::NO_GROUNDS.into());
    }
    let appeal = Appeal {
        id: id.clone(),
        decision_id: decision.id,
        application_id: application.clone(),
        state: AppealState::Filed,
        grounds: grounds.trim().to_owned(),
        filed_by: actor.id.clone(),
        filed_at: now,
        handled_by: None,
        taken_at: None,
        admitted_at: None,
        answer: String::new(),
        answered_at: None,
    };
    queries::insert_appeal(conn, &appeal)?;
    note(conn, (By::Account(actor.id.clone()), "appeal.file"), &appeal, now)?;
    tell(conn, "appeal_filed", (&there.call, &there.application, &appeal), now)?;
    let (call, application) = (&there.call, &there.application);
    for admin in accounts::queries::admins(conn)? {
        if may_instruct(conn, &admin.id, (call, application))? {
            let to = (admin.name.as_str(), admin.email.as_str(), admin.language);
            mail::appeal(conn, ("appeal_received", to), (call, application, &appeal), now)?;
        }
    }
    Ok(())
}

/// Takes an appeal back, until it is answered.
pub fn withdraw_appeal(
    conn: &mut Conn,
    actor: &Actor,
    application: &ApplicationId,
    now: NaiveDateTime,
) -> Result<()> {
    let Opened { person, .. } = opened(conn, actor, application)?;
    if person.role != Role::Owner {
        return Err(applications::rules::ONLY_OWNER.into());
    }
    let appeal = queries::appeal_of(conn, application)?.ok_or(Error::NotFound)?;
    if appeal.state == AppealState::Withdrawn {
        return Ok(());
    }
    let to = rules::next(appeal.state, Event::Withdraw)?;
    if !queries::answer_appeal(conn, (&appeal, to), ("", None))? {
        return Err(rules::ILLEGAL.into());
    }
    note(conn, (By::Account(actor.id.clone()), "appeal.withdraw"), &appeal, now)
}

/// An appeal as whoever instructs appeals sees it.
#[derive(Debug, Clone)]
pub struct Instructed {
    pub appeal: Appeal,
    pub application: Application,
    pub call: Call,
    pub decision: Decision,
    /// Whether this reader had no hand in what was decided.
    pub impartial: bool,
}

/// An appeal for the network's administration, without those in conflict with the application.
pub fn instructed(conn: &mut Conn, actor: &Actor, id: &AppealId) -> Result<Instructed> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let appeal = queries::appeal(conn, id)?;
    let application = applications::queries::find(conn, &appeal.application_id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    if hidden_from(conn, &actor.id, &call.id)?.contains(&application.id) {
        return Err(Error::NotFound);
    }
    let decision = queries::decision(conn, &appeal.decision_id)?;
    let impartial = may_instruct(conn, &actor.id, (&call, &application))?;
    Ok(Instructed { appeal, application, call, decision, impartial })
}

/// Every appeal that somebody who steers the network may know of.
pub fn appeals(conn: &mut Conn, actor: &Actor) -> Result<Vec<(Appeal, Application)>> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let apart = queries::apart_of(conn, &actor.id)?;
    let mut all = queries::every_appeal(conn)?;
    all.retain(|(_, application)| !apart.contains(&application.id));
    Ok(all)
}

/// The same list, to be taken out of the network.
pub fn take_appeals_out(
    conn: &mut Conn,
    actor: &Actor,
    (format, columns): (&str, &[&str]),
    now: NaiveDateTime,
) -> Result<Vec<(Appeal, Application)>> {
    let all = appeals(conn, actor)?;
    let detail = json!({ "format": format, "columns": columns, "appeals": all.len() });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "appeal.export", ("network", "appeals"), &detail, now)?;
    Ok(all)
}

fn may_instruct(
    conn: &mut Conn,
    account: &accounts::AccountId,
    (call, application): (&Call, &Application),
) -> Result<bool> {
    let apart = hidden_from(conn, account, &call.id)?.contains(&application.id);
    Ok(!apart && !queries::had_a_hand(conn, (&call.id, &application.id), account)?)
}

/// Takes an appeal to look at it: only whoever had no hand in what was decided.
pub fn take_appeal(
    conn: &mut Conn,
    actor: &Actor,
    id: &AppealId,
    now: NaiveDateTime,
) -> Result<()> {
    let there = instructed(conn, actor, id)?;
    if there.appeal.handled_by.as_ref() == Some(&actor.id) {
        return Ok(());
    }
    if !there.impartial {
        return Err(rules::NOT_IMPARTIAL.into());
    }
    let to = rules::next(there.appeal.state, Event::Take)?;
    if !queries::take(conn, (&there.appeal, to), (&actor.id, now))? {
        return Err(rules::ILLEGAL.into());
    }
    note(conn, (By::Account(actor.id.clone()), "appeal.take"), &there.appeal, now)?;
    tell(conn, "appeal_instructed", (&there.call, &there.application, &there.appeal), now)
}

/// Finds an appeal admissible: what it says is looked at from then on.
pub fn admit_appeal(
    conn: &mut Conn,
    actor: &Actor,
    id: &AppealId,
    now: NaiveDateTime,
) -> Result<()> {
    let Instructed { appeal, application, call, .. } = instructed(conn, actor, id)?;
    if appeal.handled_by.as_ref() != Some(&actor.id) {
        return Err(rules::NOT_YOURS.into());
    }
    if appeal.state == AppealState::Admissible {
        return Ok(());
    }
    let to = rules::next(appeal.state, Event::Admit)?;
    if !queries::admit(conn, (&appeal, to), now)? {
        return Err(rules::ILLEGAL.into());
    }
    note(conn, (By::Account(actor.id.clone()), "appeal.admit"), &appeal, now)?;
    tell(conn, "appeal_admitted", (&call, &application, &appeal), now)
}

/// What is told at the end of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is not looked at.
    Inadmissible,
    Dismissed,
    /// The decision is undone, and the committee decides anew.
    Upheld,
}

/// Answers an appeal: it is not admissible; it is dismissed; or the decision is undone and the committee decides anew.
pub fn answer_appeal(
    conn: &mut Conn,
    actor: &Actor,
    (id, verdict, answer): (&AppealId, Verdict, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let Instructed { appeal, application, call, decision, .. } = instructed(conn, actor, id)?;
    if appeal.handled_by.as_ref() != Some(&actor.id) {
        return Err(rules::NOT_YOURS.into());
    }
    let (event, action, template) = match verdict {
        Verdict::Inadmissible => (Event::Refuse, "appeal.refuse", "appeal_inadmissible"),
        Verdict::Dismissed => (Event::Dismiss, "appeal.dismiss", "appeal_dismissed"),
        Verdict::Upheld => (Event::Uphold, "appeal.uphold", "appeal_upheld"),
    };
    let to = match rules::next(appeal.state, event) {
        // The button was pressed twice.
        Err(_) if appeal.answered_at.is_some() && appeal.answer == answer.trim() => return Ok(()),
        next => next?,
    };
    if !rules::says_enough(answer) {
        return Err(rules::NO_ANSWER.into());
    }
    if !queries::answer_appeal(conn, (&appeal, to), (answer.trim(), Some(now)))? {
        return Err(rules::ILLEGAL.into());
    }
    let appeal = Appeal { answer: answer.trim().to_owned(), state: to, ..appeal };
    if verdict == Verdict::Upheld {
        super::rules::next(decision.state, super::Event::Supersede)?;
        if decision.state != DecisionState::Notified || !queries::supersede(conn, &decision, "")? {
            return Err(rules::ILLEGAL.into());
        }
        for (name, email, language) in
            reviews::ops::coordinators_of(conn, &call.id, &application.id)?
        {
            let to = (name.as_str(), email.as_str(), language);
            mail::appeal(conn, ("appeal_reopened", to), (&call, &application, &appeal), now)?;
        }
    }
    note(conn, (By::Account(actor.id.clone()), action), &appeal, now)?;
    tell(conn, template, (&call, &application, &appeal), now)
}

/// Whoever owns an application has read what was decided of it; noted the first time.
pub fn note_read(
    conn: &mut Conn,
    actor: &Actor,
    application: &ApplicationId,
    now: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, application)?;
    let Some(decision) = queries::told(conn, application)? else { return Ok(()) };
    if there.person.role != Role::Owner || !queries::note_read(conn, &decision.id, now)? {
        return Ok(());
    }
    let (by, subject) = (By::Account(actor.id.clone()), ("application", application.as_str()));
    let detail = json!({ "decision": decision.id });
    history::record(conn, &by, "decision.read", subject, &detail, now)
}

/// Writes to everybody with a part in the application.
fn tell(
    conn: &mut Conn,
    template: &'static str,
    (call, application, appeal): (&Call, &Application, &Appeal),
    now: NaiveDateTime,
) -> Result<()> {
    for (_, name, email, language) in applications::queries::people_of(conn, &application.id)? {
        let to = (name.as_str(), email.as_str(), language);
        mail::appeal(conn, (template, to), (call, application, appeal), now)?;
    }
    Ok(())
}

fn note(
    conn: &mut Conn,
    (by, action): (By, &str),
    appeal: &Appeal,
    now: NaiveDateTime,
) -> Result<()> {
    let detail = json!({ "appeal": appeal.id, "decision": appeal.decision_id });
    let subject = ("application", appeal.application_id.as_str());
    history::record(conn, &by, action, subject, &detail, now)
}
