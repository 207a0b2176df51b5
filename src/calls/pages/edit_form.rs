//! The form in which a call is written.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;

use crate::calls::rules::{self, dates};
use crate::calls::{Blind, Call, Terms, Text};
use crate::i18n::Locale;
use crate::network::Kind;
use crate::network::pages::kind_word;
use crate::questionnaires::rules::words::kept;
use crate::times;
use crate::web::{Choice, FieldErrors, Upload, checked_email, choice};

/// Its fields, as they are called on the page.
const FIELDS: [&str; 17] = [
    "title_fr",
    "title_en",
    "summary_fr",
    "summary_en",
    "body_fr",
    "body_en",
    "notice_fr",
    "notice_en",
    "contact",
    "opens",
    "closes",
    "questions",
    "grace",
    "blind",
    "reviewers",
    "node_kind",
    "appeal_months",
];

/// How reviews are done that a call may choose. Applicants learn in none of them who read them.
const BLIND: [Blind; 2] = [Blind::Single, Blind::Double];

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub lock: String,
    zone: String,
    typed: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
pub struct FormView {
    lock: String,
    typed: BTreeMap<&'static str, String>,
    zones: Vec<Choice>,
    blind: Vec<Choice>,
    kinds: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<FaultView>,
}

#[derive(Debug, Serialize)]
struct FaultView {
    field: String,
    key: String,
}

impl Form {
    pub fn of(call: &Call) -> Self {
        let (text, terms) = (&call.text, &call.terms);
        let wall = |at: Option<NaiveDateTime>| {
            at.map(|at| times::local(at, terms.tz()).format(times::FORM).to_string())
                .unwrap_or_default()
        };
        let typed = [
            ("title_fr", text.title_fr.clone()),
            ("title_en", text.title_en.clone()),
            ("summary_fr", text.summary_fr.clone()),
            ("summary_en", text.summary_en.clone()),
            ("body_fr", text.body_fr.clone()),
            ("body_en", text.body_en.clone()),
            ("notice_fr", text.notice_fr.clone()),
            ("notice_en", text.notice_en.clone()),
            ("contact", text.contact.clone()),
            ("opens", wall(terms.opens_at)),
            ("closes", wall(terms.closes_at)),
            ("questions", wall(terms.questions_until)),
            ("grace", terms.grace_minutes.to_string()),
            ("blind", terms.blind.as_str().to_owned()),
            ("reviewers", terms.reviewers_each.to_string()),
            ("appeal_months", terms.appeal_months.to_string()),
            ("node_kind", terms.node_kind.map(|kind| kind.to_string()).unwrap_or_default()),
        ];
        Self { lock: call.lock_version.to_string(), zone: terms.zone.clone(), typed: typed.into() }
    }

    pub fn read(form: &Upload) -> Self {
        Self {
            lock: form.text("lock").to_owned(),
            zone: form.text("zone").to_owned(),
            typed: FIELDS.map(|name| (name, kept(form.text(name)))).into(),
        }
    }

    fn text(&self, name: &str) -> String {
        self.typed.get(name).cloned().unwrap_or_default()
    }

    /// What it makes of a call; else the fields that do not pass. A draft needs a title only.
    pub fn check(&self, call: &Call) -> Result<(Text, Terms), FieldErrors> {
        let mut errors = FieldErrors::none();
        if self.text("title_fr").is_empty() {
            errors.add("title_fr", "calls-error-title");
        }
        for (field, text) in &self.typed {
            let most = match *field {
                "title_fr" | "title_en" => rules::MOST_TITLE,
                "summary_fr" | "summary_en" => rules::MOST_SUMMARY,
                _ => rules::MOST_BODY,
            };
            if text.chars().count() > most {
                errors.add(field, "calls-error-long");
            }
        }
        let contact = self.text("contact");
        let checked = checked_email(&contact);
        if !contact.is_empty() && checked.is_none() {
            errors.add("contact", "form-email");
        }
        let zone = times::zone(&self.zone).unwrap_or(chrono_tz::Europe::Paris);
        let terms = self.terms(call, zone, &mut errors);
        errors.into_result()?;
        let text = Text {
            title_fr: self.text("title_fr"),
            title_en: self.text("title_en"),
            summary_fr: self.text("summary_fr"),
            summary_en: self.text("summary_en"),
            body_fr: self.text("body_fr"),
            body_en: self.text("body_en"),
            notice_fr: self.text("notice_fr"),
            notice_en: self.text("notice_en"),
            contact: checked.unwrap_or_default(),
        };
        Ok((text, terms))
    }

    fn terms(&self, call: &Call, zone: Tz, errors: &mut FieldErrors) -> Terms {
        let mut at =
            |field: &str, read: fn(&str, Tz) -> Result<Option<NaiveDateTime>, crate::Refusal>| {
                read(&self.text(field), zone).unwrap_or_else(|refusal| {
                    errors.add(field, refusal.key());
                    None
                })
            };
        let opens_at = at("opens", dates::instant);
        let closes_at = at("closes", dates::last_instant);
        let questions_until = at("questions", dates::last_instant);
        if opens_at.zip(closes_at).is_some_and(|(opens, closes)| opens >= closes) {
            errors.add("closes", "calls-error-order");
        }
        let grace = self.text("grace").parse().ok().filter(|n| (0..=1440).contains(n));
        if grace.is_none() {
            errors.add("grace", "calls-error-grace");
        }
        let reviewers_each = self.text("reviewers").parse().ok().filter(|n| (1..=9).contains(n));
        if reviewers_each.is_none() {
            errors.add("reviewers", "calls-error-reviewers");
        }
        // A form that does not ask leaves it as it is.
        let appeal_months = match self.text("appeal_months").as_str() {
            "" => Some(call.terms.appeal_months),
            typed => typed.parse().ok().filter(|n| (1..=12).contains(n)),
        };
        if appeal_months.is_none() {
            errors.add("appeal_months", "calls-error-appeal-months");
        }
        let blind = BLIND.into_iter().find(|blind| blind.as_str() == self.text("blind"));
        Terms {
            zone: zone.name().to_owned(),
            opens_at,
            closes_at,
            questions_until,
            grace_minutes: grace.unwrap_or(15),
            blind: blind.unwrap_or(call.terms.blind),
            reviewers_each: reviewers_each.unwrap_or(call.terms.reviewers_each),
            appeal_months: appeal_months.unwrap_or(call.terms.appeal_months),
            node_kind: rules::LABELLED
                .into_iter()
                .find(|kind| kind.as_str() == self.text("node_kind")),
        }
    }

    pub fn view(self, errors: FieldErrors, locale: Locale) -> FormView {
        let zone = |(name, label): (&str, &str)| choice(name, label.to_owned(), name == self.zone);
        let chosen = self.text("blind");
        let blind = |blind: Blind| {
            let word = locale.text(&format!("calls-blind-{}", blind.as_str()));
            choice(blind.as_str(), word, blind.as_str() == chosen)
        };
        let wanted = self.text("node_kind");
        let kind =
            |kind: Kind| choice(kind.as_str(), kind_word(kind, locale), kind.as_str() == wanted);
        let any = choice("", locale.text("calls-kind-any"), wanted.is_empty());
        let fault = |(field, key): (&str, &str)| FaultView { field: field.into(), key: key.into() };
        FormView {
            zones: dates::zones(locale).map(zone).collect(),
            blind: BLIND.map(blind).into(),
            kinds: std::iter::once(any).chain(rules::LABELLED.map(kind)).collect(),
            faults: errors.iter().map(fault).collect(),
            lock: self.lock,
            typed: self.typed,
            errors,
        }
    }
}
