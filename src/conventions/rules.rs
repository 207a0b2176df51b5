//! How long a signature holds, when somebody is reminded of its end, and who has to sign.

use chrono::{Months, NaiveDate};

use super::{Concern, Kind, Signature, Signed};
use crate::Refusal;

pub const NO_REASON: Refusal = Refusal::new("conventions-no-reason");
pub const NOT_SIGNED: Refusal = Refusal::new("conventions-not-signed");

/// So many months before its end people are reminded of a signature.
pub const REMINDERS: [u32; 3] = [6, 3, 1];
/// A reason says something.
pub const FEWEST_REASON: usize = 10;

/// Whether something says enough to be a reason.
pub fn is_reason(said: &str) -> bool {
    said.trim().chars().count() >= FEWEST_REASON
}
pub const MAX_TITLE: usize = 200;
pub const MAX_NAME: usize = 200;
pub const MAX_NOTE: usize = 2_000;

/// Whether a signature holds on a day.
pub fn holds(signature: &Signature, day: NaiveDate) -> bool {
    let over = signature.expires_on.is_some_and(|last| last < day);
    signature.ended_at.is_none() && signature.signed_on <= day && !over
}

/// Whether what was signed still suffices on a day: a newer version may say until when older ones do.
pub fn suffices(one: &Signed, day: NaiveDate) -> bool {
    holds(&one.signature, day) && one.suffices_until.is_none_or(|last| day <= last)
}

fn is_about(one: &Signed, concern: Concern) -> bool {
    let concerns = one.convention.concerns;
    concerns == concern || concerns == Concern::Everybody
}

/// Of what institutions signed for nodes or for spaces, that of which each signed an older version than the newest:
/// the last one each signed.
pub fn older(signed: &[Signed], concern: Concern, day: NaiveDate) -> Vec<&Signed> {
    let mut last: Vec<&Signed> = Vec::new();
    for one in signed.iter().filter(|one| is_about(one, concern) && holds(&one.signature, day)) {
        let same = |other: &&mut &Signed| {
            other.convention.id == one.convention.id
                && other.signature.institution == one.signature.institution
        };
        match last.iter_mut().find(same) {
            Some(there) if there.version.number < one.version.number => *there = one,
            Some(_) => {}
            None => last.push(one),
        }
    }
    last.retain(|one| one.version.number < one.newest);
    last
}

/// Of an institution's signatures, the convention that holds the longest for nodes or for spaces.
pub fn valid_for(signed: &[Signed], concern: Concern, day: NaiveDate) -> Option<&Signed> {
    let counts = |one: &&Signed| {
        one.convention.kind == Kind::Convention && is_about(one, concern) && suffices(one, day)
    };
    let end = |one: &&Signed| one.signature.expires_on.unwrap_or(NaiveDate::MAX);
    signed.iter().filter(counts).max_by_key(end)
}

/// Whether the same institution signed the same document again, for longer.
pub fn is_renewed(one: &Signed, all: &[Signed]) -> bool {
    let end = |signature: &Signature| signature.expires_on.unwrap_or(NaiveDate::MAX);
    all.iter().any(|other| {
        other.signature.id != one.signature.id
            && other.signature.ended_at.is_none()
            && other.convention.id == one.convention.id
            && other.signature.institution == one.signature.institution
            && end(&other.signature) > end(&one.signature)
    })
}

/// How many months before its end somebody is to be reminded of a signature now, if they were not.
pub fn reminder(signature: &Signature, today: NaiveDate) -> Option<u32> {
    let ends = signature.expires_on.filter(|ends| *ends >= today)?;
    let due = |months: &&u32| today + Months::new(**months) >= ends;
    let nearest = REMINDERS.iter().rev().find(due).copied()?;
    let done = signature.reminded.and_then(|months| u32::try_from(months).ok());
    done.is_none_or(|done| done > nearest).then_some(nearest)
}

/// Those who have to sign a version and whose signature of it does not hold.
pub fn missing(expected: &[String], signatures: &[Signature], day: NaiveDate) -> Vec<String> {
    let signed =
        |slug: &String| signatures.iter().any(|one| one.institution == *slug && holds(one, day));
    expected.iter().filter(|slug| !signed(slug)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountId;
    use crate::conventions::{SignatureId, VersionId};
    use chrono::NaiveDateTime;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn signature(expires_on: &str) -> Signature {
        Signature {
            id: SignatureId::new(),
            version_id: VersionId::new(),
            institution: "inrae".into(),
            signatory: "La direction".into(),
            capacity: "Direction".into(),
            signed_on: day("2024-01-01"),
            expires_on: Some(day(expires_on)),
            sha256: None,
            file_name: String::new(),
            recorded_by: AccountId::new(),
            recorded_at: NaiveDateTime::default(),
            ended_at: None,
            reason: String::new(),
            reminded: None,
        }
    }

    #[test]
    fn people_are_reminded_once_for_each_term_and_not_afterwards() {
        let mut one = signature("2026-12-31");
        // Six months after 30 June is 30 December, a day too early.
        assert_eq!(reminder(&one, day("2026-06-30")), None);
        assert_eq!(reminder(&one, day("2026-07-01")), Some(6));
        one.reminded = Some(6);
        assert_eq!(reminder(&one, day("2026-08-30")), None);
        assert_eq!(reminder(&one, day("2026-12-01")), Some(1));
        one.reminded = Some(1);
        assert_eq!(reminder(&one, day("2026-12-30")), None);
        assert_eq!(reminder(&one, day("2027-01-01")), None);
        assert!(holds(&one, day("2026-12-31")) && !holds(&one, day("2027-01-01")));
    }

    #[test]
    fn who_signed_and_let_it_expire_has_to_sign_again() {
        let all = ["inrae".to_owned(), "cnrs".to_owned()];
        let signed = [signature("2026-12-31")];
        assert_eq!(missing(&all, &signed, day("2026-06-30")), ["cnrs"]);
        assert_eq!(missing(&all, &signed, day("2027-06-30")), ["inrae", "cnrs"]);
    }
}
