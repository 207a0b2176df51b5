//! What the words of a transition mean: how a ticket is to end, why it is to rest.

use super::act::{Call, Step};
use crate::clock::network_day;
use crate::tickets::ops::{Closing, Pause};
use crate::tickets::rules;
use crate::web::FieldErrors;

impl Call {
    pub(super) fn pausing(&self, step: &Step) -> Result<Pause, FieldErrors> {
        let typed = step.until.as_deref().unwrap_or_default();
        let until = chrono::NaiveDate::parse_from_str(typed, "%Y-%m-%d")
            .ok()
            .filter(|until| rules::check_pause(*until, network_day(self.now)).is_ok());
        let until = until.ok_or_else(|| FieldErrors::one("until", "tickets-bad-pause"))?;
        if step.event == "snooze" {
            return Ok(Pause::Snooze { until });
        }
        let who = step.who.as_deref().map(str::trim).unwrap_or_default().replace('\0', "");
        match who.chars().count() {
            0 => Err(FieldErrors::one("who", "tickets-api-required")),
            1..=200 => Ok(Pause::ThirdParty { who, until }),
            _ => Err(FieldErrors::one("who", "tickets-api-too-long")),
        }
    }

    pub(super) fn closing(&self, step: &Step) -> Result<Closing, FieldErrors> {
        let outcome = step.outcome.as_deref().unwrap_or("answered").parse();
        let outcome =
            outcome.map_err(|_| FieldErrors::one("outcome", "tickets-api-unknown-value"))?;
        let known = |topic: &String| self.words.topic(topic).is_some();
        let said = step.topic.as_ref().filter(|topic| !topic.is_empty());
        if said.is_some_and(|topic| !known(topic)) {
            return Err(FieldErrors::one("topic", "tickets-api-unknown-topic"));
        }
        Ok(Closing { outcome, topic: step.topic.as_ref().map(|_| said.cloned()) })
    }
}
