//! As much of tar (POSIX ustar) as plain files need, so that any tar can unpack what is written here.

use std::io::{self, Read};

const BLOCK: usize = 512;

/// What stands before a file.
pub fn header(path: &str, bytes: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put =
        |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, path);
    put(100, "0000600\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{bytes:011o}\0"));
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u{0}00");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// What stands after a file of so many bytes.
pub fn padding(bytes: u64) -> &'static [u8] {
    let over = usize::try_from(bytes % BLOCK as u64).unwrap_or(0);
    &END[..(BLOCK - over) % BLOCK]
}

/// What stands after the last file.
pub const END: &[u8] = &[0; 2 * BLOCK];

/// The path and length of the next file, whose bytes and padding follow; none at the end.
pub fn next(from: &mut dyn Read) -> io::Result<Option<(String, u64)>> {
    let mut block = [0; BLOCK];
    from.read_exact(&mut block)?;
    if block == [0; BLOCK] {
        return Ok(None);
    }
    let text = |range: std::ops::Range<usize>| {
        let field = block[range].split(|byte| *byte == 0).next().unwrap_or_default();
        std::str::from_utf8(field).map_err(io::Error::other)
    };
    let bytes = u64::from_str_radix(text(124..136)?.trim(), 8).map_err(io::Error::other)?;
    Ok(Some((text(0..100)?.to_owned(), bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let content = vec![7; 700];
        let written = [&header("ab/abcd", 700)[..], &content, padding(700), END].concat();

        let mut rest = &written[..];
        assert_eq!(next(&mut rest).unwrap(), Some(("ab/abcd".to_owned(), 700)));
        rest = &rest[700 + padding(700).len()..];
        assert_eq!(next(&mut rest).unwrap(), None);

        assert_eq!(written.len() % BLOCK, 0);
        assert!(padding(0).is_empty() && padding(512).is_empty());
    }
}
