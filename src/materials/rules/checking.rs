//! What follows from a look at where a link leads. Servers have bad days: only what fails several times, days apart, is
//! called broken.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};

/// What works is looked at again after this time, and so is what has been broken for long.
pub const AGAIN: TimeDelta = TimeDelta::days(7);
/// So many failures in a row make a link broken; they are days apart.
pub const BROKEN_AFTER: i32 = 4;
/// A server that says itself that nothing is there is believed sooner.
pub const GONE_AFTER: i32 = 3;
/// More of one server's links wait for so long.
pub const PUT_OFF: TimeDelta = TimeDelta::hours(1);
/// So many pages of one server are asked for in one turn.
pub const PER_HOST: usize = 3;

/// Between two pages of one server.
const PAUSE: Duration = Duration::from_secs(5);

/// What was found; `None` when nobody answered, or at an address that nobody outside can reach.
pub type Found = Option<u16>;

/// What became of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// What was found, and where the place says that it has moved for good.
    Found { found: Found, moved_to: Option<String> },
    /// The server asks programs to keep away.
    Barred,
}

impl Look {
    pub const fn found(found: Found, moved_to: Option<String>) -> Self {
        Self::Found { found, moved_to }
    }
}

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    pub failures: i32,
    pub failing_since: Option<NaiveDateTime>,
    pub broken_at: Option<NaiveDateTime>,
}

/// Whether somebody who follows the link finds something: a page, or a door at which they may sign in. A server that says
/// that it is asked too often is there.
pub const fn is_there(found: Found) -> bool {
    match found {
        Some(status) => matches!(status, 200..=399 | 401 | 402 | 403 | 405 | 406 | 407 | 429 | 451),
        None => false,
    }
}

/// Whether a server may answer otherwise when the whole page is asked for.
pub const fn is_worth_a_get(found: Found) -> bool {
    !matches!(found, Some(200..=399 | 429))
}

/// What is known after a look, and when the next one is due.
pub fn after(known: Known, found: Found, now: NaiveDateTime) -> (Known, NaiveDateTime) {
    if is_there(found) {
        return (Known::default(), now + AGAIN);
    }
    let failures = known.failures.saturating_add(1);
    let wait = match failures {
        1 => TimeDelta::days(1),
        2 => TimeDelta::days(2),
        3 => TimeDelta::days(4),
        _ => AGAIN,
    };
    let enough = if matches!(found, Some(404 | 410)) { GONE_AFTER } else { BROKEN_AFTER };
    let broken_at = known.broken_at.or((failures >= enough).then_some(now));
    let failing_since = known.failing_since.or(Some(now));
    (Known { failures, failing_since, broken_at }, now + wait)
}

/// Whether a server says by it that a place is elsewhere for good.
pub const fn is_lasting(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// How long to wait before the next page of a server. Nobody else is kept waiting by this machine's own.
pub fn pause(url_norm: &str) -> Duration {
    let host = host(url_norm).rsplit_once(':').map_or(host(url_norm), |(name, _)| name);
    if host == "localhost" || host.starts_with("127.") { Duration::ZERO } else { PAUSE }
}

/// Scheme and server of an address, and its path with the query, without what comes after a `#`.
pub fn parts(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    let begins = url.find("://").map_or(0, |at| at + 3);
    let ends = url[begins..].find(['/', '?']).map_or(url.len(), |at| begins + at);
    match &url[ends..] {
        "" => (&url[..ends], "/"),
        path => (&url[..ends], path),
    }
}

/// Where an address leads on to, as the server at `base` says it; nothing but a page of the web.
pub fn joined(base: &str, next: &str) -> Option<String> {
    let (origin, path) = parts(base);
    let path = path.split('?').next().unwrap_or_default();
    let scheme = origin.split("://").next().unwrap_or_default();
    let url = match next.trim() {
        whole if whole.contains("://") && !whole.starts_with(['/', '?', '.']) => whole.to_owned(),
        other if other.starts_with("//") => format!("{scheme}:{other}"),
        rooted if rooted.starts_with('/') => format!("{origin}{rooted}"),
        query if query.starts_with('?') => format!("{origin}{path}{query}"),
        beside => {
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            format!("{origin}{folder}{beside}")
        }
    };
    let is_page = url.starts_with("http://") || url.starts_with("https://");
    (is_page && url.len() <= 2_000 && !url.contains(char::is_whitespace)).then_some(url)
}

/// The server of an address as it is compared, without scheme and path.
pub fn host(url_norm: &str) -> &str {
    url_norm.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn day(number: i64) -> NaiveDateTime {
        let first = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap().and_hms_opt(8, 0, 0).unwrap();
        first + TimeDelta::days(number)
    }

    #[test]
    fn a_link_is_broken_after_four_failures_in_a_week() {
        let (mut known, mut now, mut seen) = (Known::default(), day(0), Vec::new());
        for _ in 0..5 {
            let (next, due) = after(known, Some(503), now);
            seen.push(((now - day(0)).num_days(), next.broken_at.is_some()));
            (known, now) = (next, due);
        }
        assert_eq!(seen, [(0, false), (1, false), (3, false), (7, true), (14, true)]);
        assert_eq!((known.failing_since, known.broken_at), (Some(day(0)), Some(day(7))));
        assert_eq!(after(known, Some(200), now), (Known::default(), now + AGAIN));
    }

    #[test]
    fn what_a_server_says_is_gone_is_broken_a_look_earlier() {
        let (mut known, mut now) = (Known::default(), day(0));
        for _ in 0..3 {
            let (next, due) = after(known, Some(404), now);
            assert_eq!(next.broken_at.is_some(), now == day(3));
            (known, now) = (next, due);
        }
        assert_eq!(known.broken_at, Some(day(3)));
    }

    #[test]
    fn where_a_place_leads_on_to_is_an_address_of_the_web() {
        let base = "https://a.example/b/c?d=1#e";
        assert_eq!(parts(base), ("https://a.example", "/b/c?d=1"));
        assert_eq!(parts("http://a.example"), ("http://a.example", "/"));
        for (next, url) in [
            ("http://b.example/x", Some("http://b.example/x")),
            ("//b.example/x", Some("https://b.example/x")),
            ("/x", Some("https://a.example/x")),
            ("x", Some("https://a.example/b/x")),
            ("?x=2", Some("https://a.example/b/c?x=2")),
            ("ftp://b.example/x", None),
            ("/x y", None),
        ] {
            assert_eq!(joined(base, next).as_deref(), url, "{next}");
        }
    }

    #[test]
    fn only_this_machine_is_asked_without_a_pause() {
        assert_eq!(pause("127.0.0.1:8080/x"), Duration::ZERO);
        assert_eq!(pause("example.org/x"), PAUSE);
    }

    #[test]
    fn a_door_is_a_page_and_silence_is_not() {
        for (found, there) in [
            (Some(200), true),
            (Some(301), true),
            (Some(403), true),
            (Some(429), true),
            (Some(404), false),
            (Some(410), false),
            (Some(500), false),
            (Some(503), false),
            (None, false),
        ] {
            assert_eq!(is_there(found), there, "{found:?}");
        }
    }
}
