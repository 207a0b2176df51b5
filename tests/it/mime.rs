//! Mails as they are written on the wire: parts, encodings, names of files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub fn multipart(
    kind: &str,
    boundary: &str,
    parts: &[(String, Vec<u8>)],
    ends: bool,
) -> (String, Vec<u8>) {
    let mut content = b"This is a message in parts.\r\n".to_vec();
    for (head, body) in parts {
        content.extend(format!("--{boundary}\r\n{head}\r\n").into_bytes());
        content.extend(body);
        content.extend(b"\r\n");
    }
    if ends {
        content.extend(format!("--{boundary}--\r\n").into_bytes());
    }
    (format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n"), content)
}

/// A file whose name is written in one of the three ways that programs know.
pub fn attached(name: &str, content: &[u8], number: usize) -> (String, Vec<u8>) {
    let named = match number % 3 {
        _ if name.is_ascii() => format!("filename=\"{name}\""),
        0 => format!("filename=\"=?utf-8?B?{}?=\"", STANDARD.encode(name)),
        1 => {
            let signs = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
            format!("filename*=UTF-8''{signs}")
        }
        _ => {
            let signs: Vec<_> = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let (one, two) = signs.split_at(signs.len() / 2);
            format!("filename*0*=UTF-8''{};\r\n filename*1*={}", one.concat(), two.concat())
        }
    };
    let head = format!(
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; \
         {named}\r\n"
    );
    (head, in_lines(&STANDARD.encode(content)))
}

pub fn in_lines(text: &str) -> Vec<u8> {
    let lines: Vec<_> = text.as_bytes().chunks(76).collect();
    lines.join(&b"\r\n"[..])
}

pub fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut column = 0;
    for (place, byte) in bytes.iter().enumerate() {
        if bytes[place..].starts_with(b"\r\n")
            || (*byte == b'\n' && place > 0 && bytes[place - 1] == b'\r')
        {
            out.push(*byte);
            column = 0;
            continue;
        }
        let sign = match byte {
            b'=' | 0..=31 | 127..=255 => format!("={byte:02X}"),
            byte => char::from(*byte).to_string(),
        };
        if column + sign.len() > 75 {
            out.extend(b"=\r\n");
            column = 0;
        }
        column += sign.len();
        out.extend(sign.into_bytes());
    }
    out
}
