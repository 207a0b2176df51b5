//! How long an alert holds, and how often one may be asked for. The privacy page tells these terms.

use chrono::{Months, NaiveDateTime, TimeDelta};

use super::Alert;
use crate::Refusal;
use crate::accounts::throttle::Limit;

pub const NOT_GIVEN: Refusal = Refusal::new("alerts-not-given");
pub const EXPIRED: Refusal = Refusal::new("alerts-expired");

/// An alert holds for so many months since it was confirmed.
pub const MONTHS: u32 = 12;
/// What nobody confirms is forgotten.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(2);
/// Alerts that are asked for from one address on the internet.
pub const FROM_ADDRESS: Limit = Limit::new(20, TimeDelta::hours(1));
/// Mails to one address that asks, or for which somebody does.
pub const TO_EMAIL: Limit = Limit::new(5, TimeDelta::hours(1));

/// Until when an alert holds that holds since a moment.
pub fn until(since: NaiveDateTime) -> NaiveDateTime {
    since.checked_add_months(Months::new(MONTHS)).unwrap_or(since)
}

/// Alerts that hold since before this have ended.
pub fn ended_before(now: NaiveDateTime) -> NaiveDateTime {
    now.checked_sub_months(Months::new(MONTHS)).unwrap_or_default()
}

/// Whether what was asked may still be confirmed; answers whether there is anything to confirm.
pub fn check_confirm(alert: &Alert, now: NaiveDateTime) -> Result<bool, Refusal> {
    match (alert.asked_at, alert.since) {
        (Some(asked), _) if now - asked <= CONFIRM_WITHIN => Ok(true),
        (_, Some(_)) => Ok(false),
        (_, None) => Err(EXPIRED),
    }
}
