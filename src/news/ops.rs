//! Writing news, and telling of it those who asked. Each function is one whole step in the caller's transaction, but the
//! sweep, which takes one after another.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::queries::Shown;
use super::{Draft, Post, PostId, SubscriptionId, Wanted, access, mail, queries, rules};
use crate::accounts::{Actor, NodeId, throttle};
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::secret::Signer;
use crate::text::{free_slug, short_slug};
use crate::{Error, Result};

/// Posts that are looked at for a digest, and people in one step.
const POSTS: i64 = 200;
const PEOPLE: i64 = 200;
/// Words of addresses that lead elsewhere.
const TAKEN: [&str; 2] = ["subscription", "subscriptions"];

/// Begins a post in the name of a node or of the network; the same form again is the same post.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&PostId, Option<&NodeId>),
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<()> {
    if !access::may_write(actor, node) {
        return Err(Error::NotFound);
    }
    conn.take_turn("slugs-of-news")?;
    if queries::known_post(conn, id)?.is_some() {
        return Ok(());
    }
    let base = short_slug(&draft.title_fr, "actualite");
    let mut taken = queries::slugs_like(conn, &base)?;
    taken.extend(TAKEN.map(str::to_owned));
    let post = Post {
        id: id.clone(),
        slug: free_slug(&base, &taken),
        node_id: node.cloned(),
        title_fr: draft.title_fr.clone(),
        summary_fr: draft.summary_fr.clone(),
        body_fr: draft.body_fr.clone(),
        title_en: draft.title_en.clone(),
        summary_en: draft.summary_en.clone(),
        body_en: draft.body_en.clone(),
        regions: draft.regions.join(","),
        disciplines: draft.disciplines.join(","),
        publish_at: None,
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        lock_version: 0,
    };
    queries::insert_post(conn, &post)?;
    note(conn, actor, ("news.write", id), &json!({ "node": node }), now)
}

pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&PostId, i32),
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    if !queries::change_post(conn, (id, lock), draft, now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, actor, ("news.change", id), &json!({}), now)
}

/// Has it read from a moment on, which may be now; what is read already keeps its moment. A moment that is over was meant
/// otherwise: whoever wanted it now says nothing of when.
pub fn publish(
    conn: &mut Conn,
    actor: &Actor,
    (id, at): (&PostId, Option<NaiveDateTime>),
    now: NaiveDateTime,
) -> Result<()> {
    let post = access::for_desk(conn, actor, id)?;
    if post.is_published(now) {
        return Ok(());
    }
    if at.is_some_and(|at| at < now - rules::JUST_NOW) {
        return Err(rules::PAST.into());
    }
    // Nothing is published in the past: who reads the feeds would miss it.
    let at = at.map_or(now, |at| at.max(now));
    queries::set_publication(conn, id, Some(at), now)?;
    note(conn, actor, ("news.publish", id), &json!({ "at": at }), now)
}

/// Nobody reads it any more; again changes nothing.
pub fn retract(conn: &mut Conn, actor: &Actor, id: &PostId, now: NaiveDateTime) -> Result<()> {
    let post = access::for_desk(conn, actor, id)?;
    if post.publish_at.is_none() {
        return Ok(());
    }
    queries::set_publication(conn, id, None, now)?;
    note(conn, actor, ("news.retract", id), &json!({}), now)
}

/// Throws away what nobody reads.
pub fn dispose(conn: &mut Conn, actor: &Actor, id: &PostId, now: NaiveDateTime) -> Result<()> {
    let post = access::for_desk(conn, actor, id)?;
    if post.is_published(now) {
        return Err(rules::READ_ALREADY.into());
    }
    queries::delete_post(conn, id)?;
    note(conn, actor, ("news.dispose", id), &json!({}), now)
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, id): (&str, &PostId),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("news", id.as_str()), detail, now)
}

