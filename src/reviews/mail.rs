//! What reviews write to people. No mail to who applies names a reviewer.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::queries::{Owed, Person};
use super::{AssignmentId, Completion, Emergency, Plan};
use crate::Result;
use crate::applications::mail::about;
use crate::applications::{Application, Partner};
use crate::calls::Call;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{To, write as send};
use crate::times::said;

fn to(person: &Person) -> To<'_> {
    (&person.name, &person.email, person.language)
}

/// Would you review for this call: how many, by when, how long.
pub fn invitation(
    conn: &mut Conn,
    (call, plan): (&Call, &Plan),
    (person, most, token): (&Person, i32, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let language = person.language;
    let payload = json!({
        "call": call.text.title(language),
        "most": most,
        "minutes": plan.minutes_each,
        "due": said::day(plan.due_at, call.terms.tz(), language),
        "path": format!("/reviews/invitations/{token}"),
    });
    send(conn, "review_invitation", to(person), (payload, None), now)
}

/// Applications were given to a reviewer; they are not named here.
pub fn assigned(
    conn: &mut Conn,
    (call, plan): (&Call, &Plan),
    (person, ids): (&Person, &[AssignmentId]),
    now: NaiveDateTime,
) -> Result<()> {
    let language = person.language;
    let payload = json!({
        "call": call.text.title(language),
        "n": ids.len(),
        "due": said::day(plan.due_at, call.terms.tz(), language),
        "path": "/reviews",
    });
    let key = ids.first().map(|id| format!("review-assigned-{id}-{}", now.and_utc().timestamp()));
    send(conn, "review_assigned", to(person), (payload, key), now)
}

/// A review is due, or late.
pub fn reminder(
    conn: &mut Conn,
    (owed, step): (&Owed, &str),
    late: bool,
    now: NaiveDateTime,
) -> Result<()> {
    let due = owed.assignment.due_at.unwrap_or(now);
    let more = json!({
        "due": said::day(due, owed.call.terms.tz(), owed.language),
        "late": late,
    });
    let path = format!("/reviews/{}", owed.assignment.id);
    let key = format!("review-reminder-{}-{step}", owed.assignment.id);
    let (of, to) =
        ((&owed.call, &owed.application), (owed.name.as_str(), owed.email.as_str(), owed.language));
    about(conn, "review_reminder", of, (to, path, more, Some(key)), now)
}

/// To a coordinator: a reviewer is to be replaced, or has answered no.
pub fn vacant(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    to: To<'_>,
    (who, why, key): (&str, &str, String),
    now: NaiveDateTime,
) -> Result<()> {
    let path = format!("/inbox/calls/{}/reviews/assignments", call.id);
    let more = json!({ "who": who, "why": why });
    about(conn, "review_vacant", (call, application), (to, path, more, Some(key)), now)
}

/// To a coordinator: somebody of those asked will not review for the call.
pub fn declined(
    conn: &mut Conn,
    call: &Call,
    to: To<'_>,
    (who, why, key): (&str, &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "call": call.text.title(to.2),
        "who": who,
        "why": why,
        "path": format!("/inbox/calls/{}/reviews/pool", call.id),
    });
    let key = format!("review-declined-{key}-{}", to.1);
    send(conn, "review_declined", to, (payload, Some(key)), now)
}

/// To a reviewer: their review is theirs to change again, with the reason; or an application was taken off them.
pub fn given_back(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    to: To<'_>,
    (id, reason): (&AssignmentId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (path, more) = (format!("/reviews/{id}/form"), json!({ "reason": reason }));
    about(conn, "review_reopened", (call, application), (to, path, more, None), now)
}

pub fn taken_off(
    conn: &mut Conn,
    call: &Call,
    to: To<'_>,
    references: &[String],
    now: NaiveDateTime,
) -> Result<()> {
    off(conn, call, to, (references, false), now)
}

/// To a reviewer: who applied has withdrawn what they review.
pub fn withdrawn(
    conn: &mut Conn,
    call: &Call,
    to: To<'_>,
    reference: &str,
    now: NaiveDateTime,
) -> Result<()> {
    off(conn, call, to, (&[reference.to_owned()], true), now)
}

fn off(
    conn: &mut Conn,
    call: &Call,
    to: To<'_>,
    (references, withdrawn): (&[String], bool),
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "call": call.text.title(to.2),
        "withdrawn": withdrawn,
        "references": references.join(", "),
        "contact": call.text.contact,
        "path": "/reviews",
    });
    send(conn, "review_taken_off", to, (payload, None), now)
}

/// To who applied: what was said of whether the application is eligible is taken back, and why.
pub fn reconsidered(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    (to, reason): (To<'_>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (path, more) = (format!("/applications/{}", application.id), json!({ "reason": reason }));
    about(conn, "review_reconsidered", (call, application), (to, path, more, None), now)
}

/// To whoever runs the review, and to who reviews: what was asked of an application was answered. Nobody is named.
pub fn completed(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    (to, path): (To<'_>, String),
    receipt: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let key = format!("review-completed-{receipt}-{}", to.1);
    let letter = (to, path, json!({}), Some(key));
    about(conn, "review_completed", (call, application), letter, now)
}

/// To who applied: the application is not eligible, by which rules, why, and how to contest it.
pub fn ineligible(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    (to, rules, reason): (To<'_>, &[&str], &str),
    now: NaiveDateTime,
) -> Result<()> {
    let more = json!({ "rules": rules, "reason": reason, "contact": call.text.contact });
    let path = format!("/applications/{}", application.id);
    let key = format!("review-ineligible-{}-{}", application.id, to.1);
    about(conn, "review_ineligible", (call, application), (to, path, more, Some(key)), now)
}

/// To who applied: some questions are open again.
pub fn completion(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    (to, request): (To<'_>, &Completion),
    now: NaiveDateTime,
) -> Result<()> {
    let path = format!("/applications/{}/completion", application.id);
    let key = format!("review-completion-{}-{}", request.id, to.1);
    let letter = (to, path, asked(call, request, to.2), Some(key));
    about(conn, "review_completion", (call, application), letter, now)
}

fn asked(call: &Call, request: &Completion, language: Locale) -> Value {
    let due = said::moment(request.due_at, call.terms.tz(), language);
    json!({ "message": request.message, "due": due })
}

/// To who speaks for an institution: its letter is asked for anew, and where it is signed.
pub fn letter_again(
    conn: &mut Conn,
    (call, application, partner): (&Call, &Application, &Partner),
    (to, request): (To<'_>, &Completion),
    now: NaiveDateTime,
) -> Result<()> {
    let path = format!("/applications/{}/partners/{}", application.id, partner.id);
    let key = format!("review-letter-again-{}-{}", request.id, to.1);
    let letter = (to, path, asked(call, request, to.2), Some(key));
    about(conn, "review_letter_again", (call, application), letter, now)
}

/// To those whose reviews and decisions these are: an admin looks into them, why, and until when.
pub fn emergency(
    conn: &mut Conn,
    (call, emergency, who): (&Call, &Emergency, &str),
    to: To<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let zone = call.terms.tz();
    let payload = json!({
        "call": call.text.title(to.2),
        "who": who,
        "reason": emergency.reason,
        "until": said::moment(emergency.ends_at, zone, to.2),
        "zone": said::zone_name(zone.name(), to.2),
        "path": format!("/inbox/calls/{}/emergencies", call.id),
    });
    let key = format!("review-emergency-{}-{}", emergency.id, to.1);
    send(conn, "review_emergency", to, (payload, Some(key)), now)
}
