//! The letters that say what was decided.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Appeal, Letter, Outcome};
use crate::Result;
use crate::app::App;
use crate::applications::Application;
use crate::calls::{Call, CallRole};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{self, Mail, Rendered, To};

/// The template of a letter; each is written in both languages.
pub const fn template(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Labelled => "decision_labelled",
        Outcome::Conditions => "decision_conditions",
        Outcome::Trajectory => "decision_trajectory",
        Outcome::Coaching => "decision_coaching",
        Outcome::Redirected => "decision_redirected",
        Outcome::Refused => "decision_refused",
    }
}

/// A letter to one person. The same decision is told to the same person once, whatever runs twice.
pub fn letter(conn: &mut Conn, call: &Call, letter: &Letter, now: NaiveDateTime) -> Result<()> {
    outbox::queue(conn, &mail_of(call, letter), now).map(drop)
}

/// A letter as it will be read.
pub fn rendered(app: &App, call: &Call, letter: &Letter) -> Result<Rendered> {
    Ok(outbox::preview(&app.mailer.templates, &app.config, &mail_of(call, letter))?)
}

fn mail_of<'a>(call: &Call, letter: &'a Letter) -> Mail<'a> {
    Mail {
        template: template(letter.outcome),
        language: letter.language,
        to_name: &letter.name,
        to_email: &letter.email,
        from_name: None,
        payload: payload(call, letter),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("decision-{}-{}", letter.decision, letter.account)),
    }
}

fn payload(call: &Call, letter: &Letter) -> serde_json::Value {
    let day = |day: chrono::NaiveDate| match letter.language {
        Locale::Fr => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.to_string(),
    };
    let conditions =
        letter.conditions.iter().map(|one| json!({ "due": day(one.due_on), "body": one.body }));
    json!({
        "call": call.text.title(letter.language),
        "reference": letter.reference,
        "title": letter.title,
        "rationale": letter.rationale,
        "said": letter.said,
        "conditions": conditions.collect::<Vec<_>>(),
        "until": letter.until.map(day),
        "next": letter.next.as_ref().map(|next| json!({
            "title": letter.language.pick(&next.title_fr, &next.title_en), "opens": day(next.opens_on),
        })),
        "node": letter.node,
        "contact": call.text.contact,
        "months": call.terms.appeal_months,
        "path": format!("/applications/{}", letter.application),
    })
}

/// To somebody who was given a seat in a committee: what it is, and where they find it.
pub fn seated(
    conn: &mut Conn,
    call: &Call,
    (to, role): (To<'_>, CallRole),
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "call": call.text.title(to.2),
        "reference": call.reference,
        "chairs": role == CallRole::Chair,
        "keeps": role == CallRole::Secretary,
        "observes": role == CallRole::Observer,
        "contact": call.text.contact,
        "path": format!("/inbox/calls/{}/decisions", call.id),
    });
    outbox::write(conn, "call_seated", to, (payload, None), now)
}

/// What becomes of an appeal, to who wrote it or to who is to look at it. Nobody is named in it.
pub fn appeal(
    conn: &mut Conn,
    (template, (to_name, to_email, language)): (&'static str, To<'_>),
    (call, application, appeal): (&Call, &Application, &Appeal),
    now: NaiveDateTime,
) -> Result<()> {
    let path = match template {
        "appeal_received" => format!("/admin/appeals/{}", appeal.id),
        "appeal_reopened" => format!("/inbox/calls/{}/decisions/{}", call.id, application.id),
        _ => format!("/applications/{}/appeal", application.id),
    };
    let payload = json!({
        "call": call.text.title(language),
        "reference": application.reference,
        "title": application.title,
        "grounds": appeal.grounds,
        "answer": appeal.answer,
        "months": call.terms.appeal_months,
        "path": path,
    });
    let key = format!("{template}-{}-{to_email}", appeal.id);
    outbox::write(conn, template, (to_name, to_email, language), (payload, Some(key)), now)
}
