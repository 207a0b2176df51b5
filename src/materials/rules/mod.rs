//! Who may do what with a material, where a version may go, and what a record must be.

pub mod accessible;
pub mod alike;
pub mod bits;
pub mod checking;
pub mod citation;
pub mod datacite;
pub mod described;
pub mod facets;
pub mod fair;
pub mod imported;
pub mod lineage;
pub mod linked;
pub mod minutes;
pub mod needs;
pub mod package;
pub mod preview;
pub mod publishing;
pub mod robots;
pub mod scorm;
pub mod skill;
pub mod slides;
pub mod suggest;
pub mod tess;

use super::Standing;
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::accounts::{Actor, NodeId};

pub const NOT_A_DRAFT: Refusal = Refusal::new("materials-not-a-draft");
pub const NOT_PUBLISHED: Refusal = Refusal::new("materials-not-published");
pub const NOT_MOVED: Refusal = Refusal::new("materials-link-not-moved");
pub const CHANGED: Refusal = Refusal::new("materials-changed-meanwhile");
pub const INCOMPLETE: Refusal = Refusal::new("materials-incomplete");
pub const NO_REASON: Refusal = Refusal::new("materials-no-reason");
pub const NO_REPLACEMENT: Refusal = Refusal::new("materials-no-replacement");
pub const DOI_TAKEN: Refusal = Refusal::new("materials-doi-taken");

/// Of one module or film, each of what is counted once a day from one network address.
pub const PLAYS_PER_ADDRESS: Limit = Limit::new(1, chrono::TimeDelta::days(1));
/// The longest title, in characters.
pub const MAX_TITLE: usize = 200;
/// A summary that readers can judge by, in characters.
pub const SUMMARY: (usize, usize) = (80, 2_000);
/// The longest note or reason.
pub const MAX_NOTE: usize = 1_000;
/// The longest line: a name, an outcome, a keyword.
pub const MAX_LINE: usize = 300;
/// So many of each still say what a material is about.
pub const MOST_TOPICS: usize = 6;
pub const MOST_DISCIPLINES: usize = 10;
pub const MOST_KEYWORDS: usize = 20;
pub const MOST_PEOPLE: usize = 40;
pub const MOST_LINES: usize = 30;
pub const MOST_LINKS: usize = 30;
pub const MOST_FILES: usize = 40;

/// What may happen to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Publish,
    /// A later version is published.
    Supersede,
    /// The material is taken away from readers.
    Withdraw,
    /// It is thrown away.
    Dispose,
}

impl Event {
    pub const ALL: [Self; 4] = [Self::Publish, Self::Supersede, Self::Withdraw, Self::Dispose];
}

/// Where a version goes; nowhere when it ends altogether.
pub const fn next(state: Standing, event: Event) -> Result<Option<Standing>, Refusal> {
    use Event::{Dispose, Publish, Supersede, Withdraw};
    use Standing::{Draft, Published, Superseded, Withdrawn};
    match (state, event) {
        (Draft, Publish) => Ok(Some(Published)),
        (Draft, Dispose) => Ok(None),
        (Published, Supersede) => Ok(Some(Superseded)),
        (Published, Withdraw) => Ok(Some(Withdrawn)),
        (Published | Superseded | Withdrawn, Publish | Dispose) => Err(NOT_A_DRAFT),
        (Draft | Superseded | Withdrawn, Supersede | Withdraw) => Err(NOT_PUBLISHED),
    }
}

/// A material is the business of those who work for its node, and of those who steer the network.
pub fn may_edit(actor: &Actor, node: &NodeId) -> bool {
    actor.coordinates() || actor.works_for(node)
}

/// A text without the spaces around it and cut to what is kept; refused when nothing is left.
pub fn stated(reason: &str) -> Result<String, Refusal> {
    let reason: String = reason.trim().chars().take(MAX_NOTE).collect();
    if reason.is_empty() { Err(NO_REASON) } else { Ok(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_version_only_ends() {
        for event in Event::ALL {
            let ends = matches!(event, Event::Supersede | Event::Withdraw);
            assert_eq!(next(Standing::Published, event).is_ok(), ends, "{event:?}");
            assert!(next(Standing::Superseded, event).is_err());
            assert!(next(Standing::Withdrawn, event).is_err());
        }
    }
}
