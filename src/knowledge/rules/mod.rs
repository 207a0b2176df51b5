//! Who may do what with an article, where a version may go, and what a text must be.

pub mod anonymise;
pub mod diff;
pub mod draft;
mod patterns;
pub mod suggest;

use chrono::{Months, NaiveDate};

use super::{Standing, Wording};
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::accounts::{AccountId, Actor, NodeId};
use crate::text;
use crate::tickets::State;

pub const NOT_CLOSED: Refusal = Refusal::new("knowledge-not-closed");
pub const NOT_A_DRAFT: Refusal = Refusal::new("knowledge-not-a-draft");
pub const NOT_PROPOSED: Refusal = Refusal::new("knowledge-not-proposed");
pub const NOT_PUBLISHED: Refusal = Refusal::new("knowledge-not-published");
pub const OWN_WORDS: Refusal = Refusal::new("knowledge-own-words");
pub const CHANGED: Refusal = Refusal::new("knowledge-changed-meanwhile");
pub const PERSONAL: Refusal = Refusal::new("knowledge-looks-personal");
pub const INCOMPLETE: Refusal = Refusal::new("knowledge-incomplete");
pub const NOTE_TOO_LONG: Refusal = Refusal::new("knowledge-note-too-long");
pub const NO_REASON: Refusal = Refusal::new("knowledge-no-reason");
pub const IN_WORK: Refusal = Refusal::new("knowledge-in-work");

/// The longest title, in characters.
pub const MAX_TITLE: usize = 160;
/// The longest note or reason.
pub const MAX_NOTE: usize = 1_000;
/// So many of each still say what an article is about.
pub const MOST_TOPICS: usize = 3;
pub const MOST_DISCIPLINES: usize = 6;
/// So many variants serve; more would be another article.
pub const MOST_VARIANTS: usize = 12;
/// After how many months an article may be asked whether it is still true.
pub const REVIEW_MONTHS: [i32; 5] = [3, 6, 12, 18, 24];
/// A node that did not answer is asked again after so many days.
pub const ASK_AGAIN_DAYS: i64 = 30;
/// One word about an article each day from one address.
pub const WORDS_PER_ADDRESS: Limit = Limit::new(1, chrono::TimeDelta::days(1));
/// Far more than one person gives up asking in a day.
pub const DEFLECTIONS_PER_ADDRESS: Limit = Limit::new(20, chrono::TimeDelta::days(1));

/// A note or a reason without what surrounds it, when it is no longer than one may be.
pub fn note(typed: &str) -> Result<&str, Refusal> {
    let typed = typed.trim();
    if typed.chars().count() <= MAX_NOTE { Ok(typed) } else { Err(NOTE_TOO_LONG) }
}

/// What may happen to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its writer holds it to be ready.
    Propose,
    /// Its writer goes on writing.
    TakeBack,
    /// The second person does not agree.
    Return,
    Approve,
    /// A later version is published.
    Supersede,
    Withdraw,
    /// It is thrown away.
    Dispose,
}

impl Event {
    pub const ALL: [Self; 7] = [
        Self::Propose,
        Self::TakeBack,
        Self::Return,
        Self::Approve,
        Self::Supersede,
        Self::Withdraw,
        Self::Dispose,
    ];
}

/// Where a version goes; nowhere when it ends altogether.
pub const fn next(state: Standing, event: Event) -> Result<Option<Standing>, Refusal> {
    use Event::{Approve, Dispose, Propose, Return, Supersede, TakeBack, Withdraw};
    use Standing::{Draft, Proposed, Published, Superseded, Withdrawn};
    match (state, event) {
        (Draft, Propose) => Ok(Some(Proposed)),
        (Proposed, TakeBack | Return) => Ok(Some(Draft)),
        (Proposed, Approve) => Ok(Some(Published)),
        (Published, Supersede) => Ok(Some(Superseded)),
        (Published, Withdraw) => Ok(Some(Withdrawn)),
        (Draft, Dispose) => Ok(None),
        (Proposed | Published | Superseded | Withdrawn, Propose | Dispose) => Err(NOT_A_DRAFT),
        (Draft | Published | Superseded | Withdrawn, TakeBack | Return | Approve) => {
            Err(NOT_PROPOSED)
        }
        (Draft | Proposed | Superseded | Withdrawn, Supersede | Withdraw) => Err(NOT_PUBLISHED),
    }
}

/// An article is the business of those who work for its node, and of those who steer the network.
pub fn may_edit(actor: &Actor, node: &NodeId) -> bool {
    actor.coordinates() || actor.works_for(node)
}

/// Nobody approves their own words.
pub fn check_approver(actor: &Actor, writers: &[AccountId]) -> Result<(), Refusal> {
    if writers.contains(&actor.id) { Err(OWN_WORDS) } else { Ok(()) }
}

