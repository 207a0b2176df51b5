//! Whom a post concerns, and when who asked is told.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::{Post, Subscription, codes};
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::clock::{in_zone, network_day};

pub const CHANGED: Refusal = Refusal::new("news-changed-meanwhile");
pub const EXPIRED: Refusal = Refusal::new("news-expired");
pub const READ_ALREADY: Refusal = Refusal::new("news-read-already");

pub const PAST: Refusal = Refusal::new("news-error-past");

/// A moment that was so long ago is still now.
pub const JUST_NOW: TimeDelta = TimeDelta::minutes(15);
/// What nobody confirms is forgotten.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(2);
/// What is older is not told of any more.
pub const NEWS_FOR: TimeDelta = TimeDelta::days(30);
/// Digests leave from this hour on, by the clock of Paris.
pub const DIGESTS_FROM: u32 = 7;
/// Subscriptions that are asked for from one address on the internet.
pub const FROM_ADDRESS: Limit = Limit::new(20, TimeDelta::hours(1));
/// Mails to one address that asks, or for which somebody does.
pub const TO_EMAIL: Limit = Limit::new(5, TimeDelta::hours(1));

pub const MAX_TITLE: usize = 200;
pub const MAX_SUMMARY: usize = 1_000;
pub const MAX_BODY: usize = 50_000;

/// The day for which digests leave now, if it is late enough.
pub fn digest_day(now: NaiveDateTime) -> Option<NaiveDate> {
    let hour = in_zone(now, chrono_tz::Europe::Paris).hour();
    (hour >= DIGESTS_FROM).then(|| network_day(now))
}

/// Whether a post is about what somebody wants to hear of: both say nothing, or they share something.
pub fn concerns(post: &Post, subscription: &Subscription) -> bool {
    meets(&post.regions, &subscription.regions, |one, other| one == other)
        && meets(&post.disciplines, &subscription.disciplines, |one, other| {
            one == other || is_part(one, other) || is_part(other, one)
        })
}

fn meets(said: &str, wanted: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    let all = codes(said).next().is_none() || codes(wanted).next().is_none();
    all || codes(said).any(|one| codes(wanted).any(|other| same(one, other)))
}

/// Whether a discipline is a part of another: 1.1 of 1.
fn is_part(one: &str, whole: &str) -> bool {
    one.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether what was asked may still be confirmed; answers whether there is anything to confirm.
pub fn check_confirm(one: &Subscription, now: NaiveDateTime) -> Result<bool, Refusal> {
    match (one.asked_at, one.since) {
        (Some(asked), _) if now - asked <= CONFIRM_WITHIN => Ok(true),
        (_, Some(_)) => Ok(false),
        (_, None) => Err(EXPIRED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wants_all_is_told_all_and_parts_belong_to_the_whole() {
        let same = |one: &str, other: &str| one == other;
        assert!(meets("", "53", same) && meets("53", "", same) && meets("53,11", "11", same));
        assert!(!meets("53", "11,44", same));
        assert!(is_part("1.1", "1") && !is_part("11", "1") && !is_part("1", "1.1"));
    }
}
