//! What a call says of a question, and what it comes to in our own codes.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::tickets::routing::{Inputs, implied_region, site_of};
use crate::tickets::rules::{MAX_BODY, MAX_DEADLINE_FOR, MAX_SUBJECT};
use crate::tickets::{Person, Question, Via};
use crate::web::{FieldErrors, blank_as_none, checked_email, day};

/// The keys that routing looks at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Keys {
    institution: Option<String>,
    institutions: Option<Vec<String>>,
    laboratory: Option<String>,
    site: Option<String>,
    region: Option<String>,
    discipline: Option<OneOrMore>,
    topic: Option<String>,
    language: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// A whole question.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Body {
    subject: String,
    body: String,
    requester: Requester,
    dataset_pid: Option<String>,
    dmp_url: Option<String>,
    deadline: Option<String>,
    deadline_for: Option<String>,
    sensitive: bool,
    /// Files that the token's owner brought, by their tokens.
    pub files: Vec<String>,
    #[serde(flatten)]
    keys: Keys,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Requester {
    name: String,
    email: String,
}

/// The keys as codes of ours.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub inputs: Inputs,
    pub laboratory: Option<String>,
    /// The town as typed, when no site of ours has that name.
    pub site_typed: Option<String>,
    pub language: Option<Locale>,
}

const MOST_DISCIPLINES: usize = 3;
const MOST_INSTITUTIONS: usize = 10;

impl Keys {
    /// Which parts of a place, of the disciplines and of the topic a call says anything of.
    pub fn says(&self) -> (bool, bool, bool) {
        let typed = [&self.institution, &self.laboratory, &self.site, &self.region];
        let place = self.institutions.is_some() || typed.into_iter().any(Option::is_some);
        (place, self.discipline.is_some(), self.topic.is_some())
    }

    /// Every code must be known; a town need not be. A laboratory fills in what was not said.
    pub fn known(&self, words: &Vocabularies, errors: &mut FieldErrors) -> Known {
        let given = |typed: &Option<String>| typed.as_deref().and_then(blank_as_none);
        let mut inputs =
            Inputs { institutions: self.employers(words, errors), ..Inputs::default() };
        let laboratory = given(&self.laboratory).and_then(|typed| {
            let found = words.laboratory_named(&typed);
            if found.is_none() {
                errors.add("laboratory", "tickets-api-unknown-laboratory");
            }
            found
        });
        if let Some(laboratory) = laboratory {
            for employer in &laboratory.institutions {
                add_once(&mut inputs.institutions, employer);
            }
            inputs.site.clone_from(&laboratory.site);
        }
        inputs.region = known_code(given(&self.region), "region", errors, |code| {
            words.region(code).map(|region| region.code.clone())
        });
        let mut site_typed = None;
        if let Some(typed) = given(&self.site) {
            let typed: String = typed.chars().take(200).collect();
            inputs.site = site_of(&typed, inputs.region.as_deref(), &inputs.institutions, words);
            site_typed = inputs.site.is_none().then_some(typed);
        }
        inputs.disciplines = self.disciplines(words, errors);
        inputs.topic = known_code(given(&self.topic), "topic", errors, |code| {
            words.topic(code).map(|topic| topic.code.clone())
        });
        if inputs.region.is_none() {
            let stands_elsewhere = site_typed.is_some();
            let of_laboratory = laboratory.and_then(|laboratory| laboratory.region.clone());
            inputs.region = implied_region(&inputs, words)
                .or_else(|| of_laboratory.filter(|_| !stands_elsewhere));
        }
        let language = given(&self.language).and_then(|typed| match typed.parse() {
            Ok(language) => Some(language),
            Err(_) => {
                errors.add("language", "tickets-api-bad-language");
                None
            }
        });
        inputs.language = language.unwrap_or(Locale::Fr).as_str().to_owned();
        let laboratory = laboratory.map(|laboratory| laboratory.code.clone());
        Known { inputs, laboratory, site_typed, language }
    }

    fn employers(&self, words: &Vocabularies, errors: &mut FieldErrors) -> Vec<String> {
        let mut found = Vec::new();
        let listed = self.institutions.iter().flatten().map(|typed| ("institutions", typed));
        for (field, typed) in
            self.institution.iter().map(|typed| ("institution", typed)).chain(listed)
        {
            let Some(typed) = blank_as_none(typed) else { continue };
            match words.institution_named(&typed) {
                Some(known) => add_once(&mut found, &known.slug),
                None => errors.add(field, "tickets-api-unknown-institution"),
            }
        }
        found.truncate(MOST_INSTITUTIONS);
        found
    }

