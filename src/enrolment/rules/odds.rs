//! What past waiting lists say of one's place on the next one.

/// From fewer lists nothing follows.
const FEWEST: usize = 5;

/// How often of ten a seat came to the place that somebody has, and of how many lists that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odds {
    pub of_ten: usize,
    pub lists: usize,
}

/// `came` says of each past list to how many of it a seat came; `rank` is a place on the list from its beginning.
pub fn odds(came: &[i64], rank: i64) -> Option<Odds> {
    let lists = came.len();
    let reached = came.iter().filter(|came| **came >= rank).count();
    (lists >= FEWEST).then(|| Odds { of_ten: (reached * 10 + lists / 2) / lists, lists })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_told_of_enough_lists_only() {
        assert_eq!(odds(&[3, 3, 3, 3], 1), None);
        let of_ten = |rank| odds(&[0, 1, 2, 4, 6], rank).map(|odds| odds.of_ten);
        assert_eq!([1, 2, 4, 7].map(of_ten), [Some(8), Some(6), Some(4), Some(0)]);
    }
}
