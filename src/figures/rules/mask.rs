//! Which numbers to leave out, so that no small one can be read or worked out from the others.

/// Smaller numbers than this one might point at somebody.
pub const SMALLEST: i64 = 5;

/// Numbers whose weighted sum is zero: the cells of a row, and its total with the weight -1. Every sum that a reader
/// can take must be among the relations.
pub type Relation = Vec<(usize, i64)>;

/// Leaves out what is small, and then as much more as it takes that nothing left out follows from what is shown.
/// `kept` is the grand total, which is left out only when it is small itself.
pub fn masked(values: &[i64], relations: &[Relation], kept: usize) -> Vec<bool> {
    let mut masked: Vec<bool> = values.iter().map(|value| (1..SMALLEST).contains(value)).collect();
    while let Some(known) = first_derivable(&masked, relations) {
        let beside = |place: &usize| !masked[*place] && *place != kept;
        let near = relations
            .iter()
            .filter(|relation| relation.iter().any(|(place, _)| *place == known))
            .flatten()
            .map(|(place, _)| *place)
            .filter(beside)
            .min_by_key(|place| (values[*place] == 0, values[*place], *place));
        let any = || {
            (0..values.len())
                .filter(|place| {
                    beside(place) && relations.iter().flatten().any(|(p, _)| p == place)
                })
                .min_by_key(|place| (values[*place] == 0, values[*place], *place))
        };
        match near.or_else(any) {
            Some(place) => masked[place] = true,
            None => break,
        }
    }
    masked
}

/// A masked number that the relations leave only one value for: in the reduced system, a row of its own.
pub(super) fn first_derivable(masked: &[bool], relations: &[Relation]) -> Option<usize> {
    let hidden: Vec<usize> = (0..masked.len()).filter(|place| masked[*place]).collect();
    let mut system: Vec<Vec<i128>> = relations
        .iter()
        .map(|relation| {
            let mut row = vec![0; hidden.len()];
            for (place, weight) in relation {
                if let Ok(column) = hidden.binary_search(place) {
                    row[column] += i128::from(*weight);
                }
            }
            row
        })
        .collect();
    reduce(&mut system, hidden.len());
    system.iter().find_map(|row| {
        let mut set = (0..row.len()).filter(|column| row[*column] != 0);
        let only = set.next()?;
        set.next().is_none().then(|| hidden[only])
    })
}

/// A large prime: sums are small whole numbers, which do not meet by chance modulo it.
const PRIME: i128 = 2_147_483_647;

/// Gauss and Jordan's reduction, modulo [`PRIME`].
fn reduce(system: &mut [Vec<i128>], columns: usize) {
    let mut top = 0;
    for column in 0..columns {
        let Some(pivot) = (top..system.len()).find(|row| system[*row][column] % PRIME != 0) else {
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// A table with its margins: cells row by row, then the totals of rows, of columns, and of all.
    fn table(rows: usize, columns: usize, cells: &[i64]) -> (Vec<i64>, Vec<Relation>, usize) {
        let at = |row: usize, column: usize| row * columns + column;
        let mut values: Vec<i64> = cells[..rows * columns].to_vec();
        let mut relations = Vec::new();
        for row in 0..rows {
            values.push((0..columns).map(|column| cells[at(row, column)]).sum());
            let mut relation: Relation = (0..columns).map(|column| (at(row, column), 1)).collect();
            relation.push((values.len() - 1, -1));
            relations.push(relation);
        }
        for column in 0..columns {
            values.push((0..rows).map(|row| cells[at(row, column)]).sum());
            let mut relation: Relation = (0..rows).map(|row| (at(row, column), 1)).collect();
            relation.push((values.len() - 1, -1));
            relations.push(relation);
        }
        values.push(cells[..rows * columns].iter().sum());
        let all = values.len() - 1;
        let sums = |from: usize, count: usize| {
            (from..from + count).map(|place| (place, 1)).chain([(all, -1)]).collect()
        };
        relations.push(sums(rows * columns, rows));
        relations.push(sums(rows * columns + rows, columns));
        (values, relations, all)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_small_number_is_shown_or_follows_by_subtraction(
            rows in 1..7_usize, columns in 1..7_usize,
            cells in vec(prop_oneof![3 => Just(0), 3 => 1..5_i64, 4 => 5..60_i64], 36),
        ) {
            let (values, relations, all) = table(rows, columns, &cells);
            // With one line that holds anything, its sums are the total, which is always shown: known to be open.
            let holding = |from: usize, count: usize| values[from..from + count].iter().filter(|sum| **sum > 0).count();
            prop_assume!(holding(rows * columns, rows) > 1 && holding(rows * columns + rows, columns) > 1);
            let hidden = masked(&values, &relations, all);
            for (value, hidden) in values.iter().zip(&hidden) {
                prop_assert!(*hidden || !(1..SMALLEST).contains(value));
            }
            // What a reader with a pencil finds: fill in every line that lacks one number only, again and again.
            let mut known: Vec<bool> = hidden.iter().map(|hidden| !hidden).collect();
            for _ in 0..values.len() {
                for relation in &relations {
                    let lacking: Vec<_> = relation.iter().filter(|(place, _)| !known[*place]).collect();
                    if let [(only, _)] = lacking.as_slice() {
                        known[*only] = true;
                    }
                }
            }
            let small_total = (1..SMALLEST).contains(&values[all]);
            for (place, hidden) in hidden.iter().enumerate() {
                prop_assert!(small_total || !(*hidden && known[place]), "{values:?} {hidden} at {place}");
            }
        }
    }

    #[test]
    fn large_numbers_are_all_shown() {
        let (values, relations, all) = table(3, 3, &[10, 0, 7, 5, 9, 20, 6, 6, 30]);
        assert!(!masked(&values, &relations, all).contains(&true));
    }

    #[test]
    fn a_ring_of_two_that_meets_another_by_one_cell_does_not_give_that_cell_away() {
        // Every line lacks two numbers or none, and yet one cell would follow from all lines together.
        let relations: Vec<Relation> =
            vec![vec![(0, 1), (1, 1)], vec![(0, 1), (1, 1), (2, 1)], vec![(2, 1), (3, 1), (4, -1)]];
        assert_eq!(first_derivable(&[true, true, true, false, false], &relations), Some(2));
    }
}
