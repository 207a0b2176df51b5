//! What happens to certifications. Each function is one whole step in the caller's transaction.

mod carried;

pub use carried::carry;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

pub use super::Interest;
use super::rules::{self, Event, Facts};
use super::{Certification, CertificationId, Review, Said, State, current, grid, mail, queries};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::materials::{self, MaterialId, Published, Standing, VersionId};
use crate::taxonomy::Vocabularies;
use crate::{Error, Refusal, Result};

/// So many labels are looked at in one transaction.
const BATCH: i64 = 200;

/// Asks that the published version of a material be certified; answers the request that is open, when there is one.
pub fn request(
    conn: &mut Conn,
    actor: &Actor,
    id: &MaterialId,
    now: NaiveDateTime,
) -> Result<CertificationId> {
    let kept = materials::access::for_desk(conn, actor, id)?;
    let version = kept.published().ok_or(rules::NOT_PUBLISHED)?;
    let known = queries::of_versions(conn, std::slice::from_ref(&version.id))?;
    if let Some(open) = known.iter().find(|one| one.state == State::Requested) {
        return Ok(open.id.clone());
    }
    if let Some(held) = held(&known, network_day(now)) {
        return Ok(held.id.clone());
    }
    let made = CertificationId::new();
    let grid = current(network_day(now)).version;
    queries::insert(conn, ((&made, &version.id, grid), None), &actor.id, now)?;
    let detail = json!({ "version": version.number, "grid": grid });
    record(conn, &By::Account(actor.id.clone()), ("certification.request", &made), &detail, now)?;
    let subject = queries::subject(conn, &version.id)?;
    mail::requested(conn, &subject, (&made, None), now)?;
    Ok(made)
}

/// The label that holds and is not to be asked for again yet.
fn held(all: &[Certification], today: NaiveDate) -> Option<&Certification> {
    let holds = |one: &&Certification| match one.state {
        State::Suspended => true,
        State::Certified => !rules::is_renewable(one.expires_on, today),
        State::Requested | State::Revise | State::Declined | State::Expired => false,
    };
    all.iter().find(holds)
}

/// Whether a version may be certified now: none is asked for, and no label holds for long.
pub fn may_request(conn: &mut Conn, version: &VersionId, now: NaiveDateTime) -> Result<bool> {
    let known = queries::of_versions(conn, std::slice::from_ref(version))?;
    let asked = known.iter().any(|one| one.state == State::Requested);
    Ok(!asked && held(&known, network_day(now)).is_none())
}

/// What stands between somebody and a review, and what they would look at.
#[derive(Debug)]
pub struct Opened {
    pub one: Certification,
    pub subject: Published,
    /// The version whose label it would keep, when its change was declared minor.
    pub source: Option<Published>,
    pub reviews: Vec<Review>,
    /// The centre for which they may look at it, or why they may not.
    pub may: Result<NodeId, Refusal>,
}

/// A certification for somebody who works in the network.
pub fn open(conn: &mut Conn, actor: &Actor, id: &CertificationId) -> Result<Opened> {
    let one = queries::find(conn, id)?;
    let subject = queries::subject(conn, &one.version_id)?;
    let reviews =
        queries::reviews_of(conn, std::slice::from_ref(id))?.remove(id).unwrap_or_default();
    let source = queries::source(conn, &one)?;
    let parts = materials::queries::parts_of(conn, &one.version_id)?;
    let partners = materials::queries::partners_of(conn, &subject.material.id)?;
    let mut makers: Vec<NodeId> = partners.into_iter().map(|node| node.id).collect();
    makers.push(subject.material.node_id.clone());
    let orcids: Vec<String> =
        parts.people.iter().filter_map(|person| person.orcid.clone()).collect();
    let people: Vec<String> = parts.people.into_iter().map(|person| person.name).collect();
    let writers = queries::writers_of(conn, &subject.material.id)?;
    let centres = queries::centres(conn)?;
    let taken: Vec<NodeId> = reviews.iter().map(|review| review.node_id.clone()).collect();
    let facts = Facts {
        makers: &makers,
        people: &people,
        orcids: &orcids,
        writers: &writers,
        centres: &centres,
        taken: &taken,
        declared: queries::declares(conn, id, &actor.id)?,
    };
    let own = queries::orcids_of(conn, &actor.id)?;
    let may = rules::check_reviewer((actor, &own), &facts);
    let involved = may.is_ok()
        || actor.coordinates()
        || makers.iter().any(|node| actor.works_for(node))
        || reviews.iter().any(|review| review.reviewer_id == actor.id)
        || actor.nodes().any(|node| centres.contains(node));
    // What concerns neither a maker nor a centre is nobody else's.
    if involved { Ok(Opened { one, subject, source, reviews, may }) } else { Err(Error::NotFound) }
}

