//! What a scanner said of a stored file, and whether it may leave.

use diesel::prelude::*;

use crate::Refusal;
use crate::db::schema::stored_files;
use crate::db::{Conn, text_enum};

pub const BEING_CHECKED: Refusal = Refusal::new("scanning-being-checked");
pub const INFECTED: Refusal = Refusal::new("scanning-infected");
const TOO_LARGE: Refusal = Refusal::new("scanning-too-large");

text_enum! {
    /// What the scanner said of a file. Only `Unscanned` is looked at again.
    ScanState {
        Unscanned = "unscanned",
        Clean = "clean",
        Infected = "infected",
        /// More bytes than the scanner takes: nobody can say that it is clean.
        TooLarge = "too_large",
    }
}

/// What the scanner said of a stored file.
pub fn scan_of(conn: &mut Conn, sha256: &str) -> QueryResult<ScanState> {
    stored_files::table.find(sha256).select(stored_files::scan_state).first(conn)
}

/// Whether a file may be handed out, by page or by mail. Without a scanner nothing is held back, but what one found
/// infected stays so.
pub fn check_served(state: ScanState, scanner: bool) -> Result<(), Refusal> {
    match (state, scanner) {
        (ScanState::Clean, _) | (ScanState::Unscanned | ScanState::TooLarge, false) => Ok(()),
        (ScanState::Infected, _) => Err(INFECTED),
        (ScanState::Unscanned, true) => Err(BEING_CHECKED),
        (ScanState::TooLarge, true) => Err(TOO_LARGE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_clean_leaves_where_there_is_a_scanner() {
        let served =
            |scanner| ScanState::ALL.iter().map(move |state| check_served(*state, scanner).is_ok());
        assert_eq!(served(true).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(served(false).collect::<Vec<_>>(), [true, true, false, true]);
    }
}
