//! A minor change of what bears the label: the new version keeps it, to the same day, once a reviewer agrees.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Opened, record, step};
use crate::Result;
use crate::accounts::Actor;
use crate::certification::rules::{self, Event};
use crate::certification::{Certification, CertificationId, State, Verdict, mail, queries};
use crate::db::Conn;
use crate::history::By;
use crate::materials::{self, MaterialId, Standing};
use crate::taxonomy::Vocabularies;

/// Asks that the published version of a material keep the label of the one before, whose change was declared minor.
pub fn carry(conn: &mut Conn, actor: &Actor, id: &MaterialId, now: NaiveDateTime) -> Result<()> {
    let kept = materials::access::for_desk(conn, actor, id)?;
    let version = kept.published().ok_or(rules::NOT_PUBLISHED)?;
    let known = queries::of_versions(conn, std::slice::from_ref(&version.id))?;
    if known.iter().any(|one| one.carried_from_id.is_some() || is_asked_or_held(one)) {
        // The button was pressed twice, or a reviewer has said already that the change is not minor.
        return Ok(());
    }
    let older = kept.versions.iter().filter(|one| one.number < version.number);
    let before = older
        .filter(|one| one.state == Standing::Superseded)
        .max_by_key(|one| one.number)
        .ok_or(rules::NO_LABEL)?;
    let labels = queries::of_versions(conn, std::slice::from_ref(&before.id))?;
    let label = labels.iter().find(|one| one.state == State::Certified).ok_or(rules::NO_LABEL)?;
    // The terms of reuse are part of what was certified.
    if version.licence != before.licence {
        return Err(rules::LICENCE_CHANGED.into());
    }
    let made = CertificationId::new();
    let what = (&made, &version.id, label.grid);
    queries::insert(conn, (what, Some(&label.id)), &actor.id, now)?;
    let detail = json!({ "version": version.number, "from": before.number });
    record(conn, &By::Account(actor.id.clone()), ("certification.carry", &made), &detail, now)?;
    let subject = queries::subject(conn, &version.id)?;
    mail::requested(conn, &subject, (&made, Some(before.number)), now)
}

fn is_asked_or_held(one: &Certification) -> bool {
    matches!(one.state, State::Requested | State::Certified | State::Suspended)
}

/// What the word of its reviewer makes of it: the label goes on, or the version is to be certified anew.
pub(super) fn decide(
    conn: &mut Conn,
    words: &Vocabularies,
    (opened, source): (&Opened, &CertificationId),
    verdict: Verdict,
    now: NaiveDateTime,
) -> Result<()> {
    let label = queries::find(conn, source)?;
    let event = match verdict {
        Verdict::Certify if label.state != State::Certified => {
            return Err(rules::SOURCE_ENDED.into());
        }
        Verdict::Certify => Event::Certify,
        Verdict::Revise | Verdict::Decline => Event::SendBack,
    };
    let one = Certification { expires_on: label.expires_on, ..opened.one.clone() };
    step(conn, words, (&one, &opened.subject), (event, ""), now)?;
    let after = queries::find(conn, &one.id)?;
    mail::decided(conn, &opened.subject, &after, now)
}
