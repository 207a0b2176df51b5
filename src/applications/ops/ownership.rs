//! Who an application belongs to: offered to a colleague who accepts, or given by whoever runs the call when nobody is left
//! to offer it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, AccountId, Actor};
use crate::applications::access::{self, Opened, opened};
use crate::applications::queries::{self, Given};
use crate::applications::{ApplicationId, PersonId, Role, mail, rules};
use crate::calls::{CallId, rules as calls};
use crate::db::Conn;
use crate::{Error, Result};

/// Offers an application to somebody who has a part in it; nobody takes an offer back.
pub fn offer(
    conn: &mut Conn,
    actor: &Actor,
    (id, to): (&ApplicationId, Option<&PersonId>),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let there = opened(conn, actor, id)?;
    if there.person.role != Role::Owner {
        return Err(rules::ONLY_OWNER.into());
    }
    let Some(to) = to else {
        queries::offer_to(conn, id, None)?;
        return note(conn, &actor.id, ("application.keep", id), &json!({}), now);
    };
    let part = access::person(conn, id, to)?;
    if part.role == Role::Owner || there.application.offered_to.as_ref() == Some(&part.account_id) {
        return Ok(());
    }
    queries::offer_to(conn, id, Some(&part.account_id))?;
    let detail = json!({ "account": part.account_id });
    note(conn, &actor.id, ("application.offer", id), &detail, now)?;
    let account = accounts::queries::find(conn, &part.account_id)?;
    let to = (account.name.as_str(), account.email.as_str(), account.language);
    mail::offered(conn, (&there, &actor.name), to, now)
}

/// Takes what was offered. Whoever had it writes on as an editor.
pub fn take_over(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    now: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    if there.person.role == Role::Owner {
        return Ok(());
    }
    if queries::find(conn, id)?.offered_to.as_ref() != Some(&actor.id) {
        return Err(rules::NOT_OFFERED.into());
    }
    pass(conn, (&there, &actor.id, &actor.id), now)?;
    note(conn, &actor.id, ("application.take_over", id), &json!({}), now)
}

/// Gives an application to somebody else, with a reason that is kept; whoever had it is told.
pub fn give(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (email, reason): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (call, application) = access::at_desk(conn, actor, call, id)?;
    conn.take_turn(id.as_str())?;
    if reason.trim().chars().count() < calls::FEWEST_REASON {
        return Err(calls::NO_REASON.into());
    }
    let found = accounts::queries::by_email(conn, email)?;
    let to = found.filter(|one| one.disabled_at.is_none()).ok_or(rules::NO_SUCH_ACCOUNT)?;
    let former = queries::owner(conn, id)?;
    if former.account_id == to.id {
        return Ok(());
    }
    let version = crate::questionnaires::queries::find(conn, &application.version_id)?;
    let person = former.clone();
    let there = Opened { application, person, call, version, granted: None, told: None };
    pass(conn, (&there, &to.id, &actor.id), now)?;
    let detail = json!({ "from": former.account_id, "to": to.id, "reason": reason.trim() });
    note(conn, &actor.id, ("application.give", id), &detail, now)?;
    for account in [former.account_id, to.id] {
        let account = accounts::queries::find(conn, &account)?;
        let who = (account.name.as_str(), account.email.as_str(), account.language);
        mail::given(conn, &there, who, reason.trim(), now)?;
    }
    Ok(())
}

/// One owner at each moment: the former one first becomes an editor.
fn pass(
    conn: &mut Conn,
    (there, to, by): (&Opened, &AccountId, &AccountId),
    now: NaiveDateTime,
) -> Result<()> {
    let id = &there.application.id;
    let former = queries::owner(conn, id)?;
    queries::set_role(conn, &former.id, (Role::Editor, ""))?;
    match queries::person(conn, id, to)? {
        Some(part) => queries::set_role(conn, &part.id, (Role::Owner, ""))?,
        None => {
            let owner = Given { account: to, role: Role::Owner, sections: "", partner: None };
            queries::insert_person(conn, id, &owner, (by, now))?;
            crate::reviews::ops::joined(conn, (id, to), by, now)?;
        }
    }
    Ok(queries::offer_to(conn, id, None)?)
}

/// Gives somebody another role, while they stay.
pub fn set_role(
    conn: &mut Conn,
    actor: &Actor,
    (id, person): (&ApplicationId, &PersonId),
    (role, sections): (Role, &str),
    now: NaiveDateTime,
) -> Result<()> {
    // Whoever takes it over holds the same turn: there is always an owner.
    conn.take_turn(id.as_str())?;
    let there = opened(conn, actor, id)?;
    let part = access::person(conn, id, person)?;
    if there.person.role != Role::Owner || part.role == Role::Owner {
        return Err(rules::ONLY_OWNER.into());
    }
    if role == Role::Owner {
        return Err(Error::NotFound);
    }
    if (part.role, part.sections.as_str()) == (role, sections) {
        return Ok(());
    }
    queries::set_role(conn, &part.id, (role, sections))?;
    let detail = json!({ "account": part.account_id, "role": role });
    note(conn, &actor.id, ("application.set_role", id), &detail, now)
}
