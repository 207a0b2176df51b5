//! The form in which a question is asked: as it was typed, and what it becomes when it passes.

use serde::Serialize;

use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::tickets::place::{self, Place};
use crate::tickets::{Person, Question, Ticket, Via, rules};
use crate::web::{FieldErrors, Upload, blank_as_none, checked_email, day};

/// What was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Form {
    /// The ticket's id, made with the form, so that sending twice asks once.
    pub id: String,
    /// When the form was made, signed.
    pub stamp: String,
    pub subject: String,
    pub body: String,
    /// Laboratories and employers: codes, or names as typed.
    pub institutions: Vec<String>,
    pub site: String,
    pub region: String,
    pub disciplines: Vec<String>,
    pub topic: String,
    pub deadline: String,
    pub deadline_for: String,
    pub dataset_pid: String,
    pub dmp_url: String,
    pub name: String,
    pub email: String,
    pub behalf_name: String,
    pub behalf_email: String,
    pub language: String,
    /// Not empty: what is asked is sensitive.
    pub sensitive: String,
    /// The node from whose page the asker came.
    pub node: String,
    /// The closed ticket that this takes up, and the key by which its team reads it.
    pub follows: String,
    pub key: String,
    /// A field that people do not see: who fills it in is a program.
    pub website: String,
}

/// How many values of one field are looked at: more than anybody can choose.
const MOST_CHOICES: usize = 20;

/// A form that passed.
pub struct Checked {
    pub question: Question,
    pub asker: Person,
    pub beneficiary: Option<Person>,
}

impl Form {
    pub fn read(values: impl Fn(&str) -> Vec<String>) -> Self {
        let one = |name: &str| values(name).into_iter().next().unwrap_or_default();
        let many = |name: &str| {
            let mut all: Vec<String> = Vec::new();
            for value in
                values(name).into_iter().take(MOST_CHOICES).map(|value| value.trim().to_owned())
            {
                if !value.is_empty() && !all.contains(&value) {
                    all.push(value);
                }
            }
            all
        };
        let mut institutions = many("institution");
        let typed = one("institution_typed");
        institutions.extend(typed.split(';').filter_map(blank_as_none).take(MOST_CHOICES));
        Self {
            id: one("id"),
            stamp: one("stamp"),
            subject: one("subject"),
            body: one("body"),
            institutions,
            site: one("site"),
            region: one("region"),
            disciplines: many("disciplines"),
            topic: one("topic"),
            deadline: one("deadline"),
            deadline_for: one("deadline_for"),
            dataset_pid: one("dataset_pid"),
            dmp_url: one("dmp_url"),
            name: one("name"),
            email: one("email"),
            behalf_name: one("behalf_name"),
            behalf_email: one("behalf_email"),
            language: one("language"),
            sensitive: one("sensitive"),
            node: one("node"),
            follows: one("follows"),
            key: one("key"),
            website: one("website"),
        }
    }

