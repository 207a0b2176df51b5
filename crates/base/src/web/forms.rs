//! Helpers shared by forms. A form is a struct of strings as typed; what does not pass is a value, not an error.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use validator::{ValidateEmail, ValidationErrors};

use crate::i18n::Locale;

/// Message keys by field. Templates show them beside the field and in the summary above the form.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<String>>);

impl FieldErrors {
    pub fn none() -> Self {
        Self::default()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn one(field: &str, key: &'static str) -> Self {
        let mut errors = Self::none();
        errors.add(field, key);
        errors
    }
    pub fn add(&mut self, field: &str, key: &str) {
        self.0.entry(field.to_owned()).or_default().push(key.to_owned());
    }
    /// `(field, message key)` pairs, by field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .flat_map(|(field, keys)| keys.iter().map(|key| (field.as_str(), key.as_str())))
    }
    /// `Ok` when nothing was found.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// A field that did not pass, for the summary above a form.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    pub field: String,
    /// Or the key of one, where the template says it.
    pub message: String,
}

/// The fields that did not pass, with the keys of their messages.
pub fn faults(errors: &FieldErrors) -> Vec<Fault> {
    let fault = |(field, key): (&str, &str)| Fault { field: field.into(), message: key.into() };
    errors.iter().map(fault).collect()
}

/// The fields that did not pass, with their messages.
pub fn said_faults(errors: &FieldErrors, locale: Locale) -> Vec<Fault> {
    let fault =
        |(field, key): (&str, &str)| Fault { field: field.into(), message: locale.text(key) };
    errors.iter().map(fault).collect()
}

/// The key of an address that was mailed, as it comes back with it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Keyed {
    pub key: String,
}

impl From<ValidationErrors> for FieldErrors {
    fn from(errors: ValidationErrors) -> Self {
        let mut found = Self::none();
        for (field, errors) in errors.field_errors() {
            errors.iter().for_each(|error| found.add(&field, &error.code));
        }
        found
    }
}

/// What was typed without the spaces around it, or nothing.
pub fn blank_as_none(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// An address as we keep it (trimmed, lower case), when it is one to which mail can be sent: by a name, not by a number.
pub fn checked_email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let named = email
        .rsplit_once('@')
        .is_some_and(|(_, domain)| domain.contains('.') && !domain.starts_with('['));
    let can_be_sent = || email.parse::<lettre::Address>().is_ok();
    (named && email.len() <= 254 && email.validate_email() && can_be_sent()).then_some(email)
}

/// A day as a date field sends it (`2026-03-31`), or as people in France type it (`31/03/2026`), in a year that a person
/// can mean.
pub fn day(typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(typed, "%d/%m/%Y"))
        .ok()
        .filter(|day| (1900..=2200).contains(&day.year()))
}
