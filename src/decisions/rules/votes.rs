//! How many are for a proposal.

use crate::decisions::Vote;

/// Votes on one proposal, without names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    pub yes: usize,
    pub no: usize,
    pub abstain: usize,
}

impl Tally {
    pub fn of(votes: impl Iterator<Item = Vote>) -> Self {
        votes.fold(Self::default(), |mut tally, vote| {
            match vote {
                Vote::For => tally.yes += 1,
                Vote::Against => tally.no += 1,
                Vote::Abstain => tally.abstain += 1,
            }
            tally
        })
    }

    pub const fn cast(self) -> usize {
        self.yes + self.no + self.abstain
    }
}
