//! Which numbers to leave out, so that no small one can be read, worked out, or even recognised as small from the others.

use std::cmp::Reverse;

use super::range::Range;

/// Smaller numbers than this one might point at somebody.
pub const SMALLEST: i64 = 5;

/// Numbers whose weighted sum is zero: the cells of a row, and its total with the weight -1. Every sum that a reader
/// can take must be among the relations.
pub type Relation = Vec<(usize, i64)>;

/// A number of a table; or one that is not printed, but that a reader would like to work out, such as what is left of a
/// total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    pub value: i64,
    pub printed: bool,
}

impl Number {
    pub fn is_small(self) -> bool {
        (1..SMALLEST).contains(&self.value)
    }
}

/// Leaves out what is small, and then as much more as it takes that each small number might as well be a large one: for
/// each there is a table that agrees with everything shown and has at least [`SMALLEST`] in its place. So no small number
/// follows from the others, nor does a small sum of some. `last` is left out only when nothing else helps.
pub fn masked(numbers: &[Number], relations: &[Relation], last: usize) -> Vec<bool> {
    let mut hidden: Vec<bool> =
        numbers.iter().map(|number| !number.printed || number.is_small()).collect();
    let small: Vec<usize> = (0..numbers.len()).filter(|place| numbers[*place].is_small()).collect();
    let mut range = Range::new(numbers, relations, &hidden);
    let mut more = Vec::new();
    // What is left out later only adds to what is possible, so that each needs to be looked at once.
    for place in &small {
        while !range.reaches(*place, SMALLEST) {
            let Some(next) = beside(*place, numbers, relations, &hidden, last) else { break };
            hidden[next] = true;
            more.push(next);
            range = Range::new(numbers, relations, &hidden);
        }
    }
    // Some of it may not have helped: what can be shown is, the largest first.
    more.sort_by_key(|place| (*place != last, Reverse(numbers[*place].value)));
    for place in more {
        hidden[place] = false;
        let mut range = Range::new(numbers, relations, &hidden);
        hidden[place] = !small.iter().all(|small| range.reaches(*small, SMALLEST));
    }
    hidden
}

