//! The map that a committee tries its choices on: what each application aims at, what the call puts first, who is there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;

use crate::Result;
use crate::applications::ApplicationId;
use crate::applications::rules::document;
use crate::calls::Call;
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::queries;
use crate::gaps::rules::{aimed_at, supply};
use crate::gaps::{self, Place, Supply};
use crate::network::queries::{Of, Until, listed};
use crate::questionnaires;
use crate::taxonomy::Vocabularies;

#[derive(Debug, Clone, Default)]
pub struct Ground {
    pub aims: BTreeMap<ApplicationId, BTreeSet<Place>>,
    /// What the call puts first.
    pub first: BTreeSet<Place>,
    /// Who serves a place today.
    pub there: BTreeMap<Place, Supply>,
}

/// What one application, or several together, would add to the map.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gained {
    pub places: usize,
    /// Of these, those that nobody serves today.
    pub new: usize,
    /// And those that the call puts first.
    pub first: usize,
}

impl Ground {
    pub fn aim(&self, id: &ApplicationId) -> Option<&BTreeSet<Place>> {
        self.aims.get(id)
    }

    /// Each place once, however many of them aim at it.
    pub fn gained<'a>(&self, ids: impl IntoIterator<Item = &'a ApplicationId>) -> Gained {
        let places: BTreeSet<&Place> =
            ids.into_iter().filter_map(|id| self.aim(id)).flatten().collect();
        let served = |place: &Place| self.there.get(place).is_some_and(|one| one.nodes > 0);
        Gained {
            places: places.len(),
            new: places.iter().filter(|place| !served(place)).count(),
            first: places.iter().filter(|place| self.first.contains(**place)).count(),
        }
    }
}

/// For all applications of a call; whoever shows it shows of those that its reader may see.
pub fn ground(
    conn: &mut Conn,
    (call, words): (&Call, &Vocabularies),
    now: NaiveDateTime,
) -> Result<Ground> {
    let form = questionnaires::queries::find(conn, &call.version_id)?.definition;
    let aim = |(id, text): (ApplicationId, String)| {
        (id, aimed_at(&form, &document::read(&text).0, words))
    };
    let aims = queries::documents_of(conn, &call.id)?.into_iter().map(aim).collect();
    let first = gaps::queries::priorities(conn, &call.id)?;
    let nodes = listed(conn, Of::Everyone, Until::InForce(network_day(now)))?;
    Ok(Ground {
        aims,
        first: first.iter().map(gaps::Priority::place).collect(),
        there: supply(&nodes, "", words),
    })
}
