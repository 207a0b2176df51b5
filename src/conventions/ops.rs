//! Documents begin, get versions, are signed, and end. Each function is one whole step in the caller's transaction.

use chrono::{Months, NaiveDate, NaiveDateTime};
use serde_json::json;

use super::{
    Concern, Convention, ConventionId, Draft, Edition, Signature, SignatureId, Signed, Signing,
    Version, VersionId, mail, queries, rules,
};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::history::{self, By, note};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::{Error, Result, institutions, spaces, text};

/// Begins a document; the same id again is the same document.
pub fn begin(
    conn: &mut Conn,
    actor: &Actor,
    (id, draft): (&ConventionId, &Draft),
    now: NaiveDateTime,
) -> Result<Convention> {
    steers(actor)?;
    conn.take_turn("conventions")?;
    if let Some(there) = queries::all(conn)?.into_iter().find(|one| one.id == *id) {
        return Ok(there);
    }
    let base = text::short_slug(&draft.title_fr, "document");
    let slug =
        text::untaken_slug(&base, |slug| Ok(slug == "new" || queries::slug_is_taken(conn, slug)?))?;
    let convention = Convention {
        id: id.clone(),
        slug,
        kind: draft.kind,
        concerns: draft.concerns,
        title_fr: draft.title_fr.clone(),
        title_en: draft.title_en.clone(),
        created_by: actor.id.clone(),
        created_at: now,
    };
    queries::insert(conn, &convention)?;
    let detail = json!({ "kind": draft.kind, "concerns": draft.concerns });
    note(conn, actor, ("convention.begin", "convention", id.as_str()), &detail, now)?;
    Ok(convention)
}

/// Publishes the next version of a document; `id` again is the same version.
pub fn publish(
    conn: &mut Conn,
    actor: &Actor,
    (slug, id, edition): (&str, &VersionId, &Edition),
    now: NaiveDateTime,
) -> Result<i32> {
    steers(actor)?;
    conn.take_turn("conventions")?;
    let convention = queries::by_slug(conn, slug)?;
    let known = queries::versions_of(conn, std::slice::from_ref(&convention.id))?;
    if let Some(there) = known.iter().find(|one| one.id == *id) {
        return Ok(there.number);
    }
    let number = known.first().map_or(1, |newest| newest.number + 1);
    let (sha256, file_name) = kept(conn, edition.text.as_ref(), now)?;
    let version = Version {
        id: id.clone(),
        convention_id: convention.id.clone(),
        number,
        note_fr: edition.note_fr.clone(),
        note_en: edition.note_en.clone(),
        sha256,
        file_name,
        published_by: actor.id.clone(),
        published_at: now,
        earlier_until: edition.earlier_until,
    };
    queries::insert_version(conn, &version)?;
    let detail = json!({ "version": number, "earlier_until": edition.earlier_until });
    let what = ("convention.publish", "convention", convention.id.as_str());
    note(conn, actor, what, &detail, now)?;
    if edition.earlier_until.is_some() {
        ask_anew(conn, (&convention.id, number), now)?;
    }
    Ok(number)
}

/// Asks those whose signature of an earlier version will count no more to sign a new one.
fn ask_anew(conn: &mut Conn, (id, number): (&ConventionId, i32), now: NaiveDateTime) -> Result<()> {
    let today = network_day(now);
    let all = queries::signed(conn, id)?;
    let counts = |one: &&Signed| one.is_superseded() && rules::suffices(one, today);
    let asked: Vec<&Signed> =
        all.iter().filter(counts).filter(|one| !rules::is_renewed(one, &all)).collect();
    for signed in &asked {
        // What is said now is not said again by the reminder that is due already.
        if let Some(months) = rules::reminder(signed, today) {
            queries::note_reminded(conn, &signed.signature, months)?;
        }
        let institution = signed.signature.institution.as_str();
        // Whoever steers the network published it: they are told only where nobody else would be.
        let mut people = looking_after(conn, institution, today)?;
        if people.is_empty() {
            people = queries::coordination(conn)?;
        }
        let name = institutions::queries::entry(conn, institution)?.name;
        mail::ask_anew(conn, signed, &name, &people, now)?;
    }
    if !asked.is_empty() {
        let detail = json!({ "version": number, "signatures": asked.len() });
        let subject = ("convention", id.as_str());
        history::record(conn, &By::System, "convention.ask_anew", subject, &detail, now)?;
    }
    Ok(())
}