/// The number to leave out for the sake of another: of those that share a sum with it, or else with what is left out
/// beside it, the smallest.
fn beside(
    place: usize,
    numbers: &[Number],
    relations: &[Relation],
    hidden: &[bool],
    last: usize,
) -> Option<usize> {
    let mut reached = vec![false; numbers.len()];
    reached[place] = true;
    loop {
        let touching = relations.iter().filter(|sum| sum.iter().any(|(place, _)| reached[*place]));
        let around: Vec<usize> = touching.flatten().map(|(place, _)| *place).collect();
        let shown = around.iter().filter(|place| !hidden[**place] && numbers[**place].value > 0);
        if let Some(best) =
            shown.min_by_key(|place| (**place == last, numbers[**place].value, **place))
        {
            return Some(*best);
        }
        let before = reached.iter().filter(|reached| **reached).count();
        around.into_iter().filter(|place| hidden[*place]).for_each(|place| reached[place] = true);
        if before == reached.iter().filter(|reached| **reached).count() {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const PRIME: i128 = 2_147_483_647;

    #[derive(Default)]
    struct Tables {
        numbers: Vec<Number>,
        relations: Vec<Relation>,
    }

    impl Tables {
        fn put(&mut self, value: i64, printed: bool) -> usize {
            self.numbers.push(Number { value, printed });
            self.numbers.len() - 1
        }
        fn sum(&mut self, parts: &[usize]) -> usize {
            let total = self.put(parts.iter().map(|part| self.numbers[*part].value).sum(), true);
            self.relate(parts, total);
            total
        }
        fn relate(&mut self, parts: &[usize], total: usize) {
            self.relations.push(parts.iter().map(|part| (*part, 1)).chain([(total, -1)]).collect());
        }
    }

    /// What is published of a period: a grid with its margins, a list beneath each column, a list of its own with the
    /// same total, a headline number whose rest is not printed, and a list of which each line is a part of a row.
    fn tables(rows: usize, columns: usize, cells: &[i64], other: &[i64]) -> (Tables, usize) {
        let mut told = Tables::default();
        let grid: Vec<Vec<usize>> = cells[..rows * columns]
            .chunks(columns)
            .map(|row| row.iter().map(|value| told.put(*value, true)).collect())
            .collect();
        let row_totals: Vec<usize> = grid.iter().map(|row| told.sum(row)).collect();
        let column_totals: Vec<usize> = (0..columns)
            .map(|column| told.sum(&grid.iter().map(|row| row[column]).collect::<Vec<_>>()))
            .collect();
        let all = told.sum(&row_totals);
        told.relate(&column_totals, all);
        let split = |total: i64, by: i64| [total / by, total - total / by];
        for (total, by) in column_totals.iter().zip(other) {
            let own =
                split(told.numbers[*total].value, by % 3 + 1).map(|value| told.put(value, true));
            told.relate(&own, *total);
        }
        let [one, rest] =
            split(told.numbers[all].value, other[0] + 1).map(|value| told.put(value, true));
        told.relate(&[one, rest], all);
        let [left, closed] = split(told.numbers[all].value, other[1] + 2);
        let both = [told.put(left, false), told.put(closed, true)];
        told.relate(&both, all);
        let parts: Vec<usize> = row_totals
            .iter()
            .zip(other)
            .map(|(total, by)| {
                let [part, rest] = split(told.numbers[*total].value, by + 1);
                let both = [told.put(part, true), told.put(rest, false)];
                told.relate(&both, *total);
                both[0]
            })
            .collect();
        told.sum(&parts);
        (told, all)
    }

    /// The relations as equations between what is left out, solved as far as they go.
    fn solved(told: &Tables, hidden: &[bool]) -> (Vec<usize>, Vec<Vec<i128>>) {
        let unknown: Vec<usize> = (0..hidden.len()).filter(|place| hidden[*place]).collect();
        let mut system: Vec<Vec<i128>> = told
            .relations
            .iter()
            .map(|relation| {
                let mut row = vec![0; unknown.len()];
                for (place, weight) in relation {
                    if let Ok(column) = unknown.binary_search(place) {
                        row[column] += i128::from(*weight);
                    }
                }
                row
            })
            .collect();
        reduce(&mut system, unknown.len());
        (unknown, system)
    }

    /// A small number, or a small sum of numbers, that follows from what is shown.
    fn given_away(told: &Tables, hidden: &[bool]) -> Option<Vec<usize>> {
        let (unknown, system) = solved(told, hidden);
        let raw = told.relations.iter().map(|relation| {
            let left: Vec<_> = relation.iter().filter(|(place, _)| hidden[*place]).collect();
            let first = left.first().map_or(1, |(_, weight)| *weight);
            let parts = left.iter().map(|(place, weight)| (*place, i128::from(*weight * first)));
            parts.collect::<Vec<_>>()
        });
        let rows = system.iter().map(|row| {
            let parts = row.iter().enumerate().filter(|(_, weight)| **weight != 0);
            parts.map(|(column, weight)| (unknown[column], *weight)).collect()
        });
        let mut groups = raw.chain(rows).filter(|group: &Vec<_>| !group.is_empty());
        groups.find_map(|group| {
            let all_ones = group.iter().all(|(_, weight)| *weight == 1);
            let value: i64 = group.iter().map(|(place, _)| told.numbers[*place].value).sum();
            let small = (1..SMALLEST).contains(&value);
            (all_ones && small).then(|| group.iter().map(|(place, _)| *place).collect())
        })
    }

    /// Gauss and Jordan's reduction, modulo a large prime: sums are small whole numbers, which do not meet by chance.
    fn reduce(system: &mut [Vec<i128>], columns: usize) {
        let mut top = 0;
        for column in 0..columns {
            let Some(pivot) = (top..system.len()).find(|row| system[*row][column] % PRIME != 0)
            else {
                continue;
            };
            system.swap(top, pivot);
            let inverse = power(system[top][column].rem_euclid(PRIME), PRIME - 2);
            for value in &mut system[top] {
                *value = (*value * inverse).rem_euclid(PRIME);
            }
            let reduced = system[top].clone();
            for (place, row) in system.iter_mut().enumerate() {
                let factor = row[column].rem_euclid(PRIME);
                if place != top && factor != 0 {
                    for (value, by) in row.iter_mut().zip(&reduced) {
                        *value = (*value - factor * by).rem_euclid(PRIME);
                    }
                }
            }
            top += 1;
        }
    }

    fn power(mut base: i128, mut exponent: i128) -> i128 {
        let mut out = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                out = out * base % PRIME;
            }
            base = base * base % PRIME;
            exponent >>= 1;
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_small_number_is_shown_or_follows_from_all_tables_together(
            rows in 1..7_usize, columns in 1..7_usize,
            cells in vec(prop_oneof![3 => Just(0), 3 => 1..5_i64, 4 => 5..60_i64], 36),
            other in vec(0..4_i64, 6),
        ) {
            let (told, all) = tables(rows, columns, &cells, &other);
            let hidden = masked(&told.numbers, &told.relations, all);
            for (number, hidden) in told.numbers.iter().zip(&hidden) {
                prop_assert!(*hidden || !number.is_small());
            }
            prop_assert_eq!(given_away(&told, &hidden), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_small_number_may_be_a_large_one_for_all_a_reader_knows(
            cells in vec(prop_oneof![2 => Just(0), 3 => 1..5_i64, 2 => 5..9_i64], 4),
        ) {
            let mut told = Tables::default();
            let at: Vec<usize> = cells.iter().map(|value| told.put(*value, true)).collect();
            let rows = [told.sum(&at[..2]), told.sum(&at[2..])];
            let columns = [told.sum(&[at[0], at[2]]), told.sum(&[at[1], at[3]])];
            let all = told.sum(&rows);
            told.relate(&columns, all);
            let hidden = masked(&told.numbers, &told.relations, all);
            // All tables of two by two with the same numbers in print.
            let possible: Vec<[i64; 9]> = (0..18_i64.pow(4))
                .map(|n| [n % 18, n / 18 % 18, n / 324 % 18, n / 5832])
                .map(|[a, b, c, d]| [a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d])
                .filter(|table| {
                    table.iter().zip(&told.numbers).zip(&hidden).all(|((value, number), hidden)| {
                        if *hidden { *value > 0 } else { *value == number.value }
                    })
                })
                .collect();
            for (place, _) in told.numbers.iter().enumerate().filter(|(_, number)| number.is_small()) {
                prop_assert!(possible.iter().any(|table| table[place] >= SMALLEST), "{:?} {hidden:?}", told.numbers);
            }
        }
    }

    #[test]
    fn large_numbers_are_all_shown() {
        let (told, all) = tables(3, 3, &[10, 5, 7, 5, 9, 20, 6, 6, 30], &[1, 1, 1]);
        assert_eq!(given_away(&told, &vec![false; told.numbers.len()]), None);
        let hidden = masked(&told.numbers, &told.relations, all);
        assert!(told.numbers.iter().zip(hidden).all(|(number, hidden)| hidden != number.printed));
    }

    #[test]
    fn two_small_numbers_do_not_hide_each_other_when_their_sum_is_small() {
        let mut told = Tables::default();
        let parts = [1, 2, 9, 30].map(|value| told.put(value, true));
        let all = told.sum(&parts);
        assert_eq!(masked(&told.numbers, &told.relations, all), [true, true, true, false, false]);
    }

    #[test]
    fn as_many_ones_as_their_sum_do_not_hide_each_other() {
        let mut told = Tables::default();
        let parts = [1, 1, 1, 1, 1, 30].map(|value| told.put(value, true));
        let all = told.sum(&parts);
        assert_eq!(
            masked(&told.numbers, &told.relations, all),
            [true, true, true, true, true, true, false]
        );
    }

    #[test]
    fn a_ring_of_two_that_meets_another_by_one_cell_gives_that_cell_away() {
        // Every line lacks two numbers or none, and yet one cell follows from all lines together.
        let mut told = Tables::default();
        for value in [7, 8, 2, 9, 11] {
            told.put(value, true);
        }
        told.relations =
            vec![vec![(0, 1), (1, 1)], vec![(0, 1), (1, 1), (2, 1)], vec![(2, 1), (3, 1), (4, -1)]];
        assert_eq!(given_away(&told, &[true, true, true, false, false]), Some(vec![2]));
    }
}
