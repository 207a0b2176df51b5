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
    let end = |one: &&Signed| one.ends_on().unwrap_or(NaiveDate::MAX);
    signed.iter().filter(counts).max_by_key(end)
}

/// Whether the same institution signed the same document again, so that it counts for longer.
pub fn is_renewed(one: &Signed, all: &[Signed]) -> bool {
    // Of two that end on one day it is the newer version that goes on.
    let end = |signed: &Signed| (signed.ends_on().unwrap_or(NaiveDate::MAX), signed.version.number);
    all.iter().any(|other| {
        other.signature.id != one.signature.id
            && other.signature.ended_at.is_none()
            && other.convention.id == one.convention.id
            && other.signature.institution == one.signature.institution
            && end(other) > end(one)
    })
}

/// How many months before it counts no more somebody is to be reminded of a signature now, if they were not.
pub fn reminder(one: &Signed, today: NaiveDate) -> Option<u32> {
    let ends = one.ends_on().filter(|ends| *ends >= today)?;
    let due = |months: &&u32| today + Months::new(**months) >= ends;
    let nearest = REMINDERS.iter().rev().find(due).copied()?;
    let done = one.signature.reminded.and_then(|months| u32::try_from(months).ok());
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
    use crate::conventions::{Convention, ConventionId, SignatureId, Version, VersionId};
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

    /// What was signed, of a document of which a newer version may say until when that suffices.
    fn signed(expires_on: &str, suffices_until: Option<&str>) -> Signed {
        let convention = Convention {
            id: ConventionId::new(),
            slug: "charte".into(),
            kind: Kind::Convention,
            concerns: Concern::Nodes,
            title_fr: "Charte".into(),
            title_en: "Charter".into(),
            created_by: AccountId::new(),
            created_at: NaiveDateTime::default(),
        };
        let version = Version {
            id: VersionId::new(),
            convention_id: convention.id.clone(),
            number: 1,
            note_fr: String::new(),
            note_en: String::new(),
            sha256: None,
            file_name: String::new(),
            published_by: AccountId::new(),
            published_at: NaiveDateTime::default(),
            earlier_until: None,
        };
        let suffices_until = suffices_until.map(day);
        Signed { signature: signature(expires_on), version, convention, newest: 2, suffices_until }
    }

    #[test]
    fn people_are_reminded_once_for_each_term_and_not_afterwards() {
        let mut one = signed("2026-12-31", None);
        // Six months after 30 June is 30 December, a day too early.
        assert_eq!(reminder(&one, day("2026-06-30")), None);
        assert_eq!(reminder(&one, day("2026-07-01")), Some(6));
        one.signature.reminded = Some(6);
        assert_eq!(reminder(&one, day("2026-08-30")), None);
        assert_eq!(reminder(&one, day("2026-12-01")), Some(1));
        one.signature.reminded = Some(1);
        assert_eq!(reminder(&one, day("2026-12-30")), None);
        assert_eq!(reminder(&one, day("2027-01-01")), None);
        let held = |on| holds(&one.signature, day(on));
        assert!(held("2026-12-31") && !held("2027-01-01"));
    }

    #[test]
    fn a_version_that_has_to_be_signed_anew_ends_the_older_ones_and_is_reminded_of_likewise() {
        let mut one = signed("2029-12-31", Some("2026-12-31"));
        assert_eq!(reminder(&one, day("2026-06-30")), None);
        assert_eq!(reminder(&one, day("2026-07-01")), Some(6));
        one.signature.reminded = Some(6);
        assert_eq!(reminder(&one, day("2026-10-01")), Some(3));
        assert!(one.is_superseded() && !signed("2026-01-31", Some("2026-12-31")).is_superseded());
        let again = signed("2029-12-31", None);
        let again = Signed { convention: one.convention.clone(), ..again };
        assert!(is_renewed(&one, &[again]));
    }

    #[test]
    fn who_signed_and_let_it_expire_has_to_sign_again() {
        let all = ["inrae".to_owned(), "cnrs".to_owned()];
        let signed = [signature("2026-12-31")];
        assert_eq!(missing(&all, &signed, day("2026-06-30")), ["cnrs"]);
        assert_eq!(missing(&all, &signed, day("2027-06-30")), ["inrae", "cnrs"]);
    }
}