/// Takes one of the two places as a reviewer.
pub fn take(
    conn: &mut Conn,
    actor: &Actor,
    (id, interest): (&CertificationId, Interest),
    now: NaiveDateTime,
) -> Result<()> {
    queries::hold(conn, id)?;
    let opened = open(conn, actor, id)?;
    if opened.reviews.iter().any(|review| review.reviewer_id == actor.id) {
        return Ok(());
    }
    if opened.one.state != State::Requested {
        return Err(rules::NOT_OPEN.into());
    }
    let node = opened.may?;
    if interest == Interest::Some {
        return Err(rules::CONFLICT.into());
    }
    let free = (1..=rules::places(&opened.one))
        .find(|place| !opened.reviews.iter().any(|review| review.place == *place));
    let place = free.ok_or(rules::TAKEN)?;
    queries::put_interest(conn, (id, &actor.id), interest, now)?;
    if !queries::take_place(conn, (id, place), (&actor.id, &node), now)? {
        return Err(rules::TAKEN.into());
    }
    let by = By::Account(actor.id.clone());
    record(conn, &by, ("certification.take", id), &json!({ "node": node, "conflict": false }), now)
}

/// Keeps that somebody says they have a part in it: they do not look at it, whether they would take a place later or hold one
/// that is not concluded.
pub fn note_interest(
    conn: &mut Conn,
    actor: &Actor,
    id: &CertificationId,
    now: NaiveDateTime,
) -> Result<()> {
    queries::hold(conn, id)?;
    let opened = open(conn, actor, id)?;
    if queries::declares(conn, id, &actor.id)? {
        return Ok(());
    }
    let by = By::Account(actor.id.clone());
    match opened.reviews.iter().find(|review| review.reviewer_id == actor.id) {
        None => drop(opened.may?),
        Some(_) if opened.one.state != State::Requested => return Err(rules::NOT_OPEN.into()),
        Some(own) => {
            if !queries::free_place(conn, id, own.place)? {
                return Err(rules::SUBMITTED.into());
            }
            let detail = json!({ "place": own.place, "node": own.node_id, "own": true });
            record(conn, &by, ("certification.give_back", id), &detail, now)?;
        }
    }
    queries::put_interest(conn, (id, &actor.id), Interest::Some, now)?;
    record(conn, &by, ("certification.conflict", id), &json!({ "conflict": true }), now)
}

/// Frees a place for somebody else: a reviewer their own, who steers the network any; not once its verdict is given.
pub fn give_back(
    conn: &mut Conn,
    actor: &Actor,
    (id, place): (&CertificationId, Option<i32>),
    now: NaiveDateTime,
) -> Result<()> {
    queries::hold(conn, id)?;
    let opened = open(conn, actor, id)?;
    let meant = |review: &&Review| match place {
        Some(place) if actor.coordinates() => review.place == place,
        _ => review.reviewer_id == actor.id,
    };
    let Some(review) = opened.reviews.iter().find(meant) else {
        // Given back before, or nobody's to give.
        return if actor.coordinates() { Ok(()) } else { Err(Error::NotFound) };
    };
    if opened.one.state != State::Requested {
        return Err(rules::NOT_OPEN.into());
    }
    if !queries::free_place(conn, id, review.place)? {
        return Err(rules::SUBMITTED.into());
    }
    let own = review.reviewer_id == actor.id;
    let detail = json!({ "place": review.place, "node": review.node_id, "own": own });
    record(conn, &By::Account(actor.id.clone()), ("certification.give_back", id), &detail, now)
}

/// Takes a request back before it is decided.
pub fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    id: &CertificationId,
    now: NaiveDateTime,
) -> Result<MaterialId> {
    queries::hold(conn, id)?;
    let one = queries::find(conn, id)?;
    let subject = queries::subject(conn, &one.version_id)?;
    materials::access::for_desk(conn, actor, &subject.material.id)?;
    if !queries::withdraw(conn, id)? {
        return Err(rules::NOT_OPEN.into());
    }
    let detail = json!({ "version": subject.version.number });
    record(conn, &By::Account(actor.id.clone()), ("certification.withdraw", id), &detail, now)?;
    Ok(subject.material.id)
}

/// Keeps what a reviewer says; with a verdict it is concluded, and with the second verdict decided.
pub fn say(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (id, said): (&CertificationId, &Said),
    now: NaiveDateTime,
) -> Result<()> {
    // Two verdicts at once would each see the other as not yet given, and nothing would be decided.
    queries::hold(conn, id)?;
    let opened = open(conn, actor, id)?;
    let own = opened.reviews.iter().find(|review| review.reviewer_id == actor.id);
    let own = own.ok_or(Error::NotFound)?;
    if opened.one.state != State::Requested {
        return Err(rules::NOT_OPEN.into());
    }
    let grid = grid(opened.one.grid).ok_or(Error::NotFound)?;
    let of_grid = |code: &str| grid.criteria().any(|criterion| criterion.code == code);
    let mut said = said.clone();
    said.answers.retain(|(code, _, _)| of_grid(code));
    let said = &said;
    let source = opened.one.carried_from_id.as_ref();
    let verdict = match said.verdict {
        // Only what changed is looked at.
        Some(verdict) if source.is_some() => Some(verdict),
        Some(_) => Some(rules::check_finished(grid, said)?),
        None => None,
    };
    if !queries::put_review(conn, own, said, verdict.map(|verdict| (verdict, now)))? {
        return Err(rules::SUBMITTED.into());
    }
    let Some(verdict) = verdict else { return Ok(()) };
    let by = By::Account(actor.id.clone());
    record(conn, &by, ("certification.verdict", id), &json!({ "verdict": verdict }), now)?;
    if let Some(source) = source {
        return carried::decide(conn, words, (&opened, source), verdict, now);
    }
    let other = opened.reviews.iter().find(|review| review.reviewer_id != actor.id);
    match other.and_then(|review| review.verdict) {
        Some(other) => decide(conn, words, &opened, rules::outcome(verdict, other), now),
        None => Ok(()),
    }
}

