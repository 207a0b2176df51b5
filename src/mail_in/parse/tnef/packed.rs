//! RTF as Outlook makes it smaller (MS-OXRTFCP).

/// What is unpacked at most.
const MAX_TEXT: usize = 8 * 1024 * 1024;
/// What every unpacking begins with.
const KNOWN: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;

/// What was made smaller; nothing when it is no such thing.
pub fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let header = packed.get(..16)?;
    let number =
        |place: usize| u32::from_le_bytes(header[place..place + 4].try_into().unwrap_or_default());
    let raw = usize::try_from(number(4)).ok()?.min(MAX_TEXT);
    let data = &packed[16..];
    match &header[8..12] {
        b"MELA" => Some(data[..raw.min(data.len())].to_vec()),
        b"LZFu" => Some(expanded(data, raw)),
        _ => None,
    }
}

/// Runs of the last 4096 bytes, named by place and length, between bytes that are themselves.
fn expanded(data: &[u8], raw: usize) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    window[..KNOWN.len()].copy_from_slice(KNOWN);
    let mut at = KNOWN.len();
    let mut out = Vec::with_capacity(raw.min(data.len().saturating_mul(10)));
    let mut rest = data.iter().copied();
    let mut put = |byte: u8, at: &mut usize, window: &mut [u8; WINDOW]| {
        out.push(byte);
        window[*at % WINDOW] = byte;
        *at = (*at + 1) % WINDOW;
        out.len() < raw
    };
    'all: while let Some(flags) = rest.next() {
        for bit in 0..8 {
            let Some(first) = rest.next() else { break 'all };
            if flags & (1 << bit) == 0 {
                if !put(first, &mut at, &mut window) {
                    break 'all;
                }
                continue;
            }
            let Some(second) = rest.next() else { break 'all };
            let place = usize::from(first) << 4 | usize::from(second >> 4);
            if place == at {
                break 'all;
            }
            for step in 0..usize::from(second & 15) + 2 {
                let byte = window[(place + step) % WINDOW];
                if !put(byte, &mut at, &mut window) {
                    break 'all;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_unpacked() {
        let packed = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5,
            0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42,
            0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0,
            0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let rtf = unpacked(&packed).unwrap();
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    }

    #[test]
    fn whatever_is_cut_or_wrong_ends() {
        let head = |raw: u32| [[0; 4], raw.to_le_bytes(), *b"LZFu", [0; 4]].concat();
        assert_eq!(unpacked(b"LZFu"), None);
        assert_eq!(unpacked(&head(u32::MAX)), Some(Vec::new()));
        let wrong = [&head(u32::MAX)[..], &[0xff; 1000]].concat();
        assert!(unpacked(&wrong).is_some_and(|out| out.len() <= MAX_TEXT));
    }
}