/// Takes in what somebody wants to hear of. It holds at once for who is signed in by that address; any other address is asked
/// first, and until it answers, what held before does.
pub fn ask(
    conn: &mut Conn,
    actor: Option<&Actor>,
    wanted: &Wanted,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<SubscriptionId> {
    conn.take_turn(&wanted.email)?;
    let id = match queries::of_address(conn, &wanted.email)? {
        Some(known) => {
            queries::ask(conn, &known.id, wanted, now)?;
            known.id
        }
        None => {
            let id = SubscriptionId::random();
            queries::insert_subscription(conn, &id, wanted, now)?;
            id
        }
    };
    let own = actor.filter(|actor| actor.email == wanted.email);
    let by = own.map_or(By::Team, |actor| By::Account(actor.id.clone()));
    told_of(conn, &by, ("news.ask", &id), now)?;
    match own {
        Some(_) => confirm(conn, &by, (&id, wanted.language), now)?,
        None if throttle::may_send(conn, "news", &wanted.email, rules::TO_EMAIL, now)? => {
            let one = queries::subscription(conn, &id)?;
            let form = (wanted.form_id.as_str(), wanted.language);
            mail::asked(conn, &one, form, signer, now)?;
        }
        None => {}
    }
    Ok(id)
}

/// What was asked holds from now on; again changes nothing. `language` is the one that its owner reads it in.
pub fn confirm(
    conn: &mut Conn,
    by: &By,
    (id, language): (&SubscriptionId, Locale),
    now: NaiveDateTime,
) -> Result<()> {
    let one = queries::subscription(conn, id)?;
    if !rules::check_confirm(&one, now)? {
        return Ok(());
    }
    queries::confirm(conn, &one, language, now)?;
    told_of(conn, by, ("news.confirm", id), now)
}

/// Ends it; again changes nothing.
pub fn end(conn: &mut Conn, by: &By, id: &SubscriptionId, now: NaiveDateTime) -> Result<()> {
    if !queries::delete_subscription(conn, id)? {
        return Ok(());
    }
    told_of(conn, by, ("news.end", id), now)
}

/// Ends it for an address that is erased.
pub fn forget_address(conn: &mut Conn, email: &str) -> Result<()> {
    queries::delete_of_address(conn, email)?;
    Ok(())
}

fn told_of(
    conn: &mut Conn,
    by: &By,
    (action, id): (&str, &SubscriptionId),
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, by, action, ("news_subscription", id.as_str()), &json!({}), now)
}

/// Sends each who asked one mail a day of what is new and concerns them, each post once; answers how many mails.
pub fn send_digests(app: &App, now: NaiveDateTime) -> Result<usize> {
    let asked = now - rules::CONFIRM_WITHIN;
    app.db.write_now(|conn| {
        queries::forget_tellings(conn, now - rules::NEWS_FOR * 2)?;
        Ok(queries::forget_unconfirmed(conn, asked)?)
    })?;
    let Some(day) = rules::digest_day(now) else { return Ok(0) };
    let posts =
        app.db.read_now(|conn| Ok(queries::since(conn, (now - rules::NEWS_FOR, now), POSTS)?))?;
    let mut told = 0;
    loop {
        let (people, mails) =
            app.db.write_step(|conn| step(conn, &posts, (day, &app.signer), now))?;
        told += mails;
        if people == 0 {
            return Ok(told);
        }
    }
}

/// Some people at a time: how many had no digest yet, and how many got one.
fn step(
    conn: &mut Conn,
    posts: &[Shown],
    (day, signer): (NaiveDate, &Signer),
    now: NaiveDateTime,
) -> Result<(usize, usize)> {
    conn.take_turn("digests-of-news")?;
    let people = queries::due_digests(conn, day, PEOPLE)?;
    let ids: Vec<_> = people.iter().map(|one| one.id.clone()).collect();
    let known = queries::told(conn, &ids)?;
    let (mut rows, mut mails) = (Vec::new(), 0);
    for one in &people {
        let new = |(post, _): &&Shown| {
            post.publish_at > one.since
                && !known.iter().any(|(who, what)| *who == one.id && *what == post.id)
                && rules::concerns(post, one)
        };
        let due: Vec<&Shown> = posts.iter().filter(new).collect();
        if due.is_empty() {
            continue;
        }
        rows.extend(due.iter().map(|(post, _)| (one.id.clone(), post.id.clone())));
        mail::digest(conn, (one, &due), (day, signer), now)?;
        mails += 1;
    }
    queries::note_told(conn, &ids, &rows, day)?;
    if mails > 0 {
        let detail = json!({ "people": mails });
        history::record(
            conn,
            &By::System,
            "news.digest",
            ("news", &day.to_string()),
            &detail,
            now,
        )?;
    }
    Ok((people.len(), mails))
}
