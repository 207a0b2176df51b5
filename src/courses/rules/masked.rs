//! What may be told to everybody of counts of people: nothing that would be about few, neither by itself nor as the
//! difference of two things that are told.

use crate::i18n::Locale;

/// Fewer people than these are told together with others, or not at all.
pub const FEWEST: i64 = 5;

/// What people said of sessions: how many, and the sum of their marks. Sessions of which few spoke are left out, so that any two
/// such sums (of two courses, of two years, of today and a later day) differ by a whole session of enough people, or by none.
pub fn told(sessions: impl IntoIterator<Item = (i64, i64)>) -> (i64, i64) {
    let enough = sessions.into_iter().filter(|(answers, _)| *answers >= FEWEST);
    enough.fold((0, 0), |(answers, sum), one| (answers + one.0, sum + one.1))
}

/// How many of those who were noted were there, in hundredths. Where few were there, or few were not, it is a bound that holds
/// for whatever number of few.
pub fn share(there: i64, noted: i64) -> String {
    let (few, absent) = (FEWEST - 1, noted - there);
    match (there < FEWEST, absent < FEWEST) {
        _ if noted <= 2 * few => "–".to_owned(),
        (true, _) => format!("≤\u{a0}{}\u{a0}%", (few * 100 + noted - 1) / noted),
        (false, true) => format!("≥\u{a0}{}\u{a0}%", (noted - few) * 100 / noted),
        (false, false) => format!("{}\u{a0}%", there * 100 / noted),
    }
}

/// A mean with one decimal; of nobody a dash.
pub fn mean((answers, sum): (i64, i64), locale: Locale) -> String {
    if answers < FEWEST {
        return "–".to_owned();
    }
    let tenths = sum * 10 / answers;
    format!("{}{}{}", tenths / 10, locale.pick(",", "."), tenths % 10)
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

        /// Two numbers of few who were there, or were not, are told alike.
        #[test]
        fn a_share_is_the_same_for_all_numbers_of_few(
            noted in 0..200_i64,
            (one, other) in (0..FEWEST, 0..FEWEST),
        ) {
            let (one, other) = (one.min(noted), other.min(noted));
            prop_assert_eq!(share(one, noted), share(other, noted));
            prop_assert_eq!(share(noted - one, noted), share(noted - other, noted));
        }
    }

    #[test]
    fn a_bound_holds() {
        assert_eq!(share(19, 20), "≥\u{a0}80\u{a0}%");
        assert_eq!(share(20, 20), "≥\u{a0}80\u{a0}%");
        assert_eq!(share(2, 20), "≤\u{a0}20\u{a0}%");
        assert_eq!(share(12, 20), "60\u{a0}%");
        assert_eq!(share(3, 8), "–");
        assert_eq!(mean((4, 20), Locale::Fr), "–");
        assert_eq!(mean((6, 27), Locale::Fr), "4,5");
    }
}
