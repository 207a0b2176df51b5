//! Who serves where, how much is asked there, and what needs somebody most.

pub mod quarters;
pub mod walk;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::{Cell, Exact, Place, Supply};
use crate::Refusal;
use crate::figures::rules::{field_of, last_published, median};
use crate::figures::{Figures, Period};
use crate::network::{Keys, Listed};
use crate::questionnaires::{Answers, Definition, Meaning};
use crate::taxonomy::Vocabularies;
use crate::tickets::tally::{Measure, Tallies};

pub const NO_SUCH_PLACE: Refusal = Refusal::new("gaps-no-such-place");
pub const CALL_IS_OUT: Refusal = Refusal::new("gaps-call-is-out");
pub const TOO_MANY: Refusal = Refusal::new("gaps-too-many");
/// What everything comes first for comes first for nothing.
pub const MOST_PRIORITIES: usize = 30;

/// The areas of research, in their order.
pub fn areas(words: &Vocabularies) -> impl Iterator<Item = &str> {
    words.disciplines.iter().filter(|one| one.parent.is_none()).map(|one| one.code.as_str())
}

/// Every place of the map.
pub fn places(words: &Vocabularies) -> Vec<Place> {
    let of = |region: &str| areas(words).map(|area| Place::new(region, area)).collect::<Vec<_>>();
    words.regions.iter().flat_map(|region| of(&region.code)).collect()
}

/// The last calendar year that is over: what the public sees does not move, and overlaps with no other year.
pub fn public_year(today: NaiveDate) -> Period {
    let last = last_published(today);
    let year = if last.month() == 12 { last.year() } else { last.year() - 1 };
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(last);
    Period { from: day(1, 1), to: day(12, 31) }
}

/// Who serves each place: generalists that take questions, those who offer a service if one is named.
pub fn supply(nodes: &[Listed], service: &str, words: &Vocabularies) -> BTreeMap<Place, Supply> {
    let mut all: BTreeMap<Place, Supply> = BTreeMap::new();
    let serves = |one: &&Listed| {
        one.node.receives()
            && one.node.kind.is_generalist()
            && (service.is_empty() || one.services.iter().any(|offered| offered == service))
    };
    for one in nodes.iter().filter(serves) {
        let reached: BTreeSet<Place> =
            one.coverage.iter().flat_map(|keys| reach(keys, words)).collect();
        for place in reached {
            let there = all.entry(place).or_default();
            there.nodes += 1;
            there.staff += one.node.full_time_equivalents;
        }
    }
    all
}

/// The places that a row of coverage reaches, or a part of them. A row that names no region and no area reaches all.
fn reach(keys: &Keys, words: &Vocabularies) -> Vec<Place> {
    let town = keys.site.as_deref().and_then(|slug| words.site(slug));
    let employer = keys.institution.as_deref().and_then(|slug| words.institution(slug));
    let regions: Vec<&str> = match (&keys.region, town, employer) {
        (Some(region), ..) => vec![region],
        (None, Some(town), _) => vec![&town.region],
        (None, None, Some(employer)) if !employer.regions.is_empty() => {
            employer.regions.iter().map(String::as_str).collect()
        }
        _ => words.regions.iter().map(|region| region.code.as_str()).collect(),
    };
    let named = keys.discipline.as_deref().map(|code| field_of(code, words).0);
    let area_is = |area: &&str| named.as_deref().is_none_or(|named| named == *area);
    let of = |region: &&str| {
        areas(words).filter(area_is).map(|area| Place::new(region, area)).collect::<Vec<_>>()
    };
    regions.iter().flat_map(of).collect()
}

/// What happened in each place: of the last twelve months, and what was asked in those before.
pub fn counted(
    recent: &Tallies,
    before: &Tallies,
    words: &Vocabularies,
) -> BTreeMap<Place, (i64, Exact)> {
    let mut all: BTreeMap<Place, (i64, Exact)> = BTreeMap::new();
    let minutes = |measure: Measure| {
        let of = recent.iter().filter(move |(tally, _)| tally.measure == measure);
        of.map(|(tally, count)| (i64::from(tally.value), *count)).collect::<Vec<_>>()
    };
    let usual = median(&minutes(Measure::Answer)).unwrap_or(i64::MAX);
    for (tally, count) in recent {
        let place = Place::new(&tally.region, &field_of(&tally.discipline, words).0);
        let (demand, exact) = all.entry(place).or_default();
        match tally.measure {
            Measure::Place => *demand += count,
            Measure::Gap => exact.unserved += count,
            Measure::AnswerPart => {
                exact.answered += count;
                exact.late += if i64::from(tally.value) > usual { *count } else { 0 };
            }
            _ => {}
        }
    }
    for (tally, count) in before.iter().filter(|(tally, _)| tally.measure == Measure::Place) {
        let place = Place::new(&tally.region, &field_of(&tally.discipline, words).0);
        all.entry(place).or_default().1.before += count;
    }
    all
}

/// Every place as those who steer see it.
pub fn exact_cells(
    counted: &BTreeMap<Place, (i64, Exact)>,
    supply: &BTreeMap<Place, Supply>,
    words: &Vocabularies,
) -> Vec<Cell> {
    let cell = |place: Place| {
        let (demand, exact) = counted.get(&place).copied().unwrap_or_default();
        let supply = supply.get(&place).cloned().unwrap_or_default();
        Cell { place, supply, demand: Some(demand), exact: Some(exact) }
    };
    places(words).into_iter().map(cell).collect()
}

