//! How far a number that is left out may be from the truth, as far as a reader can tell: the largest value that it can
//! have while all that is shown, and all sums, hold. Dantzig's simplex method with Bland's rule.

use super::mask::{Number, Relation};

/// What is nothing but rounding.
const NOTHING: f64 = 1e-7;

/// All tables that a reader must take for possible, as the corner the search stands on.
pub struct Range {
    /// Which unknown each number is.
    unknown: Vec<Option<usize>>,
    /// The least that a reader knows each unknown to be.
    least: Vec<i64>,
    /// Equations solved for the unknown of the same place in `solved`; the last column is what remains.
    rows: Vec<Vec<f64>>,
    solved: Vec<Option<usize>>,
}

impl Range {
    pub fn new(numbers: &[Number], relations: &[Relation], hidden: &[bool]) -> Self {
        let mut unknown = vec![None; numbers.len()];
        let mut least = Vec::new();
        for (place, number) in numbers.iter().enumerate().filter(|(place, _)| hidden[*place]) {
            unknown[place] = Some(least.len());
            // A zero is shown as such, so a dot in print stands for one at least.
            least.push(i64::from(number.printed && number.value > 0));
        }
        let count = least.len();
        let equation = |relation: &Relation| {
            let mut row = vec![0.0; count + 1];
            for (place, weight) in relation {
                if let Some(column) = unknown[*place] {
                    row[column] += exact(*weight);
                    row[count] += exact(weight * (numbers[*place].value - least[column]));
                }
            }
            if row[count] < 0.0 {
                row.iter_mut().for_each(|value| *value = -*value);
            }
            row
        };
        let rows: Vec<Vec<f64>> = relations
            .iter()
            .map(equation)
            .filter(|row| row[..count].iter().any(|value| *value != 0.0))
            .collect();
        let solved = vec![None; rows.len()];
        let mut range = Self { unknown, least, rows, solved };
        range.stand();
        range
    }

    /// Whether the number of a place may be `goal` or more.
    pub fn reaches(&mut self, place: usize, goal: i64) -> bool {
        let Some(target) = self.unknown[place] else { return true };
        let goal = exact(goal - self.least[target]) - NOTHING;
        loop {
            let row = self.solved.iter().position(|solved| *solved == Some(target));
            if row.is_some_and(|row| self.remains(row) >= goal) {
                return true;
            }
            let growing = match row {
                None => Some(target),
                Some(row) => {
                    (0..self.least.len()).find(|column| self.rows[row][*column] < -NOTHING)
                }
            };
            let Some(growing) = growing else { return false };
            let Some(limit) = self.limit(growing) else { return true };
            self.solve(limit, growing);
        }
    }

    /// Finds a first corner: every equation solved for an unknown, none of them negative.
    fn stand(&mut self) {
        let count = self.least.len();
        let open = |range: &Self| {
            let rows = range.rows.iter().zip(&range.solved);
            let mut sums = vec![0.0; count];
            for (row, _) in rows.filter(|(_, solved)| solved.is_none()) {
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
            }
            sums.iter().position(|sum| *sum > NOTHING)
        };
        while let Some(growing) = open(self) {
            let Some(limit) = self.limit(growing) else { break };
            self.solve(limit, growing);
        }
        for row in
            (0..self.rows.len()).rev().filter(|row| self.solved[*row].is_none()).collect::<Vec<_>>()
        {
            match (0..count).find(|column| self.rows[row][*column].abs() > NOTHING) {
                Some(column) => self.solve(row, column),
                None => {
                    self.rows.swap_remove(row);
                    self.solved.swap_remove(row);
                }
            }
        }
    }

    /// The equation that keeps an unknown from growing without end, if one does.
    fn limit(&self, growing: usize) -> Option<usize> {
        let rows = (0..self.rows.len()).filter(|row| self.rows[*row][growing] > NOTHING);
        rows.min_by(|one, other| {
            let room = |row: usize| self.remains(row) / self.rows[row][growing];
            let (first, second) = (room(*one), room(*other));
            if (first - second).abs() <= NOTHING {
                self.solved[*one].cmp(&self.solved[*other])
            } else {
                first.total_cmp(&second)
            }
        })
    }

    fn remains(&self, row: usize) -> f64 {
        self.rows[row][self.least.len()]
    }

    /// Solves an equation for an unknown and puts it into all others.
    fn solve(&mut self, row: usize, column: usize) {
        let pivot = self.rows[row][column];
        self.rows[row].iter_mut().for_each(|value| *value /= pivot);
        let solved = self.rows[row].clone();
        for (place, other) in self.rows.iter_mut().enumerate() {
            let factor = other[column];
            if place != row && factor != 0.0 {
                for (value, by) in other.iter_mut().zip(&solved) {
                    *value -= factor * by;
                    if value.abs() < NOTHING {
                        *value = 0.0;
                    }
                }
            }
        }
        self.solved[row] = Some(column);
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
fn exact(number: i64) -> f64 {
    number as f64
}