    fn disciplines(&self, words: &Vocabularies, errors: &mut FieldErrors) -> Vec<String> {
        let asked = match &self.discipline {
            None => return Vec::new(),
            Some(OneOrMore::One(code)) => std::slice::from_ref(code),
            Some(OneOrMore::More(codes)) => codes.as_slice(),
        };
        let mut found = Vec::new();
        for code in asked.iter().filter_map(|code| blank_as_none(code)) {
            match words.discipline(&code) {
                Some(_) => add_once(&mut found, &code),
                None => errors.add("discipline", "tickets-api-unknown-discipline"),
            }
        }
        if found.len() > MOST_DISCIPLINES {
            errors.add("discipline", "tickets-api-too-many-disciplines");
        }
        found
    }
}

fn add_once(list: &mut Vec<String>, code: &str) {
    if !list.iter().any(|known| known == code) {
        list.push(code.to_owned());
    }
}

fn known_code(
    typed: Option<String>,
    field: &str,
    errors: &mut FieldErrors,
    find: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let typed = typed?;
    let found = find(&typed);
    if found.is_none() {
        errors.add(field, &format!("tickets-api-unknown-{field}"));
    }
    found
}

impl Body {
    /// The question and who asks it, or every reason why it does not pass.
    pub fn checked(&self, words: &Vocabularies) -> Result<(Question, Person), FieldErrors> {
        let mut errors = FieldErrors::none();
        let known = self.keys.known(words, &mut errors);
        let subject = one_line(&required(&self.subject, "subject", MAX_SUBJECT, &mut errors));
        let body = required(&self.body, "body", MAX_BODY, &mut errors);
        let name = one_line(&required(&self.requester.name, "requester.name", 120, &mut errors));
        let email = required(&self.requester.email, "requester.email", 254, &mut errors);
        let email = checked_email(&email).unwrap_or_else(|| {
            if !email.is_empty() {
                errors.add("requester.email", "tickets-api-bad-email");
            }
            String::new()
        });
        let question = Question {
            subject,
            body,
            institutions: known.inputs.institutions,
            laboratory: known.laboratory,
            site: known.inputs.site,
            site_typed: known.site_typed,
            region: known.inputs.region,
            disciplines: known.inputs.disciplines,
            topic: known.inputs.topic,
            language: known.language.unwrap_or(Locale::Fr),
            dataset_pid: short(self.dataset_pid.as_deref(), "dataset_pid", 300, &mut errors),
            dmp_url: self.dmp_url(&mut errors),
            deadline_on: self.deadline(&mut errors),
            deadline_for: short(
                self.deadline_for.as_deref(),
                "deadline_for",
                MAX_DEADLINE_FOR,
                &mut errors,
            ),
            sensitive: self.sensitive,
            via: Via::Api,
        };
        errors.into_result().map(|()| (question, Person { name, email }))
    }

    fn dmp_url(&self, errors: &mut FieldErrors) -> Option<String> {
        let address = short(self.dmp_url.as_deref(), "dmp_url", 500, errors)?;
        if !address.starts_with("https://") && !address.starts_with("http://") {
            errors.add("dmp_url", "tickets-api-bad-url");
        }
        Some(address)
    }

    fn deadline(&self, errors: &mut FieldErrors) -> Option<NaiveDate> {
        let typed = self.deadline.as_deref().and_then(blank_as_none)?;
        let found = day(&typed);
        if found.is_none() {
            errors.add("deadline", "tickets-api-bad-date");
        }
        found
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn required(typed: &str, field: &str, most: usize, errors: &mut FieldErrors) -> String {
    // PostgreSQL keeps no NUL in a text.
    let text = typed.replace('\0', "").trim().to_owned();
    if text.is_empty() {
        errors.add(field, "tickets-api-required");
    } else if text.chars().count() > most {
        errors.add(field, "tickets-api-too-long");
    }
    text
}

fn short(
    typed: Option<&str>,
    field: &str,
    most: usize,
    errors: &mut FieldErrors,
) -> Option<String> {
    let text = blank_as_none(&typed?.replace('\0', ""))?;
    if text.chars().count() > most {
        errors.add(field, "tickets-api-too-long");
    }
    Some(one_line(&text))
}

/// A message's text, checked.
pub fn message_body(typed: &str, errors: &mut FieldErrors) -> String {
    required(typed, "body", MAX_BODY, errors)
}
