//! A mail in which some bytes stand for others; nothing is copied while none do.

use std::borrow::Cow;
use std::ops::Range;

/// What is read of the mail, with what was put so far.
pub struct Replaced<'a> {
    raw: &'a [u8],
    out: Vec<u8>,
    copied: usize,
}

impl<'a> Replaced<'a> {
    pub const fn new(raw: &'a [u8]) -> Self {
        Self { raw, out: Vec::new(), copied: 0 }
    }

    /// Puts bytes where others were, behind all that were replaced before.
    pub fn put(&mut self, range: Range<usize>, bytes: &[u8]) {
        if self.copied == 0 {
            self.out.reserve(self.raw.len() + 64);
        }
        self.out.extend_from_slice(&self.raw[self.copied..range.start]);
        self.out.extend_from_slice(bytes);
        self.copied = range.end;
    }

    /// All of it.
    pub fn whole(mut self) -> Cow<'a, [u8]> {
        if self.out.is_empty() {
            return Cow::Borrowed(self.raw);
        }
        self.out.extend_from_slice(&self.raw[self.copied..]);
        Cow::Owned(self.out)
    }
}