    pub fn from_upload(upload: &Upload) -> Self {
        Self::read(|name| upload.all(name).to_vec())
    }

    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self::read(|name| {
            pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
        })
    }

    /// Says what a ticket said, where nothing was typed: who asks there may be somebody else's to tell.
    pub fn take_up(&mut self, before: &Ticket, institutions: Vec<String>) {
        let own = [&before.laboratory].into_iter().flatten().cloned();
        let known = |value: &Option<String>| value.clone().unwrap_or_default();
        *self = Self {
            subject: before.subject.clone(),
            institutions: own.chain(institutions).collect(),
            site: before.site.clone().or_else(|| before.site_typed.clone()).unwrap_or_default(),
            region: known(&before.region),
            disciplines: before.disciplines(),
            topic: known(&before.topic),
            dataset_pid: known(&before.dataset_pid),
            dmp_url: known(&before.dmp_url),
            sensitive: if before.sensitive { "1".into() } else { String::new() },
            ..std::mem::take(self)
        };
    }

    pub fn place(&self, words: &Vocabularies) -> Place {
        place::read(words, &self.institutions, &self.site, &self.region)
    }

    /// The disciplines we know among those chosen; "I don't know" is none.
    pub fn known_disciplines(&self, words: &Vocabularies) -> Vec<String> {
        self.disciplines.iter().filter(|code| words.discipline(code).is_some()).cloned().collect()
    }

    pub fn known_topic(&self, words: &Vocabularies) -> Option<String> {
        words.topic(&self.topic).map(|topic| topic.code.clone())
    }

    pub fn locale(&self, page: Locale) -> Locale {
        self.language.parse().unwrap_or(page)
    }

    /// What was typed as a question, or why it does not pass.
    pub fn check(&self, words: &Vocabularies, page: Locale) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::none();
        self.check_question(&mut errors);
        let asker = self.check_asker(&mut errors);
        let beneficiary = self.check_beneficiary(&mut errors);
        let deadline_on = day(&self.deadline);
        if deadline_on.is_none() && !self.deadline.trim().is_empty() {
            errors.add("deadline", "tickets-ask-error-deadline");
        }
        let dmp_url = rules::web_address(&self.dmp_url);
        if dmp_url.is_none() && !self.dmp_url.trim().is_empty() {
            errors.add("dmp_url", "tickets-ask-error-dmp-url");
        }
        errors.into_result()?;
        let place = self.place(words);
        let question = Question {
            subject: rules::subject(&self.subject, &self.body),
            body: self.body.trim().to_owned(),
            site_typed: place.typed(),
            institutions: place.institutions,
            laboratory: place.laboratory,
            site: place.site,
            region: place.region,
            disciplines: self.known_disciplines(words),
            topic: self.known_topic(words),
            language: self.locale(page),
            dataset_pid: rules::dataset_pid(&self.dataset_pid),
            dmp_url,
            deadline_on,
            deadline_for: blank_as_none(&self.deadline_for),
            sensitive: !self.sensitive.is_empty(),
            via: Via::Page,
        };
        Ok(Checked { question, asker, beneficiary })
    }

    fn check_question(&self, errors: &mut FieldErrors) {
        if self.body.trim().is_empty() {
            errors.add("body", "tickets-ask-error-body");
        } else if self.body.chars().count() > rules::MAX_BODY {
            errors.add("body", "tickets-ask-error-body-long");
        }
        if self.institutions.is_empty() {
            errors.add("institution", "tickets-ask-error-institution");
        } else if self.institutions.len() > 3 {
            errors.add("institution", "tickets-ask-error-institutions");
        }
        if self.disciplines.len() > 3 {
            errors.add("disciplines", "tickets-ask-error-disciplines");
        }
        let lengths = [
            ("subject", &self.subject, rules::MAX_SUBJECT, "tickets-ask-error-long-160"),
            ("site", &self.site, 120, "tickets-ask-error-long-120"),
            (
                "deadline_for",
                &self.deadline_for,
                rules::MAX_DEADLINE_FOR,
                "tickets-ask-error-long-120",
            ),
            ("dataset_pid", &self.dataset_pid, 300, "tickets-ask-error-long-300"),
            ("dmp_url", &self.dmp_url, 500, "tickets-ask-error-long-500"),
            ("name", &self.name, 120, "tickets-ask-error-long-120"),
            ("behalf_name", &self.behalf_name, 120, "tickets-ask-error-long-120"),
        ];
        for (field, typed, limit, key) in lengths {
            if typed.chars().count() > limit {
                errors.add(field, key);
            }
        }
    }

    fn check_asker(&self, errors: &mut FieldErrors) -> Person {
        let (name, email) = (one_line(&self.name), checked_email(&self.email));
        if name.is_empty() {
            errors.add("name", "tickets-ask-error-name");
        }
        if email.is_none() {
            errors.add("email", "tickets-ask-error-email");
        }
        Person { name, email: email.unwrap_or_default() }
    }

    fn check_beneficiary(&self, errors: &mut FieldErrors) -> Option<Person> {
        let (name, email) = (one_line(&self.behalf_name), self.behalf_email.trim());
        if name.is_empty() && email.is_empty() {
            return None;
        }
        let email = checked_email(email);
        if name.is_empty() {
            errors.add("behalf_name", "tickets-ask-error-behalf-name");
        }
        if email.is_none() {
            errors.add("behalf_email", "tickets-ask-error-email");
        }
        let own = checked_email(&self.email);
        email.filter(|email| Some(email) != own.as_ref()).map(|email| Person { name, email })
    }
}

/// Names go into the heads of mails: one line, whatever was sent.
fn one_line(typed: &str) -> String {
    let words: Vec<_> = typed.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
