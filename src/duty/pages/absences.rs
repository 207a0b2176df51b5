//! One's own absences, and the mail of the morning.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::accounts::pages::{Fault, faults};
use crate::accounts::{AccountId, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty::ops::{self, Said};
use crate::duty::rules::DIGEST_HOURS;
use crate::duty::{Absence, AbsenceId, queries};
use crate::web::{Choice, Context, FieldErrors, SignedIn, Staff, choices, day};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    away_from: String,
    away_to: String,
    stand_in: String,
    note: String,
}

#[derive(Serialize)]
struct View {
    tab: &'static str,
    email: String,
    absences: Vec<Absence>,
    standing_in: Vec<Absence>,
    colleagues: Vec<Choice>,
    works: bool,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

/// The field that a refusal is about.
pub(super) fn field_of(key: &str) -> &'static str {
    match key {
        "duty-stands-in-for-oneself" | "duty-stand-in-elsewhere" | "duty-stand-in-away" => {
            "stand_in"
        }
        "duty-note-too-long" | "duty-note-empty" | "duty-note-day" => "note",
        "duty-not-staff" => "who",
        _ => "away_from",
    }
}

async fn view(cx: &Context<Staff>, form: Form, errors: FieldErrors) -> Result<View> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    let reader = actor.clone();
    let (absences, standing_in, colleagues) = cx
        .db
        .read(move |conn| {
            let own = queries::absences_of(conn, &reader.id, today)?;
            let others = queries::standing_in(conn, &reader.id, today)?;
            Ok((own, others, queries::colleagues_of(conn, &reader.id, today)?))
        })
        .await?;
    let colleagues = colleagues.into_iter().map(|(id, name)| (id.to_string(), name));
    Ok(View {
        tab: "absences",
        email: actor.email.clone(),
        absences,
        standing_in,
        colleagues: choices(colleagues, &form.stand_in),
        works: !actor.memberships.is_empty(),
        faults: faults(&errors),
        form,
        errors,
    })
}

/// `GET /account/absences`
pub async fn absences(cx: Context<Staff>) -> Result<HttpResponse> {
    let view = view(&cx, Form::default(), FieldErrors::none()).await?;
    cx.page("duty/absences", cx.head("duty-absences", "account"), &view)
}

/// `POST /account/absences`
pub async fn be_away(cx: Context<Staff>, form: web::Form<Form>) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, form.into_inner());
    let mut errors = FieldErrors::none();
    let (from, to) = (day(&form.away_from), day(&form.away_to));
    if from.is_none() {
        errors.add("away_from", "network-bad-day");
    }
    if to.is_none() {
        errors.add("away_to", "network-bad-day");
    }
    if let (Some(from), Some(to)) = (from, to) {
        let stand_in = form.stand_in.parse::<AccountId>().ok();
        let said = Said { stand_in, note: form.note.clone() };
        let done = cx.db.write(move |conn| {
            let me = actor.id.clone();
            ops::be_away(conn, &actor, (&me, (from, to)), &said, now)
        });
        match done.await {
            Ok(_) => return cx.redirect("/account/absences", "duty-flash-away"),
            Err(Error::Refused(refusal)) => errors.add(field_of(refusal.key()), refusal.key()),
            Err(error) => return Err(error),
        }
    }
    let view = view(&cx, form, errors).await?;
    cx.invalid("duty/absences", cx.head("duty-absences", "account"), &view)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    back: String,
}

/// `POST /account/absences/{id}/end`: called off by whose it is, or by who manages their node.
pub async fn come_back(
    cx: Context<SignedIn>,
    id: web::Path<AbsenceId>,
    form: web::Form<EndForm>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::come_back(conn, &actor, &id, now)).await?;
    let slug = form.back.trim();
    let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let to = match slug {
        "" => "/account/absences".to_owned(),
        slug if slug.len() <= 80 && slug.chars().all(is_slug) => format!("/nodes/{slug}/rota"),
        _ => "/account/absences".to_owned(),
    };
    cx.redirect(&to, "duty-flash-back")
}

/// Whether somebody wants the mail of the morning, and from which hour.
#[derive(Debug, Clone, Serialize)]
pub struct DigestChoice {
    wanted: bool,
    hours: Vec<Choice>,
}

/// For the account's own page.
pub fn digest_choice(conn: &mut Conn, actor: &Actor) -> Result<DigestChoice> {
    let hour = queries::digest_hour(conn, &actor.id)?;
    let on = hour.unwrap_or(8).to_string();
    let hours = DIGEST_HOURS.map(|hour| (hour.to_string(), format!("{hour}:00")));
    Ok(DigestChoice { wanted: hour.is_some(), hours: choices(hours, &on) })
}

/// A box that is not ticked is not sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DigestForm {
    wanted: String,
    hour: String,
}

/// `POST /account/digest`
pub async fn choose_digest(
    cx: Context<Staff>,
    form: web::Form<DigestForm>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let hour = if form.wanted == "on" { form.hour.parse::<u32>().ok().or(Some(8)) } else { None };
    cx.db.write(move |conn| ops::choose_digest(conn, &actor, hour, now)).await?;
    cx.redirect("/account", "duty-flash-digest")
}
