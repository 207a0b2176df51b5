//! The part of a course's form that says what its sessions begin with.

use serde::Serialize;

use super::session_own::{hour, is_address, reminder_choices, reminders_read, share};
use super::session_rule::{self, OF_COURSE};
use super::{Choice, choice};
use crate::courses::rules::{MAX_OWN_TEXT, MAX_PRINTED, MAX_TEXT, MOST_SEATS, reminders};
use crate::courses::{Course, Mode, Template};
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::web::{FieldErrors, Upload};

/// What was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    title: String,
    mode: String,
    language: String,
    place: String,
    join_url: String,
    practical: String,
    trainers: String,
    questions: String,
    approval: bool,
    pending_holds: bool,
    offer_hours: String,
    on_site: String,
    online: String,
    on_site_unlimited: bool,
    online_unlimited: bool,
    starts: String,
    remind: Vec<String>,
    remind_text: String,
    certificate_share: String,
    certificate_text: String,
    rule: session_rule::Typed,
}

#[derive(Debug, Serialize)]
pub(super) struct View {
    typed: Typed,
    modes: Vec<Choice>,
    languages: Vec<Choice>,
    reminders: Vec<Choice>,
    rule: session_rule::View,
}

pub(super) fn typed(template: &Template) -> Typed {
    let seats = |seats: Option<i32>| seats.map(|seats| seats.to_string()).unwrap_or_default();
    Typed {
        title: template.title.clone(),
        mode: template.mode.to_string(),
        language: template.language.to_string(),
        place: template.place.clone(),
        join_url: template.join_url.clone(),
        practical: template.practical.clone(),
        trainers: template.trainers.clone(),
        questions: template.questions.clone(),
        approval: template.approval,
        pending_holds: template.pending_holds,
        offer_hours: template.offer_hours.to_string(),
        on_site: seats(template.on_site),
        online: seats(template.online),
        on_site_unlimited: template.on_site_unlimited,
        online_unlimited: template.online_unlimited,
        starts: template.starts.clone(),
        remind: template.remind_codes.split(',').map(str::to_owned).collect(),
        remind_text: template.remind_text.clone(),
        certificate_share: template.certificate_share.to_string(),
        certificate_text: template.certificate_text.clone(),
        rule: session_rule::typed(&template.into()),
    }
}

impl Typed {
    pub(super) fn read(form: &Upload) -> Self {
        let line = |name: &str| form.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
        Self {
            title: line("session_title"),
            mode: line("session_mode"),
            language: line("session_language"),
            place: line("session_place"),
            join_url: line("session_join_url"),
            practical: text("session_practical"),
            trainers: text("session_trainers"),
            questions: text("session_questions"),
            approval: !line("session_approval").is_empty(),
            pending_holds: !line("session_pending_holds").is_empty(),
            offer_hours: line("session_offer_hours"),
            on_site: line("session_on_site"),
            online: line("session_online"),
            on_site_unlimited: !line("session_on_site_unlimited").is_empty(),
            online_unlimited: !line("session_online_unlimited").is_empty(),
            starts: line("session_starts"),
            remind: reminders_read(form, "session_remind"),
            remind_text: text("session_remind_text"),
            certificate_share: line("session_certificate_share"),
            certificate_text: line("session_certificate_text"),
            rule: session_rule::Typed::read(form, OF_COURSE),
        }
    }

    /// What it makes, noting the fields that do not pass. What is left empty is as if nothing were decided.
    pub(super) fn check(&self, words: &Vocabularies, errors: &mut FieldErrors) -> Template {
        let usual = Template::default();
        for (field, text, most) in [
            ("session_title", &self.title, 200),
            ("session_place", &self.place, 300),
            ("session_practical", &self.practical, MAX_TEXT),
            ("session_trainers", &self.trainers, MAX_TEXT),
            ("session_questions", &self.questions, MAX_TEXT),
            ("session_remind_text", &self.remind_text, MAX_OWN_TEXT),
            ("session_certificate_text", &self.certificate_text, MAX_PRINTED),
        ] {
            if text.chars().count() > most {
                errors.add(field, "courses-error-long");
            }
        }
        if !self.join_url.is_empty() && !is_address(&self.join_url) {
            errors.add("session_join_url", "courses-error-address");
        }
        let mut seats = |field, typed: &str| {
            let seats = typed.parse().ok().filter(|seats| (1..=MOST_SEATS).contains(seats));
            if seats.is_none() && !typed.is_empty() {
                errors.add(field, "courses-error-seats");
            }
            seats
        };
        let on_site = seats("session_on_site", &self.on_site);
        let online = seats("session_online", &self.online);
        let offer_hours = match self.offer_hours.as_str() {
            "" => Some(usual.offer_hours),
            typed => typed.parse().ok().filter(|hours| (0..=720).contains(hours)),
        };
        if offer_hours.is_none() {
            errors.add("session_offer_hours", "courses-error-offer");
        }
        let share = match self.certificate_share.as_str() {
            "" => Some(usual.certificate_share),
            typed => share(typed),
        };
        if share.is_none() {
            errors.add("session_certificate_share", "courses-error-share");
        }
        let starts = hour(&self.starts).map(|hour| hour.format("%H:%M").to_string());
        if starts.is_none() && !self.starts.is_empty() {
            errors.add("session_starts", "courses-error-hour");
        }
        let rule = self.rule.check((words, OF_COURSE), errors);
        Template {
            title: self.title.clone(),
            mode: self.mode.parse().unwrap_or(usual.mode),
            language: self.language.parse().unwrap_or(usual.language),
            place: self.place.clone(),
            join_url: self.join_url.clone(),
            practical: self.practical.clone(),
            trainers: self.trainers.clone(),
            questions: self.questions.clone(),
            approval: self.approval || rule.names_any(),
            pending_holds: self.pending_holds,
            offer_hours: offer_hours.unwrap_or(usual.offer_hours),
            on_site,
            online,
            on_site_unlimited: self.on_site_unlimited,
            online_unlimited: self.online_unlimited,
            starts: starts.unwrap_or_default(),
            remind_codes: reminders::codes(&self.remind),
            remind_text: self.remind_text.clone(),
            certificate_share: share.unwrap_or(usual.certificate_share),
            certificate_text: self.certificate_text.clone(),
            rule_institutions: rule.institutions,
            rule_disciplines: rule.disciplines,
            rule_course: rule.course,
            rule_strict: rule.strict,
        }
    }

    pub(super) fn view(
        self,
        (words, locale): (&Vocabularies, Locale),
        courses: &[Course],
        errors: &FieldErrors,
    ) -> View {
        let mode = |one: &Mode| {
            let word = locale.text(&format!("courses-mode-{}", one.as_str().replace('_', "-")));
            choice(one.as_str(), word, one.as_str() == self.mode)
        };
        let language = |one: &Locale| {
            let word = locale.text(&format!("courses-language-{one}"));
            choice(one.as_str(), word, one.as_str() == self.language)
        };
        View {
            modes: Mode::ALL.iter().map(mode).collect(),
            languages: Locale::ALL.iter().map(language).collect(),
            reminders: reminder_choices(&self.remind, locale),
            rule: self.rule.view((words, locale), courses, (OF_COURSE, errors)),
            typed: self,
        }
    }
}
