//! What those who judge an application say to each other.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::reviews::access::{application, desk, opened, sees_others};
use crate::reviews::{AssignmentId, Audience, Post, PostId, queries};
use crate::{Error, Result};

/// A reviewer who has submitted their own review says something to the others.
pub fn reply(
    conn: &mut Conn,
    actor: &Actor,
    (id, post, body): (&AssignmentId, &PostId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, id)?;
    if !sees_others(conn, &there)? {
        return Err(Error::NotFound);
    }
    put(conn, actor, (&there.application.id, post, Audience::Reviewers, body), now)
}

/// A coordinator says something to the reviewers, or to the committee only.
pub fn say(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (post, audience, body): (&PostId, Audience, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let of = application(conn, &desk, id)?;
    put(conn, actor, (&of.id, post, audience, body), now)
}

/// The same for whoever sits over an application: the caller has seen that they do.
pub fn say_to_committee(
    conn: &mut Conn,
    actor: &Actor,
    (id, post, body): (&ApplicationId, &PostId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    put(conn, actor, (id, post, Audience::Committee, body), now)
}

fn put(
    conn: &mut Conn,
    actor: &Actor,
    (id, post, audience, body): (&ApplicationId, &PostId, Audience, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let body = body.trim();
    if body.is_empty() {
        return Ok(());
    }
    let post = Post {
        id: post.clone(),
        application_id: id.clone(),
        author_id: actor.id.clone(),
        audience,
        body: body.to_owned(),
        posted_at: now,
    };
    if queries::insert_post(conn, &post)? {
        note(conn, &actor.id, ("review.say", "review", post.id.as_str()), &json!({}), now)?;
    }
    Ok(())
}