/// Every place as the public sees it: with the numbers of the published year, so that nothing more follows from them.
pub fn public_cells(
    figures: &Figures,
    supply: &BTreeMap<Place, Supply>,
    words: &Vocabularies,
) -> Vec<Cell> {
    let demand = |place: &Place| {
        let row = figures.regions.iter().find(|row| row.region == place.region);
        let column = figures.areas.iter().position(|area| *area == place.area);
        row.zip(column).map_or(Some(0), |(row, column)| row.cells[column])
    };
    let cell = |place: Place| Cell {
        supply: supply.get(&place).cloned().unwrap_or_default(),
        demand: demand(&place),
        exact: None,
        place,
    };
    places(words).into_iter().map(cell).collect()
}

/// In which order places are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What needs somebody most.
    #[default]
    Need,
    Region,
    Area,
    Nodes,
    Demand,
    Unserved,
    Late,
    Trend,
}

impl Sort {
    pub const ALL: [(&'static str, Self); 8] = [
        ("need", Self::Need),
        ("region", Self::Region),
        ("area", Self::Area),
        ("nodes", Self::Nodes),
        ("demand", Self::Demand),
        ("unserved", Self::Unserved),
        ("late", Self::Late),
        ("trend", Self::Trend),
    ];

    pub fn read(typed: &str) -> Self {
        Self::ALL.iter().find(|(name, _)| *name == typed).map(|(_, sort)| *sort).unwrap_or_default()
    }
}

/// Puts places in an order; those that are equal stay in the order of regions and areas.
pub fn sort(cells: &mut [Cell], by: Sort) {
    let exact = |cell: &Cell| cell.exact.unwrap_or_default();
    match by {
        Sort::Need => cells.sort_by_key(|cell| {
            let bare = cell.exact.is_none() && cell.supply.nodes > 0;
            (bare, Reverse(exact(cell).score()), Reverse(cell.demand))
        }),
        Sort::Region => cells.sort_by(|a, b| a.place.cmp(&b.place)),
        Sort::Area => cells.sort_by(|a, b| a.place.area.cmp(&b.place.area)),
        Sort::Nodes => cells.sort_by_key(|cell| cell.supply.nodes),
        Sort::Demand => cells.sort_by_key(|cell| Reverse(cell.demand)),
        Sort::Unserved => cells.sort_by_key(|cell| Reverse(exact(cell).unserved)),
        Sort::Late => cells.sort_by_key(|cell| Reverse(late_share(exact(cell)))),
        Sort::Trend => {
            cells.sort_by_key(|cell| Reverse(cell.demand.unwrap_or(0) - exact(cell).before));
        }
    }
}

/// Of a hundred answers, how many came late; nothing where nobody was answered.
pub fn late_share(exact: Exact) -> Option<i64> {
    (exact.answered > 0).then(|| (exact.late * 100 + exact.answered / 2) / exact.answered)
}

/// The places that an application means to cover, by what its answers mean.
pub fn aimed_at(form: &Definition, answers: &Answers, words: &Vocabularies) -> BTreeSet<Place> {
    let codes = |meaning: Meaning| -> BTreeSet<String> {
        let items = form.walk().filter(|(_, _, item)| item.maps_to == Some(meaning));
        let given = items.filter_map(|(_, _, item)| answers.get(&item.key, "")?.as_array());
        given.flatten().filter_map(|code| code.as_str().map(str::to_owned)).collect()
    };
    let named = codes(Meaning::Disciplines);
    let areas: BTreeSet<String> = named.iter().map(|code| field_of(code, words).0).collect();
    let of =
        |region: &String| areas.iter().map(|area| Place::new(region, area)).collect::<Vec<_>>();
    codes(Meaning::Regions).iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(place: &str, nodes: i32, demand: i64, exact: Option<Exact>) -> Cell {
        let supply = Supply { nodes, staff: 1.0 };
        Cell { place: place.parse().unwrap(), supply, demand: Some(demand), exact }
    }

    fn order(mut cells: Vec<Cell>) -> Vec<String> {
        sort(&mut cells, Sort::Need);
        cells.iter().map(|cell| cell.place.to_string()).collect()
    }

    #[test]
    fn what_nobody_serves_counts_twice_as_much_as_what_waits() {
        let exact = |unserved, late| Some(Exact { unserved, answered: 9, late, before: 0 });
        let cells = vec![
            cell("11-1", 3, 90, exact(0, 9)),
            cell("44-1", 0, 9, exact(9, 0)),
            cell("53-6", 1, 12, exact(4, 2)),
        ];
        assert_eq!(order(cells), ["44-1", "53-6", "11-1"]);
    }

    #[test]
    fn the_public_sees_first_where_nobody_serves() {
        let cells =
            vec![cell("11-1", 3, 90, None), cell("44-1", 0, 9, None), cell("44-2", 0, 12, None)];
        assert_eq!(order(cells), ["44-2", "44-1", "11-1"]);
    }

    #[test]
    fn the_public_year_is_over() {
        let year = |day: &str| public_year(day.parse().unwrap()).to.to_string();
        assert_eq!(year("2026-03-03"), "2025-12-31");
        assert_eq!(year("2026-12-31"), "2025-12-31");
        assert_eq!(year("2027-01-01"), "2026-12-31");
    }
}