/// Records that an institution signed a version; the same day again is the same signature.
pub fn sign(
    conn: &mut Conn,
    actor: &Actor,
    (slug, number, signing): (&str, i32, &Signing),
    now: NaiveDateTime,
) -> Result<Signature> {
    steers(actor)?;
    conn.take_turn("conventions")?;
    let convention = queries::by_slug(conn, slug)?;
    let version = queries::version(conn, &convention.id, number)?;
    let when = (signing.institution.as_str(), signing.signed_on);
    if let Some(there) = queries::same(conn, &version.id, when)? {
        return Ok(there);
    }
    let (sha256, file_name) = kept(conn, signing.proof.as_ref(), now)?;
    let signature = Signature {
        id: SignatureId::new(),
        version_id: version.id,
        institution: signing.institution.clone(),
        signatory: signing.signatory.clone(),
        capacity: signing.capacity.clone(),
        signed_on: signing.signed_on,
        expires_on: signing.expires_on,
        sha256,
        file_name,
        recorded_by: actor.id.clone(),
        recorded_at: now,
        ended_at: None,
        reason: String::new(),
        reminded: None,
    };
    queries::insert_signature(conn, &signature)?;
    let detail = json!({
        "institution": signing.institution,
        "version": number,
        "until": signing.expires_on,
    });
    let what = ("convention.sign", "convention", convention.id.as_str());
    note(conn, actor, what, &detail, now)?;
    Ok(signature)
}

/// Ends a signature before its time: it was denounced, or recorded by mistake.
pub fn end(
    conn: &mut Conn,
    actor: &Actor,
    (slug, id, reason): (&str, &SignatureId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    steers(actor)?;
    let convention = queries::by_slug(conn, slug)?;
    let signature = queries::signature(conn, id)?;
    let known = queries::versions_of(conn, std::slice::from_ref(&convention.id))?;
    if known.iter().all(|version| version.id != signature.version_id) {
        return Err(Error::NotFound);
    }
    if signature.ended_at.is_some() {
        return Ok(());
    }
    if reason.trim().chars().count() < rules::FEWEST_REASON {
        return Err(rules::NO_REASON.into());
    }
    if queries::end(conn, id, reason.trim(), now)? {
        let detail = json!({ "institution": signature.institution });
        let what = ("convention.end", "convention", convention.id.as_str());
        note(conn, actor, what, &detail, now)?;
    }
    Ok(())
}

/// The convention of an institution that holds on a day, for nodes or for spaces.
pub fn held(
    conn: &mut Conn,
    (institution, concern): (&str, Concern),
    day: NaiveDate,
) -> Result<Option<Signed>> {
    let signed = queries::signed_by(conn, &[institution.to_owned()])?;
    Ok(rules::valid_for(&signed, concern, day).cloned())
}

/// What some institutions signed for nodes or for spaces in an older version than the newest.
pub fn older(
    conn: &mut Conn,
    (institutions, concern): (&[String], Concern),
    day: NaiveDate,
) -> Result<Vec<Signed>> {
    let signed = queries::signed_by(conn, institutions)?;
    Ok(rules::older(&signed, concern, day).into_iter().cloned().collect())
}

/// Lets a node become active: each institution that leads it has signed, or the network's administration says why it is
/// opened all the same. As long as the network has published no convention for nodes, there is nothing to sign.
pub fn clear_node(
    conn: &mut Conn,
    actor: &Actor,
    (node, leads, why): (&NodeId, &[String], &str),
    now: NaiveDateTime,
) -> Result<()> {
    let missing = unsigned(conn, leads, network_day(now))?;
    if missing.is_empty() {
        return Ok(());
    }
    if !rules::is_reason(why) {
        return Err(rules::NOT_SIGNED.into());
    }
    let detail = json!({ "institutions": missing, "reason": why.trim() });
    note(conn, actor, ("convention.override", "node", node.as_str()), &detail, now)
}

/// Notes that a node was opened by an import though these have not signed, and why.
pub fn note_override(
    conn: &mut Conn,
    by: &By,
    (node, leads, why): (&NodeId, &[String], &str),
    now: NaiveDateTime,
) -> Result<()> {
    let missing = unsigned(conn, leads, network_day(now))?;
    if missing.is_empty() {
        return Ok(());
    }
    let detail = json!({ "institutions": missing, "reason": why.trim(), "by": "import" });
    history::record(conn, by, "convention.override", ("node", node.as_str()), &detail, now)
}

/// Those of the institutions that lead a node whose convention does not hold; none as long as there is none to sign.
pub fn unsigned(conn: &mut Conn, leads: &[String], today: NaiveDate) -> Result<Vec<String>> {
    if leads.is_empty() || !queries::nodes_sign(conn)? {
        return Ok(Vec::new());
    }
    let signed = queries::signed_by(conn, leads)?;
    let lacks = |slug: &&String| {
        let own: Vec<Signed> =
            signed.iter().filter(|one| one.signature.institution == **slug).cloned().collect();
        rules::valid_for(&own, Concern::Nodes, today).is_none()
    };
    Ok(leads.iter().filter(lacks).cloned().collect())
}

/// What is signed and counts no more after some day between two. What the same institution signed again for longer does not end.
pub fn ending(conn: &mut Conn, between: (NaiveDate, NaiveDate)) -> Result<Vec<Signed>> {
    let found = queries::ending(conn, between)?;
    let mut who: Vec<String> = found.iter().map(|one| one.signature.institution.clone()).collect();
    who.sort();
    who.dedup();
    let all = queries::signed_by(conn, &who)?;
    Ok(found.into_iter().filter(|one| !rules::is_renewed(one, &all)).collect())
}

/// Reminds of signatures that end soon; answers how many.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let furthest = today + Months::new(rules::REMINDERS[0]);
    let ending = app.db.read_now(|conn| ending(conn, (today, furthest)))?;
    let words = app.vocabularies();
    let mut done = 0;
    for signed in ending {
        let Some(months) = rules::reminder(&signed, today) else { continue };
        done +=
            usize::from(app.db.write_step(|conn| remind(conn, (&signed, months), &words, now))?);
    }
    Ok(done)
}

