//! What is known of a stored file.

use crate::db::text_enum;

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
