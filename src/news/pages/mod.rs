//! News for everybody, the desk of those who write them, and the subscriptions of who wants to be told.

mod desk;
mod edit;
mod public;
mod subscribe;

pub use desk::desk;
pub use edit::{dispose, edit, new, publish, retract, save};
pub use public::{atom, list, post};
pub use subscribe::{ask, confirm, form, remove, show};

use chrono::NaiveDateTime;
use serde::Serialize;

use super::queries::Shown;
use super::{Post, codes};
use crate::accounts::Actor;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Badge, Fault, Pager, faults};

/// The tabs above the desk's pages, and what all of them say.
#[derive(Debug, Serialize)]
struct Frame {
    tab: &'static str,
    alert: String,
    leads: bool,
}

impl Frame {
    fn of(actor: &Actor, alert: String) -> Self {
        let leads = actor.coordinates() || actor.nodes().any(|node| actor.manages(node));
        Self { tab: "news", alert, leads }
    }
}

/// Whether a post is read, will be, or is a draft.
fn badge(post: &Post, now: NaiveDateTime, locale: Locale) -> Badge {
    let (class, icon, word) = match post.publish_at {
        None => ("is-info", "pencil", "news-draft"),
        Some(at) if at > now => ("is-warn", "clock", "news-scheduled"),
        Some(_) => ("is-good", "check-circle", "news-published"),
    };
    Badge { class, icon, word: locale.text(word) }
}

/// Whom a post or a subscription is about, in words.
fn topics(
    (regions, disciplines): (&str, &str),
    words: &Vocabularies,
    locale: Locale,
) -> Vec<String> {
    let named = |kind: Vocabulary| move |code: &str| words.label(kind, code, locale);
    codes(regions)
        .map(named(Vocabulary::Region))
        .chain(codes(disciplines).map(named(Vocabulary::Discipline)))
        .collect()
}

/// Who speaks: a node, or the network.
fn speaker(node: Option<&(String, String)>, locale: Locale) -> String {
    node.map_or_else(|| locale.text("news-network"), |(name, _)| name.clone())
}

/// So many of a list as a page shows, and the last of them when there are more.
fn cut(found: &mut Vec<Shown>, limit: i64) -> Option<Post> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    found.last().filter(|_| more).map(|(post, _)| post.clone())
}
