//! Whoever reviews: known across calls, asked for one, and free to say no.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::ops::Arrival;
use crate::accounts::{self, AccountId, Actor, Browser};
use crate::calls::{self, CallId, CallRole};
use crate::db::Conn;
use crate::history::By;
use crate::i18n::Locale;
use crate::reviews::access::desk;
use crate::reviews::queries::Held;
use crate::reviews::{CallReviewer, Standing, mail, queries, rules};
use crate::secret::{new_token, token_hash};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// What is noted of a reviewer.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// `fr`, `en`, with commas.
    pub languages: String,
    pub disciplines: Vec<String>,
    pub affiliations: Vec<Held>,
}

/// Somebody to be known as a reviewer.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub name: String,
    pub email: String,
    pub profile: Profile,
}

/// Puts somebody in the pool. Who is in it already keeps what they said of themselves.
pub fn add(
    conn: &mut Conn,
    actor: &Actor,
    (call, new): (&CallId, &Newcomer),
    now: NaiveDateTime,
) -> Result<AccountId> {
    desk(conn, actor, call)?;
    let by = By::Account(actor.id.clone());
    // Who reads no French is not written to in French.
    let reads = |language: &str| new.profile.languages.split(',').any(|one| one == language);
    let language = if reads("en") && !reads("fr") { Locale::En } else { Locale::Fr };
    let account = accounts::ops::create_account(conn, &by, &new.email, &new.name, language, now)?;
    if queries::is_reviewer(conn, &account)? {
        return Ok(account);
    }
    keep(conn, (&account, &new.profile), &actor.id, now)?;
    note(conn, &actor.id, ("review.add", "account", account.as_str()), &json!({}), now)?;
    Ok(account)
}

fn keep(
    conn: &mut Conn,
    (account, profile): (&AccountId, &Profile),
    by: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    queries::put_reviewer(conn, (account, &profile.languages), (by, now))?;
    queries::put_disciplines(conn, account, &profile.disciplines)?;
    Ok(queries::put_affiliations(conn, account, &profile.affiliations, by)?)
}

