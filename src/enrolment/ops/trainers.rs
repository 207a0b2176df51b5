//! Who trains at a session: whoever is asked says yes or no, and where trainers are missing anybody on a desk may offer it.

use chrono::NaiveDateTime;

use super::organise::{meetings, note};
use crate::accounts::{self, AccountId, Actor};
use crate::courses::rules::{NO_ACCOUNT, NOT_OPEN};
use crate::courses::{self, Given, SessionId, SessionState, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{
    Proposal, ProposalId, ProposalState, TrainerCall, access, mail, queries, rules,
};
use crate::history::{self, By};
use crate::secret::Signer;
use crate::{Error, Result};

/// Says that a session lacks trainers, or that it lacks none any more.
pub fn call_trainers(
    conn: &mut Conn,
    actor: &Actor,
    (session, call): (&SessionId, &TrainerCall),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    if !rules::takes_trainers(&given.session, now) {
        return Err(NOT_OPEN.into());
    }
    if queries::call_of(conn, session)? == *call {
        return Ok(());
    }
    queries::set_call(conn, session, call)?;
    note(conn, actor, ("session.trainers_wanted", session), now)
}

/// Asks somebody who has an account to train; asked twice before they answer, they are asked once.
pub fn propose(
    conn: &mut Conn,
    actor: &Actor,
    (session, email, said): (&SessionId, &str, &str),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    if !rules::takes_trainers(&given.session, now) {
        return Err(NOT_OPEN.into());
    }
    let found = accounts::queries::by_emails(conn, &[email.to_owned()])?;
    let (_, account) = found.into_iter().next().ok_or(NO_ACCOUNT)?;
    let Some(one) = ask(conn, (session, account, actor), said, now)? else {
        return Ok(());
    };
    note(conn, actor, ("session.trainer_asked", session), now)?;
    mail::trainer_asked(conn, (&one, &given), (&actor.name, signer), now)
}

/// Offers to train at a session that calls for it.
pub fn offer(
    conn: &mut Conn,
    actor: &Actor,
    (session, said): (&SessionId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    let given = sessions::given(conn, session)?;
    let calls = queries::call_of(conn, session)?.wanted > 0;
    if !calls || !rules::takes_trainers(&given.session, now) {
        return Err(Error::NotFound);
    }
    match ask(conn, (session, actor.id.clone(), actor), said, now)? {
        Some(one) => {
            note(conn, actor, ("session.trainer_offered", session), now)?;
            mail::trainer_offers(conn, (&one, &given), &actor.name, now)
        }
        None => Ok(()),
    }
}

/// A proposal that was made now; none when there is one that nobody answered.
fn ask(
    conn: &mut Conn,
    (session, account, by): (&SessionId, AccountId, &Actor),
    said: &str,
    now: NaiveDateTime,
) -> Result<Option<Proposal>> {
    if sessions::is_trainer(conn, session, &account)? {
        return Err(rules::TRAINS.into());
    }
    let known = queries::proposal_of(conn, session, &account)?;
    if known.is_some_and(|one| one.state == ProposalState::Asked) {
        return Ok(None);
    }
    let one = Proposal {
        id: ProposalId::random(),
        session_id: session.clone(),
        account_id: account,
        asked_by: by.id.clone(),
        state: ProposalState::Asked,
        note: said.to_owned(),
        created_at: now,
        answered_at: None,
    };
    queries::put_proposal(conn, &one)?;
    Ok(Some(one))
}

/// Says yes or no to a proposal whose it is to answer: with a yes they are trainers, and asked to come when it is public. Said
/// again it changes nothing.
pub fn answer_proposal(
    conn: &mut Conn,
    actor: Option<&Actor>,
    (id, key, to): (&ProposalId, &str, ProposalState),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (one, answers) = access::for_trainer(conn, (id, key), signer, actor)?;
    if !answers {
        return Err(Error::NotFound);
    }
    conn.take_turn(one.session_id.as_str())?;
    let given = sessions::given(conn, &one.session_id)?;
    if !queries::answer_proposal(conn, id, to, now)? {
        let said = queries::find_proposal(conn, id)?.state;
        return if said == to { Ok(()) } else { Err(rules::TRAINER_ANSWERED.into()) };
    }
    if to == ProposalState::Accepted {
        joins(conn, (&one, &given), now)?;
    }
    let action = match to {
        ProposalState::Accepted => "session.trainer_accepted",
        ProposalState::Asked | ProposalState::Declined => "session.trainer_declined",
    };
    let by = match actor {
        Some(actor) if one.is_offer() => By::Account(actor.id.clone()),
        _ => By::Account(one.account_id.clone()),
    };
    let subject = ("session", one.session_id.as_str());
    let detail = serde_json::json!({ "proposal": one.id });
    history::record(conn, &by, action, subject, &detail, now)?;
    mail::trainer_answered(conn, (&one, &given), to, now)
}

fn joins(conn: &mut Conn, (one, given): (&Proposal, &Given), now: NaiveDateTime) -> Result<()> {
    if !rules::takes_trainers(&given.session, now) {
        return Err(NOT_OPEN.into());
    }
    // Named in the form since they were asked, they are a trainer already.
    if sessions::is_trainer(conn, &one.session_id, &one.account_id)? {
        return Ok(());
    }
    let who = std::slice::from_ref(&one.account_id);
    for account in accounts::queries::by_ids(conn, who)? {
        queries::add_trainer(conn, &one.session_id, &account, now)?;
    }
    if given.session.state == SessionState::Published {
        let held = meetings(conn, &one.session_id)?;
        mail::trainers(conn, (who, given), (&held, &[]), now)?;
    }
    Ok(())
}
