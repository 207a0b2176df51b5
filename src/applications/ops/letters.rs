//! What institutions commit to, and the letters they sign for it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::applications::access::{self, Opened, opened};
use crate::applications::rules::{self, letters};
use crate::applications::{
    ApplicationId, FileId, Letter, LetterId, LetterVerdict, Partner, PartnerId, PartnerRole,
    Person, Role, Way, mail, queries,
};
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::{Error, Result, reviews};

/// The key under which signed papers are kept: no question has it.
pub const PAPERS: &str = "#letter";

/// Whether somebody speaks for an institution: its own people, and the owner for the one that leads.
pub fn speaks_for(person: &Person, partner: &Partner) -> bool {
    let own = person.partner_id.as_ref() == Some(&partner.id) && person.role != Role::Viewer;
    own || person.role == Role::Owner && partner.role == PartnerRole::Lead
}

/// An institution of an application, for whoever may say what it commits to.
fn to_commit(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner): (&ApplicationId, &PartnerId),
) -> Result<(Opened, Partner)> {
    let there = opened(conn, actor, id)?;
    let partner = access::partner(conn, id, partner)?;
    if there.person.role != Role::Owner && !speaks_for(&there.person, &partner) {
        return Err(rules::NOT_YOURS.into());
    }
    Ok((there, partner))
}

/// Until when an institution's letter may be signed after the closing: while a completion is open that names it.
pub fn asked_again(
    conn: &mut Conn,
    (there, partner): (&Opened, &Partner),
    now: NaiveDateTime,
) -> Result<Option<NaiveDateTime>> {
    let open = reviews::ops::answerable(conn, (&there.call, &there.application), now)?;
    let named = open.filter(|one| reviews::ops::letters_of(one).contains(&partner.id));
    Ok(named.map(|one| one.due_at))
}

/// Says what an institution brings: its own people do, or the owner. A letter that was signed for something else no longer
/// holds.
pub fn set_figures(
    conn: &mut Conn,
    actor: &Actor,
    at: (&ApplicationId, &PartnerId),
    (fte, commitments): (Option<i32>, Option<&str>),
    arrived: NaiveDateTime,
) -> Result<()> {
    let (there, partner) = to_commit(conn, actor, at)?;
    rules::check_write(&there.application, (&there.call, there.granted), arrived)?;
    let commitments = commitments.unwrap_or(&partner.commitments);
    if partner.fte == fte && partner.commitments == commitments {
        return Ok(());
    }
    queries::set_partner(conn, &partner.id, (partner.role, partner.state, fte))?;
    queries::set_commitments(conn, &partner.id, commitments)?;
    queries::touch(conn, at.0, (&actor.id, arrived))?;
    let detail = json!({ "institution": partner.institution, "fte": fte });
    note(conn, &actor.id, ("application.set_fte", at.0), &detail, arrived)
}

/// A signature: of what was read, by whom, on which paper.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The hash of what whoever signs has read.
    pub read: String,
    pub name: String,
    pub capacity: String,
    /// None for a consent that is typed.
    pub paper: Option<Stored>,
}

/// Signs a letter, before the closing or when it is asked for anew. A typed consent is the institution's own; a paper that
/// it signed may be brought by the owner as well.
pub fn sign(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner): (&ApplicationId, &PartnerId),
    signature: &Signature,
    arrived: NaiveDateTime,
) -> Result<()> {
    let (there, partner) = to_commit(conn, actor, (id, partner))?;
    conn.take_turn(id.as_str())?;
    let in_time = rules::check_write(&there.application, (&there.call, there.granted), arrived);
    let completes = asked_again(conn, (&there, &partner), arrived)?.is_some();
    if let Err(refusal) = in_time
        && !completes
    {
        return Err(refusal.into());
    }
    if signature.paper.is_none() && !speaks_for(&there.person, &partner) {
        return Err(rules::LETTER_NOT_YOURS.into());
    }
    if !letters::is_ready(&partner) {
        return Err(rules::LETTER_UNREADY.into());
    }
    let (content, sha256) = letters::content(&there.call.reference, &partner);
    if sha256 != signature.read {
        return Err(rules::LETTER_CHANGED.into());
    }
    let file_id = match &signature.paper {
        None => None,
        Some(paper) => Some(keep_paper(conn, (id, &partner), paper, (actor, arrived))?),
    };
    let letter = Letter {
        id: LetterId::new(),
        application_id: id.clone(),
        partner_id: partner.id.clone(),
        content,
        sha256: sha256.clone(),
        way: if file_id.is_some() { Way::Upload } else { Way::Consent },
        name: signature.name.clone(),
        capacity: signature.capacity.clone(),
        file_id,
        signed_by: actor.id.clone(),
        signed_at: arrived,
        verdict: None,
        verdict_reason: String::new(),
        judged_at: None,
    };
    let signed = queries::letters_of(conn, id)?;
    let before = signed.iter().rfind(|one| one.partner_id == partner.id);
    let refused = before.is_some_and(|one| one.verdict == Some(LetterVerdict::Refused));
    queries::insert_letter(conn, &letter)?;
    if completes || refused {
        tell_owner(conn, actor, (&there, &letter), (completes, arrived))?;
    }
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "institution": partner.institution, "sha256": sha256, "way": letter.way });
    note(conn, &actor.id, ("application.sign", id), &detail, arrived)
}

/// Whoever files it next learns that what was asked for anew is signed, unless they brought it themselves.
fn tell_owner(
    conn: &mut Conn,
    actor: &Actor,
    (there, letter): (&Opened, &Letter),
    (completes, now): (bool, NaiveDateTime),
) -> Result<()> {
    for (person, name, email, language) in queries::people_of(conn, &letter.application_id)? {
        if person.role == Role::Owner && person.account_id != actor.id {
            let to = (name.as_str(), email.as_str(), language);
            mail::letter_signed(conn, (there, &letter.name), to, (completes, now))?;
        }
    }
    Ok(())
}

/// The paper takes the place of an earlier one, which stays in what was filed.
fn keep_paper(
    conn: &mut Conn,
    (id, partner): (&ApplicationId, &Partner),
    paper: &Stored,
    (actor, now): (&Actor, NaiveDateTime),
) -> Result<FileId> {
    let row = partner.id.as_str();
    let of_partner = |conn: &mut Conn| -> Result<Vec<_>> {
        let mut files = queries::files_of(conn, id)?;
        files.retain(|file| file.field_key == PAPERS && file.row_id == row);
        Ok(files)
    };
    for earlier in of_partner(conn)? {
        queries::remove_file(conn, &earlier.id, now)?;
    }
    files::note(conn, paper, now)?;
    queries::insert_file(conn, (id, PAPERS, row), paper, (&actor.id, now))?;
    let kept = of_partner(conn)?.pop().ok_or(Error::NotFound)?;
    Ok(kept.id)
}
