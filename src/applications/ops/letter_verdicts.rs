//! Letters that were filed are looked at by whoever runs the call.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{note, speaks_for};
use crate::accounts::Actor;
use crate::applications::rules::{self, document, letters};
use crate::applications::{
    Application, ApplicationId, Letter, LetterId, LetterVerdict, Partner, Role, access, mail,
    queries,
};
use crate::calls::{self, Call, CallId};
use crate::db::Conn;
use crate::{Error, Result};

/// A letter of what was filed last, with the institution as it was filed.
#[derive(Debug, Clone)]
pub struct FiledLetter {
    pub letter: Letter,
    pub partner: Partner,
    /// What it was signed for, as the document has it.
    pub fte: String,
    pub commitments: String,
}

/// The letters of what was filed last, for whoever runs the call: nothing of what was signed and not filed.
pub fn filed_letters(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
) -> Result<(Call, Application, Vec<FiledLetter>)> {
    let (call, application) = access::at_desk(conn, actor, call, id)?;
    let seq = application.current_seq.ok_or(Error::NotFound)?;
    let (_, whole) = document::read(&queries::submission(conn, id, seq)?.document);
    let signed = queries::letters_of(conn, id)?;
    let partners = queries::partners_of(conn, id)?;
    let mut found = Vec::new();
    for listed in whole["partners"].as_array().into_iter().flatten() {
        let text = |name: &str| listed[name].as_str().unwrap_or_default().to_owned();
        let partner = partners.iter().find(|one| one.institution == text("institution"));
        // Who signs again signs the same words: the moment tells what was filed from what was not yet.
        let letter = signed.iter().rfind(|one| {
            Some(&one.partner_id) == partner.map(|partner| &partner.id)
                && letters::is_listed(one, &listed["letter"])
        });
        if let (Some(partner), Some(letter)) = (partner, letter) {
            found.push(FiledLetter {
                letter: letter.clone(),
                partner: partner.clone(),
                fte: text("fte"),
                commitments: text("commitments"),
            });
        }
    }
    Ok((call, application, found))
}

/// Says of a letter that it holds, or why not. What is refused is to be signed again: its institution and the owner are told.
pub fn judge_letter(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, letter): (&CallId, &ApplicationId, &LetterId),
    (verdict, reason): (LetterVerdict, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (call, application, letters) = filed_letters(conn, actor, (call, id))?;
    let found = letters.into_iter().find(|one| one.letter.id == *letter);
    let there = found.ok_or(Error::NotFound)?;
    let reason = reason.trim();
    if there.letter.verdict == Some(verdict) && there.letter.verdict_reason == reason {
        return Ok(());
    }
    let refused = verdict == LetterVerdict::Refused;
    if refused && reason.chars().count() < calls::rules::FEWEST_REASON {
        return Err(rules::NO_LETTER_REASON.into());
    }
    queries::judge_letter(conn, letter, (verdict, reason), now)?;
    let institution = &there.partner.institution;
    let detail = json!({ "institution": institution, "verdict": verdict, "letter": letter });
    note(conn, &actor.id, ("application.judge_letter", id), &detail, now)?;
    if !refused {
        return Ok(());
    }
    for (person, name, email, language) in queries::people_of(conn, id)? {
        if person.role == Role::Owner || speaks_for(&person, &there.partner) {
            let to = (name.as_str(), email.as_str(), language);
            mail::letter_refused(conn, (&call, &application, &there.partner), to, reason, now)?;
        }
    }
    Ok(())
}
