//! What is typed of a body, of a seat and of a new meeting.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::{capacity_word, kind_word, kinds};
use crate::clock::network_day;
use crate::governance::ops::{Appointment, Charter};
use crate::governance::{Body, BodyId, BodyKind, Capacity, MeetingId, Seated};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Choice, FieldErrors, Upload, blank_as_none, checked_email, choice, day};

/// What was typed of a seat and of a meeting.
#[derive(Serialize)]
pub struct Desk {
    seat: SeatForm,
    form: MeetingForm,
}

#[derive(Serialize)]
pub struct SeatForm {
    email: String,
    capacities: Vec<Choice>,
    votes: bool,
    institutions: Vec<Choice>,
    quality: String,
    alternates: Vec<Choice>,
    starts_on: String,
    ends_on: String,
}

#[derive(Serialize)]
pub struct MeetingForm {
    pub id: String,
    pub title: String,
    pub title_en: String,
    pub starts: String,
    pub ends: String,
    pub place: String,
    pub join_url: String,
}

#[derive(Serialize)]
pub struct CharterForm {
    id: String,
    code: String,
    kinds: Vec<Choice>,
    name_fr: String,
    name_en: String,
    mandate_fr: String,
    mandate_en: String,
    quorum: String,
}

pub fn desk(
    typed: Option<&Upload>,
    live: &[&Seated],
    words: &Vocabularies,
    (now, locale): (NaiveDateTime, Locale),
) -> Desk {
    let text = |name: &str| typed.map(|form| form.text(name)).unwrap_or_default().to_owned();
    let none = || choice("", locale.text("governance-none"), false);
    let (capacity, institution, of) = (text("capacity"), text("institution"), text("alternate_of"));
    let mains = live.iter().filter(|one| one.seat.alternate_of.is_none());
    let today = network_day(now);
    Desk {
        seat: SeatForm {
            email: text("email"),
            capacities: kinds(
                &[Capacity::Member, Capacity::Chair, Capacity::Secretary, Capacity::Guest],
                |one| capacity_word(one, locale),
                Capacity::as_str,
                &capacity,
            ),
            votes: typed.is_none() || !text("votes").is_empty(),
            institutions: std::iter::once(none())
                .chain(
                    words
                        .institutions
                        .iter()
                        .map(|one| choice(&one.slug, one.name.clone(), one.slug == institution)),
                )
                .collect(),
            quality: text("quality"),
            alternates: std::iter::once(none())
                .chain(mains.map(|one| {
                    choice(one.seat.id.as_str(), one.name.clone(), one.seat.id.as_str() == of)
                }))
                .collect(),
            starts_on: match text("starts_on") {
                blank if blank.is_empty() => today.to_string(),
                said => said,
            },
            ends_on: text("ends_on"),
        },
        form: MeetingForm {
            id: match text("id") {
                blank if blank.is_empty() => MeetingId::random().to_string(),
                said => said,
            },
            title: text("title"),
            title_en: text("title_en"),
            starts: text("starts"),
            ends: text("ends"),
            place: text("place"),
            join_url: text("join_url"),
        },
    }
}

pub fn charter_form(typed: Option<&Upload>, body: Option<&Body>, locale: Locale) -> CharterForm {
    let typed = typed.filter(|form| form.names().any(|name| name == "name_fr"));
    let text = |name: &str, kept: &str| {
        typed.map_or_else(|| kept.to_owned(), |form| form.text(name).to_owned())
    };
    let of = |pick: fn(&Body) -> &str| body.map(pick).unwrap_or_default();
    let kind = text("kind", of(|one| one.kind.as_str()));
    CharterForm {
        id: match text("id", "") {
            blank if blank.is_empty() => BodyId::new().to_string(),
            said => said,
        },
        code: text("code", of(|one| &one.code)),
        kinds: kinds(BodyKind::ALL, |one| kind_word(one, locale), BodyKind::as_str, &kind),
        name_fr: text("name_fr", of(|one| &one.name_fr)),
        name_en: text("name_en", of(|one| &one.name_en)),
        mandate_fr: text("mandate_fr", of(|one| &one.mandate_fr)),
        mandate_en: text("mandate_en", of(|one| &one.mandate_en)),
        quorum: text("quorum", &body.map_or(50, |one| one.quorum).to_string()),
    }
}

/// What a form says of a body, or what is wrong with it.
pub fn charter(form: &Upload) -> Result<Charter, FieldErrors> {
    let mut errors = FieldErrors::none();
    let text = |name: &str, most: usize| {
        let said = form.text(name).trim().to_owned();
        (said.chars().count() <= most).then_some(said)
    };
    let name_fr = text("name_fr", 200).filter(|name| !name.is_empty());
    let quorum = form.text("quorum").trim().parse::<i32>().ok().filter(|n| (0..=100).contains(n));
    let kind = form.text("kind").parse::<BodyKind>().ok();
    for (field, missing) in
        [("name_fr", name_fr.is_none()), ("quorum", quorum.is_none()), ("kind", kind.is_none())]
    {
        if missing {
            errors.add(field, &format!("governance-error-{}", field.replace('_', "-")));
        }
    }
    let (Some(name_fr), Some(quorum), Some(kind)) = (name_fr, quorum, kind) else {
        return Err(errors);
    };
    Ok(Charter {
        kind,
        name_fr,
        name_en: text("name_en", 200).unwrap_or_default(),
        mandate_fr: text("mandate_fr", 10_000).unwrap_or_default(),
        mandate_en: text("mandate_en", 10_000).unwrap_or_default(),
        quorum,
    })
}

pub fn appointment(form: &Upload, words: &Vocabularies) -> Result<Appointment, FieldErrors> {
    let mut errors = FieldErrors::none();
    let email = checked_email(form.text("email"));
    if email.is_none() {
        errors.add("email", "form-email");
    }
    let institution = blank_as_none(form.text("institution"));
    if institution.as_deref().is_some_and(|code| !words.has(Vocabulary::Institution, code)) {
        errors.add("institution", "governance-error-institution");
    }
    let (starts_on, ends) = (day(form.text("starts_on")), blank_as_none(form.text("ends_on")));
    let ends_on = ends.as_deref().and_then(day);
    if starts_on.is_none() {
        errors.add("starts_on", "governance-error-day");
    }
    if ends.is_some() && (ends_on.is_none() || ends_on < starts_on) {
        errors.add("ends_on", "governance-error-ends");
    }
    let quality = form.text("quality").trim().to_owned();
    if quality.chars().count() > 200 {
        errors.add("quality", "governance-error-quality");
    }
    errors.into_result()?;
    Ok(Appointment {
        email: email.unwrap_or_default(),
        capacity: form.text("capacity").parse().unwrap_or(Capacity::Member),
        votes: !form.text("votes").is_empty(),
        institution,
        quality,
        alternate_of: form.text("alternate_of").parse().ok(),
        starts_on: starts_on.unwrap_or_default(),
        ends_on,
    })
}
