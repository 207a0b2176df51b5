//! An institution asks for a space, and answers what it is asked.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{by, note, requester, step, tell, tell_network};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::spaces::mail::Told;
use crate::spaces::rules::{self, Event};
use crate::spaces::{
    Draft, Named, Person, PersonId, QuestionId, Role, Space, SpaceId, State, access, queries,
};
use crate::{Error, Result, text};

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Requested {
    Made(Space),
    /// The institution has this one already.
    Exists(Space),
}

/// Asks for a space; the same draft again is the same request.
pub fn request(
    conn: &mut Conn,
    actor: &Actor,
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<Requested> {
    conn.take_turn(&format!("space-{}", draft.institution))?;
    // Also one that was refused or has lapsed since.
    let same = queries::known(conn, &draft.id)?.filter(|there| there.requested_by == actor.id);
    if let Some(there) = same {
        return Ok(Requested::Made(there));
    }
    for there in queries::living_of(conn, &draft.institution)? {
        // What somebody asks for in the name of an institution does not stand in its own way.
        if !there.unsure || there.requested_by == actor.id {
            return Ok(Requested::Exists(there));
        }
    }
    let domains = queries::domains_of(conn, &draft.institution)?;
    let unsure = !actor.coordinates() && !rules::is_of(&actor.email, &domains);
    conn.take_turn("space-addresses")?;
    let space = Space {
        id: draft.id.clone(),
        slug: free_slug(conn, &draft.name)?,
        institution: draft.institution.clone(),
        name: draft.name.clone(),
        description_fr: String::new(),
        description_en: String::new(),
        perimeter: draft.perimeter.clone(),
        storage_gb: draft.storage_gb,
        contact: draft.contact.clone(),
        state: State::Requested,
        since: now,
        alias: None,
        node_id: None,
        opens_on: None,
        opened_at: None,
        requested_by: actor.id.clone(),
        requested_at: now,
        administrators: count(&draft.people, Role::Administrator),
        curators: count(&draft.people, Role::Curator),
        reason: String::new(),
        data_goes: String::new(),
        successor_id: None,
        unsure,
    };
    queries::insert(conn, &space)?;
    queries::insert_checks(conn, &space.id)?;
    let today = network_day(now);
    let person = |named: &Named| Person {
        id: PersonId::new(),
        space_id: space.id.clone(),
        role: named.role,
        name: named.name.clone(),
        email: named.email.clone(),
        starts_on: today,
        ends_on: None,
        added_by: actor.id.clone(),
        added_at: now,
    };
    let people: Vec<Person> = draft.people.iter().map(person).collect();
    queries::insert_people(conn, &people)?;
    let detail = json!({ "institution": space.institution, "unsure": unsure });
    note(conn, (&by(actor), "space.request", &space), &detail, now)?;
    let (people, path) = (requester(conn, &space)?, format!("/spaces/{}/request", space.slug));
    let days = rules::EXPECTED_DAYS.to_string();
    let told =
        Told { word: "requested", said: "", with: &days, path: &path, key: space.id.as_str() };
    tell(conn, (&space, &told), &people, now)?;
    tell_network(conn, &space, ("new", ""), now)?;
    Ok(Requested::Made(space))
}

fn count(people: &[Named], role: Role) -> i32 {
    let all = people.iter().filter(|one| one.role == role).count();
    i32::try_from(all).unwrap_or(i32::MAX)
}

/// Somebody who steers the network made sure that the institution asks for it; from then on it is the institution's one.
/// With `domain`, whoever writes from there is of the institution in the future.
pub fn vouch(
    conn: &mut Conn,
    actor: &Actor,
    (id, domain): (&SpaceId, Option<&str>),
    now: NaiveDateTime,
) -> Result<()> {
    let space = access::registered(conn, actor, id)?;
    if !space.unsure {
        return Ok(());
    }
    conn.take_turn(&format!("space-{}", space.institution))?;
    if queries::living_of(conn, &space.institution)?.iter().any(|one| !one.unsure) {
        return Err(rules::TAKEN.into());
    }
    queries::set_sure(conn, id)?;
    if let Some(domain) = domain {
        queries::add_domain(conn, (&space.institution, domain), &actor.id, now)?;
    }
    note(conn, (&by(actor), "space.vouch", &space), &json!({ "domain": domain }), now)
}

fn free_slug(conn: &mut Conn, name: &str) -> Result<String> {
    text::untaken_slug(&text::short_slug(name, "espace"), |slug| {
        Ok(slug == "new" || queries::slug_is_taken(conn, slug)?)
    })
}

/// Answers what was asked; the examination goes on.
pub fn answer(
    conn: &mut Conn,
    actor: &Actor,
    (slug, question, words): (&str, &QuestionId, &str),
    now: NaiveDateTime,
) -> Result<SpaceId> {
    let space = access::followed(conn, actor, slug)?;
    let all = queries::questions_of(conn, &space.id)?;
    let asked = all.iter().find(|one| one.id == *question).ok_or(Error::NotFound)?;
    if asked.answered_at.is_some() {
        return Ok(space.id);
    }
    if words.trim().is_empty() {
        return Err(rules::NO_ANSWER.into());
    }
    step(conn, (&by(actor), &space, Event::Answer), ("space.answer", ""), now)?;
    queries::answer(conn, question, (&actor.id, words.trim()), now)?;
    tell_network(conn, &space, ("answered", words.trim()), now)?;
    Ok(space.id)
}
