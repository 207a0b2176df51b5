//! A mail in which some bytes stand for others, and where each place of it was before.

use std::borrow::Cow;
use std::ops::Range;

/// What is read of a mail, with what was put so far. Nothing is copied before.
pub struct Replaced<'a> {
    raw: &'a [u8],
    out: Vec<u8>,
    copied: usize,
    edits: Vec<Edit>,
}

/// Where bytes stand, and where those were that they stand for.
struct Edit {
    put: Range<usize>,
    taken: Range<usize>,
}

impl<'a> Replaced<'a> {
    pub const fn new(raw: &'a [u8]) -> Self {
        Self { raw, out: Vec::new(), copied: 0, edits: Vec::new() }
    }

    /// Puts bytes where others were, behind all that were replaced before.
    pub fn put(&mut self, taken: Range<usize>, bytes: &[u8]) {
        if self.edits.is_empty() {
            self.out.reserve(self.raw.len() + 64);
        }
        self.out.extend_from_slice(&self.raw[self.copied..taken.start]);
        let start = self.out.len();
        self.out.extend_from_slice(bytes);
        self.copied = taken.end;
        self.edits.push(Edit { put: start..self.out.len(), taken });
    }

    /// All of it.
    pub fn whole(mut self) -> Mended<'a> {
        let bytes = if self.edits.is_empty() {
            Cow::Borrowed(self.raw)
        } else {
            self.out.extend_from_slice(&self.raw[self.copied..]);
            Cow::Owned(self.out)
        };
        Mended { bytes, raw: self.raw, edits: self.edits }
    }
}

/// A mail that can be read, and the one that came.
pub struct Mended<'a> {
    pub bytes: Cow<'a, [u8]>,
    raw: &'a [u8],
    edits: Vec<Edit>,
}

impl<'a> Mended<'a> {
    /// What came, between two places of what is read.
    pub fn original(&self, from: u32, to: u32) -> Option<&'a [u8]> {
        let place = |place: u32| usize::try_from(place).ok().map(|place| self.came_from(place));
        self.raw.get(place(from)?..place(to)?)
    }

    fn came_from(&self, place: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.put.start <= place);
        match self.edits[..before].last() {
            None => place,
            Some(edit) if place < edit.put.end => edit.taken.start,
            Some(edit) => edit.taken.end + (place - edit.put.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_known_from_before() {
        let mut mail = Replaced::new(b"aaXXXbbcc");
        mail.put(2..5, b"y");
        mail.put(7..7, b"++");
        let mail = mail.whole();
        assert_eq!(mail.bytes[..], b"aaybb++cc"[..]);
        assert_eq!(mail.original(0, 9), Some(&b"aaXXXbbcc"[..]));
        assert_eq!(mail.original(2, 5), Some(&b"XXXbb"[..]));
        assert_eq!(mail.original(3, 8), Some(&b"bbc"[..]));
        assert_eq!(mail.original(5, 20), None);
        assert!(matches!(Replaced::new(b"a").whole().bytes, Cow::Borrowed(_)));
    }
}