/// A reviewer says where they work and what they know; conflicts are looked for anew in the calls they review.
pub fn describe(
    conn: &mut Conn,
    actor: &Actor,
    (profile, words): (&Profile, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    if !queries::is_reviewer(conn, &actor.id)? {
        return Err(Error::NotFound);
    }
    keep(conn, (&actor.id, profile), &actor.id, now)?;
    note(conn, &actor.id, ("review.describe", "account", actor.id.as_str()), &json!({}), now)?;
    for (_, call) in queries::asked_for(conn, &actor.id)? {
        if call.state == calls::State::InReview {
            super::detect(conn, (&call.id, words), now)?;
        }
    }
    Ok(())
}

/// The domains of an institution's addresses.
pub fn know_domain(
    conn: &mut Conn,
    actor: &Actor,
    (call, domain, institution): (&CallId, &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    desk(conn, actor, call)?;
    queries::put_domain(conn, (domain, institution), (&actor.id, now))?;
    let detail = json!({ "domain": domain, "institution": institution });
    note(conn, &actor.id, ("review.domain", "call", call.as_str()), &detail, now)
}

/// Asks somebody of the pool to review for a call, by mail; once more if they had not said yes.
pub fn ask(
    conn: &mut Conn,
    actor: &Actor,
    (call, account, most): (&CallId, &AccountId, i32),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let plan = queries::plan(conn, call)?.ok_or(rules::NO_PLAN)?;
    let pool = queries::pool(conn)?;
    let person = pool.into_iter().find(|one| one.id == *account).ok_or(Error::NotFound)?;
    if let Some(before) = queries::asked_one(conn, (call, account))? {
        if before.state == Standing::Accepted {
            return Ok(queries::set_most(conn, (call, account), most)?);
        }
        let just_now = before.state == Standing::Invited
            && now < before.invited_at + chrono::TimeDelta::minutes(1);
        if just_now {
            return Ok(());
        }
    }
    let token = new_token();
    let what = (most, token_hash(&token));
    queries::put_asked(conn, (call, account), (what.0, &what.1), (&actor.id, now))?;
    let detail = json!({ "account": account, "most": most });
    note(conn, &actor.id, ("review.ask", "call", call.as_str()), &detail, now)?;
    mail::invitation(conn, (&desk.call, &plan), (&person, most, &token), now)
}

/// Lets somebody go who was asked; what they have not submitted is taken off them, and they are told.
pub fn let_go(
    conn: &mut Conn,
    actor: &Actor,
    (call, account): (&CallId, &AccountId),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let Some(asked) = queries::asked_one(conn, (call, account))? else { return Ok(()) };
    let gone = leave(conn, (&asked, Standing::Removed, ""), &actor.id, now)?;
    if gone && matches!(asked.state, Standing::Invited | Standing::Accepted) {
        let one = accounts::queries::find(conn, account)?;
        let to = (one.name.as_str(), one.email.as_str(), one.language);
        mail::taken_off(conn, &desk.call, to, &[], now)?;
    }
    Ok(())
}

/// Somebody says that they will not review for a call; its coordinators are told.
fn decline(
    conn: &mut Conn,
    (asked, reason): (&CallReviewer, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if !leave(conn, (asked, Standing::Declined, reason), &asked.account_id, now)? {
        return Ok(());
    }
    let call = calls::queries::find(conn, &asked.call_id)?;
    let who = accounts::queries::find(conn, &asked.account_id)?.name;
    let key = format!("{}-{}-{}", asked.call_id, asked.account_id, now.and_utc().timestamp());
    for (_, name, email, language) in
        calls::queries::holders(conn, &call.id, CallRole::Coordinator)?
    {
        let to = (name.as_str(), email.as_str(), language);
        mail::declined(conn, &call, to, (&who, reason, &key), now)?;
    }
    Ok(())
}

/// Ends somebody's reviewing for a call; answers whether it had not ended.
fn leave(
    conn: &mut Conn,
    (asked, to, reason): (&CallReviewer, Standing, &str),
    by: &AccountId,
    now: NaiveDateTime,
) -> Result<bool> {
    if asked.state == to || !queries::set_asked(conn, asked, (to, reason), now)? {
        return Ok(false);
    }
    let detail = json!({ "account": asked.account_id, "to": to });
    note(conn, by, ("review.leave", "call", asked.call_id.as_str()), &detail, now)?;
    for one in queries::assignments_of_call(conn, &asked.call_id)? {
        if one.reviewer_id == asked.account_id
            && let Ok(to) = rules::next(one.state, rules::AssignmentEvent::Remove)
        {
            queries::advance_assignment(conn, &one, (to, reason), now)?;
        }
    }
    Ok(true)
}

/// What somebody answers who was asked.
#[derive(Debug, Clone)]
pub enum Answer {
    Yes,
    /// Why not, and whom else to ask.
    No(String),
}

/// An answer by the link of the mail. Yes signs in; no asks for nothing more.
pub fn answer(
    conn: &mut Conn,
    (token, answer): (&str, &Answer),
    (browser, words): (&Browser, &Vocabularies),
    now: NaiveDateTime,
) -> Result<Option<Arrival>> {
    let found = queries::asked_by_token(conn, &token_hash(token))?;
    let asked = found.filter(|one| one.state == Standing::Invited).ok_or(rules::LINK_SPENT)?;
    let account = accounts::queries::find(conn, &asked.account_id)?;
    if browser.before.as_ref().is_some_and(|actor| actor.id != account.id) {
        return Err(rules::OTHER_ADDRESS.into());
    }
    match answer {
        Answer::No(reason) => {
            decline(conn, (&asked, reason), now)?;
            Ok(None)
        }
        Answer::Yes => {
            if !queries::set_asked(conn, &asked, (Standing::Accepted, ""), now)? {
                return Err(rules::LINK_SPENT.into());
            }
            let detail = json!({ "account": account.id });
            let subject = ("review.accept", "call", asked.call_id.as_str());
            note(conn, &account.id, subject, &detail, now)?;
            super::arrived(conn, (&asked.call_id, words), now)?;
            let who = (account.email.as_str(), account.name.as_str(), account.language);
            accounts::ops::arrive_by_mail(conn, who, browser, now).map(Some)
        }
    }
}

/// Somebody who is signed in says yes to a call, or no.
pub fn answer_signed_in(
    conn: &mut Conn,
    actor: &Actor,
    (call, answer, words): (&CallId, &Answer, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    let asked = queries::asked_one(conn, (call, &actor.id))?.ok_or(Error::NotFound)?;
    match (answer, asked.state) {
        (Answer::No(reason), Standing::Invited | Standing::Accepted) => {
            decline(conn, (&asked, reason), now)
        }
        (Answer::Yes, Standing::Invited) => {
            queries::set_asked(conn, &asked, (Standing::Accepted, ""), now)?;
            let detail = json!({ "account": actor.id });
            note(conn, &actor.id, ("review.accept", "call", call.as_str()), &detail, now)?;
            super::arrived(conn, (call, words), now)
        }
        (Answer::Yes, Standing::Accepted) | (Answer::No(_), Standing::Declined) => Ok(()),
        (Answer::Yes, Standing::Declined | Standing::Removed)
        | (Answer::No(_), Standing::Removed) => Err(Error::NotFound),
    }
}

/// Promises to keep what is read of a call's applications to oneself; before that none opens.
pub fn sign(conn: &mut Conn, actor: &Actor, call: &CallId, now: NaiveDateTime) -> Result<()> {
    let asked = queries::asked_one(conn, (call, &actor.id))?.ok_or(Error::NotFound)?;
    if asked.state != Standing::Accepted {
        return Err(Error::NotFound);
    }
    if queries::sign(conn, (call, &actor.id), now)? {
        let detail = json!({ "account": actor.id });
        note(conn, &actor.id, ("review.sign", "call", call.as_str()), &detail, now)?;
    }
    Ok(())
}