fn remind(
    conn: &mut Conn,
    (signed, months): (&Signed, u32),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<bool> {
    if !queries::note_reminded(conn, &signed.signature, months)? {
        return Ok(false);
    }
    let slug = signed.signature.institution.as_str();
    let today = network_day(now);
    let people = concerned(conn, slug, today)?;
    let name = words.labels(Vocabulary::Institution, slug).fr;
    let detail = json!({ "institution": slug, "months": months });
    let id = signed.convention.id.as_str();
    history::record(conn, &By::System, "convention.remind", ("convention", id), &detail, now)?;
    mail::remind(conn, (signed, months), &name, &people, now)?;
    Ok(true)
}

/// Whoever manages the nodes and looks after the spaces of an institution, and whoever steers the network.
fn concerned(
    conn: &mut Conn,
    institution: &str,
    today: NaiveDate,
) -> Result<Vec<(String, String, Locale)>> {
    let mut people = looking_after(conn, institution, today)?;
    people.extend(queries::coordination(conn)?);
    people.sort_by(|a, b| a.1.cmp(&b.1));
    people.dedup_by(|a, b| a.1 == b.1);
    Ok(people)
}

/// Whoever manages the nodes and looks after the spaces of an institution, by address.
fn looking_after(
    conn: &mut Conn,
    institution: &str,
    today: NaiveDate,
) -> Result<Vec<(String, String, Locale)>> {
    let mut people = queries::managers_of(conn, institution, today)?;
    people.extend(spaces::queries::administrators_of(conn, institution, today)?);
    people.sort_by(|a, b| a.1.cmp(&b.1));
    people.dedup_by(|a, b| a.1 == b.1);
    Ok(people)
}

fn kept(
    conn: &mut Conn,
    file: Option<&Stored>,
    now: NaiveDateTime,
) -> Result<(Option<String>, String)> {
    let Some(file) = file else { return Ok((None, String::new())) };
    files::note(conn, file, now)?;
    Ok((Some(file.sha256.clone()), file.name.clone()))
}

fn steers(actor: &Actor) -> Result<()> {
    if actor.coordinates() { Ok(()) } else { Err(Error::NotFound) }
}
