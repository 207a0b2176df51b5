//! Who may have which seat. A seat that is kept for some is given to nobody else, and whom a limit leaves out may be
//! passed by who comes later; else nobody passes anybody.

/// Seats that some institutions may have at most, or that are kept for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    pub institutions: Vec<String>,
    pub most: Option<i32>,
    /// Kept for them, while that holds.
    pub kept: i32,
    /// What they hold by now.
    pub held: i32,
}

impl Share {
    fn is_of(&self, institution: Option<&str>) -> bool {
        institution.is_some_and(|own| self.institutions.iter().any(|one| one == own))
    }

    fn still_kept(&self) -> i32 {
        (self.kept - self.held).max(0)
    }
}

/// The seats that are left, and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    pub free: i32,
    pub shares: Vec<Share>,
}

impl Room {
    /// Whether somebody of an institution may have a seat.
    pub fn takes(&self, institution: Option<&str>) -> bool {
        let (own, others): (Vec<_>, Vec<_>) =
            self.shares.iter().partition(|share| share.is_of(institution));
        let full = own.iter().any(|share| share.most.is_some_and(|most| share.held >= most));
        let kept: i32 = others.iter().map(|share| share.still_kept()).sum();
        !full && self.free > kept
    }

    /// Gives them one.
    pub fn give(&mut self, institution: Option<&str>) {
        self.free -= 1;
        let own = self.shares.iter_mut().filter(|share| share.is_of(institution));
        own.for_each(|share| share.held += 1);
    }

    /// Whom of those who wait, in their order, to seat: as many as there is room for.
    pub fn seat(mut self, waiting: &[Option<String>]) -> Vec<usize> {
        let mut seated = Vec::new();
        for (place, institution) in waiting.iter().enumerate() {
            if self.free <= 0 {
                break;
            }
            if self.takes(institution.as_deref()) {
                self.give(institution.as_deref());
                seated.push(place);
            }
        }
        seated
    }
}

/// Whether somebody has a seat after all who came before them and wait had theirs.
pub fn has_a_turn(
    room: Room,
    before: impl Iterator<Item = Option<String>>,
    institution: Option<&str>,
) -> bool {
    let mut all: Vec<_> = before.collect();
    all.push(institution.map(str::to_owned));
    let last = all.len() - 1;
    room.seat(&all).contains(&last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(name: &str, most: Option<i32>, kept: i32, held: i32) -> Share {
        Share { institutions: vec![name.into()], most, kept, held }
    }

    #[test]
    fn seats_that_are_kept_are_given_to_nobody_else() {
        let room = Room { free: 2, shares: vec![share("cnrs", None, 2, 0)] };
        assert!(!room.takes(None) && !room.takes(Some("inrae")));
        assert!(room.takes(Some("cnrs")));
        let left = Room { free: 2, shares: vec![share("cnrs", None, 2, 1)] };
        assert!(left.takes(None));
    }

    #[test]
    fn whom_a_limit_leaves_out_is_passed_and_keeps_the_place() {
        let room = Room { free: 2, shares: vec![share("cnrs", Some(1), 0, 1)] };
        let waiting = [Some("cnrs".to_owned()), None, Some("inrae".to_owned()), None];
        assert_eq!(room.seat(&waiting), [1, 2]);
    }

    proptest! {
        /// Whoever comes in whatever order: seats, limits and what is kept hold, and nobody who may have a seat is left.
        #[test]
        fn no_order_of_people_breaks_a_promise(
            free in 0..12_i32,
            most in proptest::option::of(0..6_i32),
            kept in 0..6_i32,
            people in proptest::collection::vec(0..3_usize, 0..30),
        ) {
            let names = ["a", "b"];
            let shares = vec![share("a", most, 0, 0), share("b", None, kept, 0)];
            let room = Room { free, shares };
            let waiting: Vec<Option<String>> =
                people.iter().map(|n| names.get(*n).map(|name| (*name).to_owned())).collect();
            let seated = room.clone().seat(&waiting);
            let held = |name| {
                let own = seated.iter().filter(|place| waiting[**place].as_deref() == Some(name));
                i32::try_from(own.count()).unwrap()
            };
            let all = i32::try_from(seated.len()).unwrap();
            prop_assert!(all <= free);
            prop_assert!(most.is_none_or(|most| held("a") <= most));
            prop_assert!(all - held("b") <= (free - kept).max(0));
            let mut after = room;
            seated.iter().for_each(|place| after.give(waiting[*place].as_deref()));
            let left = waiting.iter().enumerate().filter(|(place, _)| !seated.contains(place));
            for (_, institution) in left {
                prop_assert!(!after.takes(institution.as_deref()));
            }
        }
    }
}
