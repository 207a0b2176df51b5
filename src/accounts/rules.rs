//! Who may invite whom, what a password must be, how long a link lives.

/// An answer to "send me a link" takes at least this long, so that its time does not tell whose address is known: the work
/// for a known address stays far below.
pub const LINK_ANSWER: Duration = Duration::from_millis(100);
