//! The figures of a period: counts put in their tables, small ones left out.

use std::collections::BTreeMap;

use super::counted::{Counted, median};
use super::mask::{Number, Relation, SMALLEST, masked};
use crate::figures::model::Shown;
use crate::figures::{Count, Figures, RegionRow};
use crate::taxonomy::Vocabularies;
use crate::tickets::State;

/// Every number of all tables, and what a reader would take one from another for, with the sums between them.
#[derive(Default)]
struct Sheet {
    numbers: Vec<Number>,
    relations: Vec<Relation>,
}

impl Sheet {
    fn put(&mut self, value: i64) -> usize {
        self.numbers.push(Number { value, printed: true });
        self.numbers.len() - 1
    }
    fn value(&self, place: usize) -> i64 {
        self.numbers[place].value
    }
    /// Notes that a number is a part of another one: what is left is nowhere printed, but follows from both.
    /// A larger one is no part of it.
    fn part(&mut self, part: usize, whole: usize) {
        let value = self.value(whole) - self.value(part);
        if value < 0 {
            return;
        }
        self.numbers.push(Number { value, printed: false });
        self.sum(&[part, self.numbers.len() - 1], whole);
    }
    /// Notes that some numbers add up to another one.
    fn sum(&mut self, parts: &[usize], total: usize) {
        self.relations.push(parts.iter().map(|part| (*part, 1)).chain([(total, -1)]).collect());
    }
}

/// Figures as anybody may see them, or as they are when `exact`.
pub fn figures(counted: &Counted, words: &Vocabularies, exact: bool) -> Figures {
    let mut sheet = Sheet::default();
    let received = sheet.put(counted.places.iter().map(|(_, _, count)| count).sum());
    let (areas, fields) = disciplines(counted, words);
    let place_of = |code: &String| areas.iter().position(|area| area == code).unwrap_or(0);
    let mut rows: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (region, codes, count) in &counted.places {
        let row = rows.entry(region.clone()).or_insert(vec![0; areas.len()]);
        row[place_of(&field_of(codes, words).0)] += count;
    }
    let by_place = |region: &String| {
        let place = words.regions.iter().position(|known| known.code == *region);
        place.unwrap_or(usize::MAX)
    };
    let mut regions: Vec<(String, Vec<i64>)> = rows.into_iter().collect();
    regions.sort_by_key(|(region, _)| by_place(region));

    let mut grid: Vec<(String, Vec<usize>, usize)> = Vec::new();
    for (region, cells) in regions {
        let places: Vec<_> = cells.iter().map(|count| sheet.put(*count)).collect();
        let total = sheet.put(cells.iter().sum());
        sheet.sum(&places, total);
        grid.push((region, places, total));
    }
    let mut totals = Vec::new();
    for column in 0..areas.len() {
        let cells: Vec<_> = grid.iter().map(|(_, places, _)| places[column]).collect();
        let total = sheet.put(cells.iter().map(|place| sheet.value(*place)).sum());
        sheet.sum(&cells, total);
        totals.push(total);
    }
    sheet.sum(&grid.iter().map(|(_, _, total)| *total).collect::<Vec<_>>(), received);
    sheet.sum(&totals, received);

    let mut by_field = Vec::new();
    for (place, area) in areas.iter().enumerate() {
        let own = fields.iter().filter(|((its_area, _), _)| its_area == area);
        let own: Vec<_> =
            own.map(|((_, field), count)| (field.clone(), sheet.put(*count))).collect();
        sheet.sum(&own.iter().map(|(_, place)| *place).collect::<Vec<_>>(), totals[place]);
        by_field.extend(own);
    }
    let by_topic = topics(counted, words, &mut sheet, received);
    let closed_count: i64 = counted
        .topics
        .iter()
        .filter(|(_, state, _)| *state == Some(State::Closed))
        .map(|(_, _, count)| count)
        .sum();
    let closed = sheet.put(closed_count);
    sheet.part(closed, received);
    let (first_answer_hours, answered_count) = first_answer(counted);
    let answered = sheet.put(answered_count);
    sheet.part(answered, received);
    let (by_gap, gap_total) = gaps(counted, words, &mut sheet, &grid, received);

    let hidden = if exact {
        vec![false; sheet.numbers.len()]
    } else {
        masked(&sheet.numbers, &sheet.relations, received)
    };
    let show = |place: usize| (!hidden[place]).then(|| sheet.value(place));
    let shown = |list: Vec<(String, usize)>| {
        list.into_iter().map(|(code, place)| Count { code, shown: show(place) }).collect()
    };
    let (satisfaction, satisfaction_answers) = satisfaction(counted, exact);
    Figures {
        exact,
        received: show(received),
        closed: show(closed),
        first_answer_hours: alone(answered_count, exact).and(first_answer_hours),
        answered: show(answered),
        satisfaction,
        satisfaction_answers,
        regions: grid
            .into_iter()
            .map(|(region, cells, total)| RegionRow {
                region,
                cells: cells.into_iter().map(show).collect(),
                total: show(total),
            })
            .collect(),
        area_totals: totals.iter().map(|place| show(*place)).collect(),
        areas,
        fields: shown(by_field),
        topics: shown(by_topic),
        gaps: shown(by_gap),
        gap_total: show(gap_total),
        deflected: None,
    }
}

