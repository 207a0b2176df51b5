//! The committee begins to decide, when there is something to decide by.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{AccountId, Actor};
use crate::applications::State;
use crate::calls::queries::Along;
use crate::calls::rules::Event;
use crate::calls::{self, Call, CallId};
use crate::db::Conn;
use crate::decisions::access::{self, Seat};
use crate::decisions::{queries, rules};
use crate::history::By;
use crate::reviews::queries::{close_completions, final_reviews, hidden_from};
use crate::{Error, Result, applications};

/// What is missing before a committee decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// Applications of which nobody said whether they are eligible.
    pub unjudged: usize,
    /// Eligible ones that have fewer final reviews than the call wants.
    pub unread: usize,
}

/// What is missing of a call's applications; those that `but` must not see are not counted.
pub fn missing(conn: &mut Conn, call: &Call, but: Option<&AccountId>) -> Result<Missing> {
    let hidden = match but {
        Some(but) => hidden_from(conn, but, &call.id)?,
        None => Default::default(),
    };
    let read = final_reviews(conn, std::slice::from_ref(&call.id))?;
    let wanted = i64::from(call.terms.reviewers_each);
    let mut missing = Missing::default();
    for one in applications::queries::of_call(conn, &call.id)? {
        let reviews = read.iter().find(|(id, _)| *id == one.id).map_or(0, |(_, n)| *n);
        match one.state {
            _ if hidden.contains(&one.id) => {}
            State::Submitted => missing.unjudged += 1,
            State::InReview if reviews < wanted => missing.unread += 1,
            _ => {}
        }
    }
    Ok(missing)
}

/// The reviews are in: the committee begins to decide. Each application was found eligible or not, and has as many reviews as
/// the call wants, or somebody says why it is decided with fewer. Nothing is completed any more.
pub fn deliberate(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&CallId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (_, Seat { coordinates, chairs, .. }) = access::seated(conn, actor, id)?;
    if !(coordinates || chairs) {
        return Err(Error::NotFound);
    }
    // Whoever completes an application holds the same turn.
    conn.take_turn(id.as_str())?;
    let call = calls::queries::find(conn, id)?;
    if call.state == calls::State::Deliberation {
        return Ok(());
    }
    let to = calls::rules::next(call.state, Event::Deliberate)?;
    let missing = missing(conn, &call, None)?;
    if missing.unjudged > 0 {
        return Err(rules::UNJUDGED.into());
    }
    let reason = reason.trim();
    if missing.unread > 0 && reason.chars().count() < calls::rules::FEWEST_REASON {
        return Err(rules::UNREAD.into());
    }
    queries::move_applications(conn, id, (State::InReview, State::Deliberation))?;
    let closed = close_completions(conn, id, now)?;
    if !calls::queries::advance(conn, &call, (to, &Along::default()), now)? {
        return Err(calls::rules::CHANGED.into());
    }
    let mut detail = json!({ "from": call.state, "to": to, "completions_closed": closed });
    if missing.unread > 0 {
        detail["unread"] = json!(missing.unread);
        detail["reason"] = json!(reason);
    }
    note(conn, By::Account(actor.id.clone()), ("call.deliberate", id), &detail, now)
}