/// Only what is settled becomes an answer for all.
pub fn check_source(state: State) -> Result<(), Refusal> {
    if state == State::Closed { Ok(()) } else { Err(NOT_CLOSED) }
}

/// A version that readers can use: a title and a text in one language at least, none half, and what it is about.
pub fn check_complete(wording: &Wording) -> Result<(), Refusal> {
    let whole = |title: &str, body: &str| !title.trim().is_empty() && !body.trim().is_empty();
    let none = |title: &str, body: &str| title.trim().is_empty() && body.trim().is_empty();
    let (fr, en) =
        ((&*wording.title_fr, &*wording.body_fr), (&*wording.title_en, &*wording.body_en));
    let fits = |one: (&str, &str)| whole(one.0, one.1) || none(one.0, one.1);
    let some = whole(fr.0, fr.1) || whole(en.0, en.1);
    if some && fits(fr) && fits(en) && !wording.topics.is_empty() {
        Ok(())
    } else {
        Err(INCOMPLETE)
    }
}

/// The day on which somebody is asked whether it is still true.
pub fn review_day(today: NaiveDate, months: i32) -> NaiveDate {
    let months = u32::try_from(months).unwrap_or(12);
    today.checked_add_months(Months::new(months)).unwrap_or(today)
}

/// Whether readers are told that nobody has confirmed it in time.
pub fn overdue(review_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    review_on.is_some_and(|day| day < today)
}

/// An address for an article: of its title, and one that nobody has.
pub fn free_slug(wording: &Wording, taken: &[String]) -> String {
    text::free_slug(&base_slug(wording), taken)
}

/// The beginning of all addresses of articles with this title.
pub fn base_slug(wording: &Wording) -> String {
    let title =
        if wording.title_fr.trim().is_empty() { &wording.title_en } else { &wording.title_fr };
    text::short_slug(title, "article")
}

/// The variant of the first employer that has one, else of the nearest body above it.
pub fn variant_for<'a>(
    lines: &[Vec<String>],
    variants: &'a [super::Variant],
) -> Option<&'a super::Variant> {
    let find = |slug: &String| variants.iter().find(|variant| variant.institution == *slug);
    lines.iter().find_map(|line| line.iter().find_map(find))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Wording {
        Wording {
            title_fr: title.into(),
            body_fr: "Oui.".into(),
            topics: vec!["pid".into()],
            ..Wording::default()
        }
    }

    #[test]
    fn a_published_version_only_ends() {
        for event in Event::ALL {
            let to = next(Standing::Published, event);
            let ends = matches!(event, Event::Supersede | Event::Withdraw);
            assert_eq!(to.is_ok(), ends, "{event:?}");
        }
        for state in [Standing::Superseded, Standing::Withdrawn] {
            assert!(Event::ALL.iter().all(|event| next(state, *event).is_err()));
        }
        assert_eq!(next(Standing::Proposed, Event::Return), Ok(Some(Standing::Draft)));
    }

    #[test]
    fn an_address_is_made_of_the_title_and_is_free() {
        let taken = ["ou-deposer-des-donnees".to_owned(), "ou-deposer-des-donnees-2".to_owned()];
        assert_eq!(free_slug(&titled("Où déposer des données ?"), &[]), taken[0]);
        assert_eq!(
            free_slug(&titled("Où déposer des données ?"), &taken),
            "ou-deposer-des-donnees-3"
        );
        assert_eq!(free_slug(&titled("???"), &[]), "article");
        assert!(free_slug(&titled(&"mot ".repeat(60)), &[]).len() <= 70);
    }

    #[test]
    fn half_a_language_is_not_published() {
        assert!(check_complete(&titled("Titre")).is_ok());
        assert!(check_complete(&Wording { title_en: "Title".into(), ..titled("Titre") }).is_err());
        assert!(check_complete(&Wording { body_fr: " ".into(), ..titled("Titre") }).is_err());
        assert!(check_complete(&Wording { topics: Vec::new(), ..titled("Titre") }).is_err());
    }

    #[test]
    fn the_body_above_speaks_when_the_employer_does_not() {
        let variant = |slug: &str| super::super::Variant {
            institution: slug.into(),
            body_fr: slug.into(),
            body_en: String::new(),
        };
        let variants = [variant("cnrs"), variant("inrae")];
        let line = |slugs: &[&str]| slugs.iter().map(|slug| (*slug).to_owned()).collect::<Vec<_>>();
        let of = |lines: &[Vec<String>]| {
            variant_for(lines, &variants).map(|found| found.institution.clone())
        };
        assert_eq!(of(&[line(&["other"]), line(&["insmi", "cnrs"])]).as_deref(), Some("cnrs"));
        assert_eq!(of(&[line(&["other"])]), None);
    }
}
