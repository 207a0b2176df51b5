//! The rota of a node, one's own absences, the notes and the mail of the morning.

mod absences;
mod feed;
mod notes;
mod rota;
mod rota_view;
mod swaps;

pub use absences::{DigestChoice, absences, be_away, choose_digest, come_back, digest_choice};
pub use feed::{feed, set_feed};
pub use notes::{NoteView, leave_note, note_view, read_note, withdraw_note};
pub use rota::{announce, fill, remove_duty, rota, set_duty};
pub use swaps::{answer_swap, ask_swap};
