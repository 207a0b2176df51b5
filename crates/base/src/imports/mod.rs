//! Files that are looked at before anything of them is kept: what reading one would do, and tables as spreadsheets hold
//! them.

mod csv;
mod ods;
mod table;
mod xlsx;

pub use table::*;

/// What reading one thing of a file would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Makes,
    Changes,
    /// It was read before, and says the same.
    Same,
    /// What it became is not to be changed this way.
    Left,
}

impl Effect {
    /// Class and icon of its badge, and the key of its word.
    pub const fn badge(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Makes => ("is-good", "plus-lg", "imports-makes"),
            Self::Changes => ("is-warn", "pencil", "imports-changes"),
            Self::Same => ("", "check-lg", "imports-same"),
            Self::Left => ("is-info", "lock", "imports-left"),
        }
    }

    /// How often it is among some.
    pub fn count(self, all: &[Self]) -> usize {
        all.iter().filter(|one| **one == self).count()
    }
}

/// The badge of what cannot be read: class, icon, and the key of its word.
pub const LEFT_OUT: (&str, &str, &str) = ("is-bad", "x-circle", "imports-left-out");
