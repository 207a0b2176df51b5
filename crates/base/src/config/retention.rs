//! How long closed tickets are kept whole, and what becomes of their words then.

/// Closed tickets are anonymised after so many years, unless the operator says otherwise (issue: the archivists' term).
pub const YEARS: u32 = 3;

/// What becomes of the words of a conversation that is anonymised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPolicy {
    /// They stay, without names, addresses and numbers.
    Kept,
    Removed,
}

impl TextPolicy {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Removed => "removed",
        }
    }
}

/// What becomes of closed tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// So many years after closing they are anonymised.
    pub years: u32,
    pub text: TextPolicy,
    /// Whether an archivist approves first.
    pub approval: bool,
}

impl Default for Retention {
    fn default() -> Self {
        Self { years: YEARS, text: TextPolicy::Kept, approval: false }
    }
}
