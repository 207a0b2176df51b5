//! Whether an application may be reviewed. Rules say what they see, a person decides, and who applied is told why not.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::Result;
use crate::accounts::Actor;
use crate::applications::rules::eligibility::{self, Check, Seen};
use crate::applications::rules::{Event, document, next};
use crate::applications::{
    self, Application, ApplicationId, LetterVerdict, Partner, State, Submission,
};
use crate::calls::{self, CallId};
use crate::db::Conn;
use crate::questionnaires::{self, Version, VersionId};
use crate::reviews::access::{Desk, application, desk};
use crate::reviews::{Outcome, mail, queries, rules};

/// What the rules see in each application of a call, as it was filed.
pub fn checks(conn: &mut Conn, call: &CallId) -> Result<BTreeMap<ApplicationId, Vec<Check>>> {
    let of = calls::queries::find(conn, call)?;
    let asked = calls::ops::rules_of(conn, &of)?;
    let partners = queries::partners_of_call(conn, call)?;
    let filings = queries::filings(conn, call)?;
    let refused = refused_letters(conn, (call, &partners))?;
    // A call has one version of its form, or a few.
    let mut versions: BTreeMap<VersionId, Version> = BTreeMap::new();
    for one in &filings {
        if !versions.contains_key(&one.version_id) {
            let version = questionnaires::queries::find(conn, &one.version_id)?;
            versions.insert(version.id.clone(), version);
        }
    }
    let seen = |one: &Submission| {
        let own = partners.iter().filter(|partner| partner.application_id == one.application_id);
        let own: Vec<_> = own.cloned().collect();
        let (answers, whole) = document::read(&one.document);
        let own = document::partners(&one.application_id, &whole, &own);
        let signed = |partner: &serde_json::Value| {
            let of = (&one.application_id, partner["institution"].as_str().unwrap_or_default());
            partner["letter"].is_object() && !refused.iter().any(|(id, slug)| (id, *slug) == of)
        };
        let seen = Seen {
            definition: &versions.get(&one.version_id)?.definition,
            answers: &answers,
            partners: &own,
            letters_hold: whole["partners"].as_array().is_some_and(|all| all.iter().all(signed)),
        };
        Some((one.application_id.clone(), eligibility::check(&asked, seen)))
    };
    Ok(filings.iter().filter_map(seen).collect())
}

/// The institutions of a call's applications whose letter was refused, and not signed again since.
fn refused_letters<'a>(
    conn: &mut Conn,
    (call, partners): (&CallId, &'a [Partner]),
) -> Result<Vec<(ApplicationId, &'a str)>> {
    let letters = applications::queries::letters_of_call(conn, call)?;
    let refused = partners.iter().filter(|partner| {
        let last = letters.iter().rfind(|one| one.partner_id == partner.id);
        last.is_some_and(|one| one.verdict == Some(LetterVerdict::Refused))
    });
    Ok(refused.map(|one| (one.application_id.clone(), one.institution.as_str())).collect())
}

/// Decides one application. Whatever speaks against what is decided asks for a reason.
pub fn judge(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (outcome, reason): (Outcome, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    if desk.call.state != calls::State::InReview {
        return Err(rules::NOT_IN_REVIEW.into());
    }
    conn.take_turn(id.as_str())?;
    let of = application(conn, &desk, id)?;
    let decided = match outcome {
        Outcome::Eligible => State::InReview,
        Outcome::Ineligible => State::Ineligible,
    };
    if of.state == decided {
        return Ok(());
    }
    let checks = checks(conn, call)?.remove(id).unwrap_or_default();
    put(conn, actor, (&desk, &of, &checks), (outcome, reason), now)
}

fn put(
    conn: &mut Conn,
    actor: &Actor,
    (desk, of, checks): (&Desk, &Application, &[Check]),
    (outcome, reason): (Outcome, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let failed: Vec<&str> =
        checks.iter().filter(|check| !check.met).map(|check| check.rule.id.as_str()).collect();
    let event = match outcome {
        Outcome::Eligible => Event::BeginReview,
        Outcome::Ineligible => Event::FindIneligible,
    };
    if outcome == Outcome::Ineligible || !failed.is_empty() {
        rules::check_reason(reason)?;
    }
    let to = next(of.state, event)?;
    if !applications::queries::set_state(conn, of, (to, None, ""))? {
        return Err(rules::CHANGED.into());
    }
    let verdict = (outcome, failed.join(","));
    let what = (verdict.0, verdict.1.as_str(), reason);
    queries::insert_eligibility(conn, &of.id, what, (&actor.id, now))?;
    let detail = json!({ "outcome": outcome, "failed": failed });
    note(conn, &actor.id, ("review.judge", "application", of.id.as_str()), &detail, now)?;
    if outcome == Outcome::Ineligible {
        for (_, name, email, language) in applications::queries::people_of(conn, &of.id)? {
            let to = (name.as_str(), email.as_str(), language);
            let unmet = checks.iter().filter(|check| !check.met);
            let words: Vec<&str> = unmet.map(|check| check.rule.text(language)).collect();
            mail::ineligible(conn, (&desk.call, of), (to, &words, reason), now)?;
        }
    }
    Ok(())
}

/// Takes back what was said of whether an application is eligible, with the reason, until the committee decides. Those who
/// applied are told, and somebody says it anew.
pub fn reconsider(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, reason): (&CallId, &ApplicationId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    if desk.call.state != calls::State::InReview {
        return Err(rules::NOT_IN_REVIEW.into());
    }
    conn.take_turn(id.as_str())?;
    let of = application(conn, &desk, id)?;
    if of.state == State::Submitted {
        return Ok(());
    }
    let to = next(of.state, Event::Reconsider)?;
    rules::check_reason(reason)?;
    if !applications::queries::set_state(conn, &of, (to, None, ""))? {
        return Err(rules::CHANGED.into());
    }
    queries::delete_eligibility(conn, id)?;
    let detail = json!({ "from": of.state, "reason": reason.trim() });
    note(conn, &actor.id, ("review.reconsider", "application", id.as_str()), &detail, now)?;
    for (_, name, email, language) in applications::queries::people_of(conn, id)? {
        let to = (name.as_str(), email.as_str(), language);
        mail::reconsidered(conn, (&desk.call, &of), (to, reason.trim()), now)?;
    }
    Ok(())
}

/// Takes every application as eligible in which no rule sees anything amiss; answers how many.
pub fn pass_clean(
    conn: &mut Conn,
    actor: &Actor,
    call: &CallId,
    now: NaiveDateTime,
) -> Result<usize> {
    let desk = desk(conn, actor, call)?;
    if desk.call.state != calls::State::InReview {
        return Err(rules::NOT_IN_REVIEW.into());
    }
    let mut passed = 0;
    let seen = checks(conn, call)?;
    for of in queries::filed(conn, call)? {
        if of.state != State::Submitted || !desk.shows(&of.id) {
            continue;
        }
        let checks = seen.get(&of.id).map(Vec::as_slice).unwrap_or_default();
        if !checks.is_empty() && checks.iter().all(|check| check.met) {
            put(conn, actor, (&desk, &of, checks), (Outcome::Eligible, ""), now)?;
            passed += 1;
        }
    }
    Ok(passed)
}
