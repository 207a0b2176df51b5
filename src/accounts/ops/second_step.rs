//! The second step of signing in: set up, given, lost, taken away.

use chrono::NaiveDateTime;
use serde_json::json;

use super::people::check_admin;
use super::sign_in::{Arrival, enter};
use crate::accounts::codes::{self, Shared, Typed};
use crate::accounts::{Account, AccountId, Actor, Browser, Demand, queries, rules, throttle};
use crate::db::Conn;
use crate::history::{self, By};
use crate::outbox;
use crate::secret::{Signer, token_hash};
use crate::{Error, Result};

const ACTION: &str = "second-step";

/// A code as typed, the key that secrets follow from, and how wide the limits are (wider in the demo).
#[derive(Clone)]
pub struct Try {
    pub code: String,
    pub signer: Signer,
    pub factor: i32,
}

/// What became of a code. All but the right one were counted: whoever asks must let the transaction end well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Right, and used now; by what.
    Right(&'static str),
    /// It was right, and was used before.
    Used,
    /// What was offered to be set up is offered no more.
    Late,
    Wrong,
}

/// Recovery codes, for the only time that anybody sees them; or the field for which there are none, and why.
pub type Made = std::result::Result<Vec<String>, (&'static str, Checked)>;

/// How the second step went for somebody who has given the first.
pub enum Passage {
    In(Arrival),
    Not(Checked),
}

/// How setting up went for somebody who must have a second step.
pub enum FirstSetUp {
    In(Arrival, Vec<String>),
    Not(Checked),
}

/// The second step of whoever has given the first one in this browser.
pub fn pass(
    conn: &mut Conn,
    token: &str,
    (tried, browser): (&Try, &Browser),
    now: NaiveDateTime,
) -> Result<Passage> {
    let hash = token_hash(token);
    let first = queries::first_step(conn, &hash, now)?.ok_or(rules::FIRST_STEP_OVER)?;
    let step = match check(conn, &first.account, tried, now)? {
        Checked::Right(step) => step,
        no => return Ok(Passage::Not(no)),
    };
    if !queries::use_first_step(conn, &hash, now)? {
        return Err(rules::FIRST_STEP_OVER.into());
    }
    let how = json!({ "by": first.way, "and": step });
    enter(conn, first.account, browser, &how, now).map(Passage::In)
}

/// Proves anew who is there, by a code: what reaches far asks for it some time after they signed in.
pub fn prove(conn: &mut Conn, actor: &Actor, tried: &Try, now: NaiveDateTime) -> Result<Checked> {
    let account = held(conn, actor)?;
    let checked = check(conn, &account, tried, now)?;
    if let Checked::Right(by) = checked {
        note_proof(conn, actor, by, now)?;
    }
    Ok(checked)
}

/// Notes that whoever is there proved it anew, and by what.
pub fn note_proof(conn: &mut Conn, actor: &Actor, by: &str, now: NaiveDateTime) -> Result<()> {
    let Some(session) = &actor.session else { return Ok(()) };
    queries::set_proven(conn, session, now)?;
    let (who, detail) = (By::Account(actor.id.clone()), json!({ "by": by }));
    let subject = ("account", actor.id.as_str());
    history::record(conn, &who, "account.proven", subject, &detail, now)
}

/// Sets up the second step of somebody who has given the first one and must not come in without. Whoever has a second step
/// is asked for it instead: a first step alone must not replace it.
pub fn set_up_first(
    conn: &mut Conn,
    (token, offer): (&str, &str),
    (tried, browser): (&Try, &Browser),
    now: NaiveDateTime,
) -> Result<FirstSetUp> {
    let hash = token_hash(token);
    let first = queries::first_step(conn, &hash, now)?.ok_or(rules::FIRST_STEP_OVER)?;
    if queries::second_step(conn, &first.account.id)?.is_some() {
        return Err(rules::FIRST_STEP_OVER.into());
    }
    let made = match take_up(conn, &first.account, (offer, tried), now)? {
        Ok(made) => made,
        Err((_, no)) => return Ok(FirstSetUp::Not(no)),
    };
    if !queries::use_first_step(conn, &hash, now)? {
        return Err(rules::FIRST_STEP_OVER.into());
    }
    queries::revoke_sessions(conn, &first.account.id, None, now)?;
    let how = json!({ "by": first.way, "and": "code" });
    let arrival = enter(conn, first.account, browser, &how, now)?;
    Ok(FirstSetUp::In(arrival, made))
}

/// Sets up the actor's second step, or another app in place of theirs: then a code of the one before comes with it.
pub fn set_up(
    conn: &mut Conn,
    actor: &Actor,
    (offer, tried, current): (&str, &Try, &str),
    now: NaiveDateTime,
) -> Result<Made> {
    let account = queries::find(conn, &actor.id)?;
    if queries::second_step(conn, &actor.id)?.is_some() {
        let known = Try { code: current.to_owned(), ..tried.clone() };
        match check(conn, &account, &known, now)? {
            Checked::Right(_) => {}
            no => return Ok(Err(("current_code", no))),
        }
    }
    let made = take_up(conn, &account, (offer, tried), now)?;
    if made.is_ok() {
        queries::revoke_sessions(conn, &actor.id, actor.session.as_ref(), now)?;
    }
    Ok(made)
}

/// Makes new recovery codes; those before open nothing any more.
pub fn renew_recovery_codes(
    conn: &mut Conn,
    actor: &Actor,
    tried: &Try,
    now: NaiveDateTime,
) -> Result<Made> {
    let account = held(conn, actor)?;
    match check(conn, &account, tried, now)? {
        Checked::Right(_) => {}
        no => return Ok(Err(("code", no))),
    }
    record(conn, &account.id, "account.recovery_codes_made", now)?;
    make_codes(conn, &account.id, now).map(Ok)
}

/// Takes the actor's second step away. Whoever must have one may replace it, not go without.
pub fn remove_second_step(
    conn: &mut Conn,
    actor: &Actor,
    (tried, demand): (&Try, Demand),
    now: NaiveDateTime,
) -> Result<Checked> {
    let account = held(conn, actor)?;
    if rules::must_keep_step(actor, demand) {
        return Err(rules::STEP_NEEDED.into());
    }
    let checked = check(conn, &account, tried, now)?;
    if matches!(checked, Checked::Right(_)) {
        queries::delete_second_step(conn, &account.id)?;
        queries::revoke_sessions(conn, &account.id, actor.session.as_ref(), now)?;
        record(conn, &account.id, "account.second_step_removed", now)?;
        tell(conn, &account, ("removed", 0), now)?;
    }
    Ok(checked)
}

/// Takes somebody else's second step away, who has lost app and recovery codes. Says nothing when there is none.
pub fn reset_second_step(
    conn: &mut Conn,
    actor: &Actor,
    id: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    if actor.id == *id {
        return Err(rules::OWN_STEP.into());
    }
    reset(conn, &By::Account(actor.id.clone()), id, now)
}

/// As [`reset_second_step`], by whoever runs the program: for the last admin.
pub fn reset_by_operator(conn: &mut Conn, id: &AccountId, now: NaiveDateTime) -> Result<()> {
    if queries::second_step(conn, id)?.is_none() {
        return Err(rules::NO_STEP.into());
    }
    reset(conn, &By::System, id, now)
}

fn reset(conn: &mut Conn, by: &By, id: &AccountId, now: NaiveDateTime) -> Result<()> {
    let account = queries::find(conn, id)?;
    if !queries::delete_second_step(conn, id)? {
        return Ok(());
    }
    queries::void_first_steps(conn, id, now)?;
    queries::revoke_sessions(conn, id, None, now)?;
    throttle::forgive(conn, ACTION, id.as_str())?;
    let subject = ("account", id.as_str());
    history::record(conn, by, "account.second_step_reset", subject, &json!({}), now)?;
    tell(conn, &account, ("reset", 0), now)
}

fn held(conn: &mut Conn, actor: &Actor) -> Result<Account> {
    let account = queries::find(conn, &actor.id)?;
    match queries::second_step(conn, &actor.id)? {
        Some(_) => Ok(account),
        None => Err(Error::NotFound),
    }
}

/// Takes up an offered secret by its first code.
fn take_up(
    conn: &mut Conn,
    account: &Account,
    (offer, tried): (&str, &Try),
    now: NaiveDateTime,
) -> Result<Made> {
    let limit = rules::CODES_PER_ACCOUNT.times(4 * tried.factor);
    throttle::count(conn, "second-step-set-up", account.id.as_str(), limit, now)?;
    let Some(salt) = codes::offered(&tried.signer, &account.id, offer, now) else {
        return Ok(Err(("code", Checked::Late)));
    };
    let shared = Shared::of(&tried.signer, &account.id, &salt);
    let step = match codes::read(&tried.code) {
        Typed::Timed(code) => shared.step_of(&code, now),
        Typed::Recovery(_) | Typed::Neither => None,
    };
    let Some(step) = step else { return Ok(Err(("code", Checked::Wrong))) };
    queries::put_second_step(conn, &account.id, (&salt, step), now)?;
    record(conn, &account.id, "account.second_step_set", now)?;
    tell(conn, account, ("set", 0), now)?;
    make_codes(conn, &account.id, now).map(Ok)
}

fn make_codes(conn: &mut Conn, account: &AccountId, now: NaiveDateTime) -> Result<Vec<String>> {
    let made = codes::recovery_codes();
    let hashes: Vec<_> = made.iter().map(|code| codes::recovery_hash(account, code)).collect();
    queries::replace_recovery_codes(conn, account, &hashes, now)?;
    Ok(made)
}

/// Compares a code within the account's limit, and uses it when it is right.
fn check(conn: &mut Conn, account: &Account, tried: &Try, now: NaiveDateTime) -> Result<Checked> {
    let limit = rules::CODES_PER_ACCOUNT.times(tried.factor);
    throttle::count(conn, ACTION, account.id.as_str(), limit, now)?;
    let checked = compare(conn, account, tried, now)?;
    match checked {
        Checked::Right(_) => throttle::forgive(conn, ACTION, account.id.as_str())?,
        Checked::Used | Checked::Late | Checked::Wrong => {
            record(conn, &account.id, "account.code_refused", now)?;
        }
    }
    Ok(checked)
}

fn compare(conn: &mut Conn, account: &Account, tried: &Try, now: NaiveDateTime) -> Result<Checked> {
    let Some(kept) = queries::second_step(conn, &account.id)? else { return Ok(Checked::Wrong) };
    match codes::read(&tried.code) {
        Typed::Neither => Ok(Checked::Wrong),
        Typed::Timed(code) => {
            let shared = Shared::of(&tried.signer, &account.id, &kept.salt);
            let Some(step) = shared.step_of(&code, now) else { return Ok(Checked::Wrong) };
            let first = queries::spend_step(conn, &account.id, step)?;
            Ok(if first { Checked::Right("code") } else { Checked::Used })
        }
        Typed::Recovery(code) => {
            let hash = codes::recovery_hash(&account.id, &code);
            if !queries::spend_recovery_code(conn, &account.id, &hash, now)? {
                return Ok(Checked::Wrong);
            }
            let left = queries::recovery_codes_left(conn, &account.id)?;
            record(conn, &account.id, "account.recovery_code_used", now)?;
            tell(conn, account, ("recovery", left), now)?;
            Ok(Checked::Right("recovery code"))
        }
    }
}

/// A mail to whom it concerns, who may be somebody else than who did it.
fn tell(
    conn: &mut Conn,
    account: &Account,
    (what, left): (&str, usize),
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "set": what == "set",
        "removed": what == "removed",
        "reset": what == "reset",
        "recovery": what == "recovery",
        "left": left,
    });
    outbox::write(
        conn,
        "second_step",
        (&account.name, &account.email, account.language),
        (payload, None),
        now,
    )?;
    Ok(())
}

fn record(conn: &mut Conn, account: &AccountId, action: &str, now: NaiveDateTime) -> Result<()> {
    let by = By::Account(account.clone());
    history::record(conn, &by, action, ("account", account.as_str()), &json!({}), now)
}