/// What two verdicts make of it.
fn decide(
    conn: &mut Conn,
    words: &Vocabularies,
    opened: &Opened,
    event: Event,
    now: NaiveDateTime,
) -> Result<()> {
    // What is asked for again takes the place of what held until now.
    if event == Event::Certify {
        let version = std::slice::from_ref(&opened.one.version_id);
        let held = |one: &Certification| matches!(one.state, State::Certified | State::Suspended);
        for old in queries::of_versions(conn, version)?.into_iter().filter(held) {
            step(conn, words, (&old, &opened.subject), (Event::Expire, ""), now)?;
        }
    }
    step(conn, words, (&opened.one, &opened.subject), (event, ""), now)?;
    let one = queries::find(conn, &opened.one.id)?;
    mail::decided(conn, &opened.subject, &one, now)
}

/// Takes a label off for a reason that may pass, or gives it back.
pub fn suspend(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (id, event, reason): (&CertificationId, Event, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.coordinates() {
        return Err(Error::NotFound);
    }
    let one = queries::find(conn, id)?;
    let subject = queries::subject(conn, &one.version_id)?;
    let reason = match event {
        Event::Suspend => materials::rules::stated(reason)?,
        _ => String::new(),
    };
    step(conn, words, (&one, &subject), (event, &reason), now)?;
    let one = queries::find(conn, id)?;
    let by = By::Account(actor.id.clone());
    record(conn, &by, ("certification.steer", id), &json!({ "reason": reason }), now)?;
    mail::decided(conn, &subject, &one, now)
}

/// One move, and the label of the version with it; refused when somebody else moved it meanwhile.
fn step(
    conn: &mut Conn,
    words: &Vocabularies,
    (one, subject): (&Certification, &Published),
    (event, reason): (Event, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next(one.state, event)?;
    let ends = match to {
        State::Certified if one.expires_on.is_none() => Some(rules::expiry(network_day(now))),
        State::Certified | State::Suspended | State::Expired => one.expires_on,
        State::Requested | State::Revise | State::Declined => None,
    };
    if !queries::advance(conn, one, (to, ends, reason), now)? {
        return Err(rules::CHANGED.into());
    }
    let label = ends.filter(|_| to == State::Certified);
    materials::ops::set_label(conn, words, (&subject.material.id, &one.version_id), (label, now))?;
    let detail = json!({ "state": to, "expires_on": ends });
    record(conn, &By::System, ("certification.state", &one.id), &detail, now)
}

/// Writes to the nodes whose labels end soon, ends those whose day has come, and takes those off whose links are broken for
/// long; answers how many.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let words = app.vocabularies();
    app.db.write_now(|conn| {
        let mut done = 0;
        for (one, subject) in queries::ending(conn, today, BATCH)? {
            let Some(end) = one.expires_on else { continue };
            if let Some(days) = rules::reminder(end, today, one.reminded_days) {
                queries::note_reminded(conn, &one.id, days)?;
                // Of a version that readers do not see any more nothing is to be asked for again.
                if is_of_current(&subject) {
                    mail::ending(conn, &subject, &one, now)?;
                    done += 1;
                }
            }
            if end < today {
                step(conn, &words, (&one, &subject), (Event::Expire, ""), now)?;
                done += 1;
            }
        }
        for (one, subject) in queries::broken(conn, now - rules::BROKEN, BATCH)? {
            // It is written down: both languages are read.
            let reason = format!(
                "{} / {}",
                Locale::Fr.text("certification-broken-link"),
                Locale::En.text("certification-broken-link")
            );
            step(conn, &words, (&one, &subject), (Event::Suspend, &reason), now)?;
            let after = queries::find(conn, &one.id)?;
            mail::decided(conn, &subject, &after, now)?;
            done += 1;
        }
        Ok(done)
    })
}

/// Whether a certification is of the version that readers see.
pub fn is_of_current(subject: &Published) -> bool {
    subject.version.state == Standing::Published
}

fn record(
    conn: &mut Conn,
    by: &By,
    (action, id): (&str, &CertificationId),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, by, action, ("certification", id.as_str()), detail, now)
}
