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
    if let Some(there) = queries::living_of(conn, &draft.institution)? {
        let again = there.id == draft.id;
        return Ok(if again { Requested::Made(there) } else { Requested::Exists(there) });
    }
    if !actor.coordinates() && !is_of(conn, &actor.email, &draft.institution)? {
        return Err(rules::NOT_OF_THERE.into());
    }
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
    let detail = json!({ "institution": space.institution });
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

/// Whether somebody's address is one of an institution, as far as its domains are known.
fn is_of(conn: &mut Conn, email: &str, institution: &str) -> Result<bool> {
    let domains = queries::domains_of(conn, institution)?;
    let own = email.rsplit('@').next().unwrap_or_default();
    let fits = |domain: &String| own == domain || own.ends_with(&format!(".{domain}"));
    Ok(domains.is_empty() || domains.iter().any(fits))
}

fn free_slug(conn: &mut Conn, name: &str) -> Result<String> {
    let base = text::short_slug(name, "espace");
    let mut tried = base.clone();
    for number in 2..100 {
        if tried != "new" && !queries::slug_is_taken(conn, &tried)? {
            break;
        }
        tried = format!("{base}-{number}");
    }
    Ok(tried)
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
