//! What may be told to everybody of counts of people: nothing that would be about few, neither by itself nor as the
//! difference of two things that are told.

/// Fewer people than these are told together with others, or not at all.
pub const FEWEST: i64 = 5;

/// What people said of sessions: how many, and the sum of their marks. Sessions of which few spoke are left out, so that any two
/// such sums (of two courses, of two years, of today and a later day) differ by a whole session of enough people, or by none.
pub fn told(sessions: impl IntoIterator<Item = (i64, i64)>) -> (i64, i64) {
    let enough = sessions.into_iter().filter(|(answers, _)| *answers >= FEWEST);
    enough.fold((0, 0), |(answers, sum), one| (answers + one.0, sum + one.1))
}

/// Of one session, the parts of its people that may be told beside their sum: each is of enough people, and so is what is left.
/// Where too few are left, the smallest part is left with them.
pub fn parts(people: i64, mut all: Vec<(String, i64)>) -> Vec<(String, i64)> {
    all.retain(|(_, part)| *part >= FEWEST);
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let rest = people - all.iter().map(|(_, part)| part).sum::<i64>();
    if (1..FEWEST).contains(&rest) {
        all.pop();
    }
    all
}

/// How many of those who were noted were there, in hundredths. Where few were there, or few were not, it is a bound that holds
/// for whatever number of few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Untold,
    AtMost(i64),
    AtLeast(i64),
    Is(i64),
}

impl Share {
    pub fn told(there: i64, noted: i64) -> Self {
        let (few, absent) = (FEWEST - 1, noted - there);
        match (there < FEWEST, absent < FEWEST) {
            _ if noted <= 2 * few => Self::Untold,
            (true, _) => Self::AtMost((few * 100 + noted - 1) / noted),
            (false, true) => Self::AtLeast((noted - few) * 100 / noted),
            (false, false) => Self::Is(there * 100 / noted),
        }
    }

    /// As it is, for those who may know; of nobody nothing.
    pub fn exact(there: i64, noted: i64) -> Self {
        if noted > 0 { Self::Is(there * 100 / noted) } else { Self::Untold }
    }

    pub fn said(self) -> String {
        match self {
            Self::Untold => "–".to_owned(),
            Self::AtMost(percent) => format!("≤\u{a0}{percent}\u{a0}%"),
            Self::AtLeast(percent) => format!("≥\u{a0}{percent}\u{a0}%"),
            Self::Is(percent) => format!("{percent}\u{a0}%"),
        }
    }

    /// What is known of it, when it is known.
    pub fn percent(self) -> Option<i64> {
        match self {
            Self::Is(percent) => Some(percent),
            Self::Untold | Self::AtMost(_) | Self::AtLeast(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever sessions there are, and whichever are added or left out: no sum and no difference of two is about few.
        #[test]
        fn no_sum_and_no_difference_of_sums_is_about_few(
            sessions in proptest::collection::vec((0..12_i64, any::<bool>(), 1..6_i64), 0..12),
        ) {
            let all = told(sessions.iter().map(|(n, _, mark)| (*n, n * mark)));
            let some = sessions.iter().filter(|(_, kept, _)| *kept);
            let some = told(some.map(|(n, _, mark)| (*n, n * mark)));
            for count in [all.0, some.0, all.0 - some.0] {
                prop_assert!(count == 0 || count >= FEWEST);
            }
        }

        /// Whatever a session is made of: no part that is told, and nothing that is left of the whole, is about few.
        #[test]
        fn no_part_and_no_rest_is_about_few(
            counts in proptest::collection::vec(1..12_i64, 0..8),
            unknown in 0..8_i64,
        ) {
            let people = counts.iter().sum::<i64>() + unknown;
            let all = counts.iter().enumerate().map(|(n, part)| (n.to_string(), *part)).collect();
            let told = parts(people, all);
            let rest = people - told.iter().map(|(_, part)| part).sum::<i64>();
            prop_assert!(told.iter().all(|(_, part)| *part >= FEWEST));
            prop_assert!(rest == 0 || rest >= FEWEST || told.is_empty() && people < FEWEST);
        }

        /// Two numbers of few who were there, or were not, are told alike.
        #[test]
        fn a_share_is_the_same_for_all_numbers_of_few(
            noted in 0..200_i64,
            (one, other) in (0..FEWEST, 0..FEWEST),
        ) {
            let (one, other) = (one.min(noted), other.min(noted));
            prop_assert_eq!(Share::told(one, noted), Share::told(other, noted));
            prop_assert_eq!(Share::told(noted - one, noted), Share::told(noted - other, noted));
        }
    }

    #[test]
    fn a_bound_holds() {
        assert_eq!(Share::told(19, 20), Share::AtLeast(80));
        assert_eq!(Share::told(20, 20).said(), "≥\u{a0}80\u{a0}%");
        assert_eq!(Share::told(2, 20), Share::AtMost(20));
        assert_eq!(Share::told(12, 20), Share::Is(60));
        assert_eq!(Share::told(3, 8), Share::Untold);
        assert_eq!(Share::exact(3, 8), Share::Is(37));
    }
}
