//! That somebody read a sensitive ticket.

use crate::db::{text_enum, text_id};

text_id! {
    /// One reading of a sensitive ticket.
    ReadingId
}

text_enum! {
    /// The way by which a sensitive ticket was read.
    Door { Page = "page", File = "file", Mail = "mail", Api = "api", History = "history" }
}