/// The area and the field of a discipline.
pub fn field_of(code: &str, words: &Vocabularies) -> (String, String) {
    if code.is_empty() {
        return Default::default();
    }
    let line = words.discipline_line(code);
    let area = line.last().cloned().unwrap_or_default();
    let field = if line.len() > 1 { line[line.len() - 2].clone() } else { area.clone() };
    (area, field)
}

type ByField = Vec<((String, String), i64)>;

/// The areas in the order of the vocabulary, "not said" last, and the fields in theirs.
fn disciplines(counted: &Counted, words: &Vocabularies) -> (Vec<String>, ByField) {
    let place = |code: &str| {
        let found = words.disciplines.iter().position(|known| known.code == code);
        found.unwrap_or(usize::MAX)
    };
    let mut fields: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (_, codes, count) in &counted.places {
        *fields.entry(field_of(codes, words)).or_default() += count;
    }
    let mut fields: Vec<_> = fields.into_iter().collect();
    fields.sort_by_key(|((area, field), _)| (place(area), place(field)));
    let mut areas: Vec<String> = fields.iter().map(|((area, _), _)| area.clone()).collect();
    areas.dedup();
    (areas, fields)
}

fn topics(
    counted: &Counted,
    words: &Vocabularies,
    sheet: &mut Sheet,
    received: usize,
) -> Vec<(String, usize)> {
    let mut by_topic: BTreeMap<String, i64> = BTreeMap::new();
    for (topic, _, count) in &counted.topics {
        *by_topic.entry(topic.clone()).or_default() += count;
    }
    let place = |code: &String| {
        words.topics.iter().position(|known| known.code == *code).unwrap_or(usize::MAX)
    };
    let mut list: Vec<(String, usize)> =
        by_topic.into_iter().map(|(topic, count)| (topic, sheet.put(count))).collect();
    list.sort_by_key(|(topic, _)| place(topic));
    sheet.sum(&list.iter().map(|(_, place)| *place).collect::<Vec<_>>(), received);
    list
}

type Grid = [(String, Vec<usize>, usize)];

/// Questions that nobody covered are a part of those received, in each region.
fn gaps(
    counted: &Counted,
    words: &Vocabularies,
    sheet: &mut Sheet,
    grid: &Grid,
    received: usize,
) -> (Vec<(String, usize)>, usize) {
    let total = sheet.put(counted.gaps.values().sum());
    let place = |code: &str| {
        words.regions.iter().position(|known| known.code == code).unwrap_or(usize::MAX)
    };
    let mut list: Vec<(String, usize)> =
        counted.gaps.iter().map(|(region, count)| (region.clone(), sheet.put(*count))).collect();
    list.sort_by_key(|(region, _)| place(region));
    sheet.sum(&list.iter().map(|(_, place)| *place).collect::<Vec<_>>(), total);
    sheet.part(total, received);
    for (region, gap) in &list {
        if let Some((_, _, whole)) = grid.iter().find(|(its_region, _, _)| its_region == region) {
            sheet.part(*gap, *whole);
        }
    }
    (list, total)
}

/// A number on its own.
pub fn alone(count: i64, exact: bool) -> Shown {
    (exact || count == 0 || count >= SMALLEST).then_some(count)
}

/// The median in hours, and of how many.
fn first_answer(counted: &Counted) -> (Option<f64>, i64) {
    let answered = counted.answers.iter().map(|(_, count)| count).sum();
    (median(&counted.answers).map(|minutes| tenth(minutes, 60)), answered)
}

fn satisfaction(counted: &Counted, exact: bool) -> (Option<f64>, Shown) {
    let answers: i64 = counted.scores.iter().map(|(_, count)| count).sum();
    let sum: i64 = counted.scores.iter().map(|(score, count)| score * count).sum();
    let shown = alone(answers, exact);
    (shown.filter(|answers| *answers > 0).map(|answers| tenth(sum, answers)), shown)
}

/// A quotient to one decimal place.
#[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
pub fn tenth(over: i64, under: i64) -> f64 {
    ((over * 10 + under / 2) / under.max(1)) as f64 / 10.0
}
