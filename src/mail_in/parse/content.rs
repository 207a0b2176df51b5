//! What a mail says, as one hash: the same in whatever encoding servers passed it on, another one for another mail.

use mail_parser::{Message, MimeHeaders, PartType};

use crate::secret::sha256_hex;

pub fn content(message: &Message<'_>) -> String {
    let mut said = String::new();
    add(&mut said, message);
    sha256_hex(said.as_bytes())
}

fn add(said: &mut String, message: &Message<'_>) {
    let mut put = |bytes: &[u8]| {
        said.push_str(&sha256_hex(bytes));
        said.push('\n');
    };
    put(message.subject().unwrap_or_default().trim().as_bytes());
    for part in &message.parts {
        put(part.attachment_name().unwrap_or_default().as_bytes());
        match &part.body {
            PartType::Text(text) | PartType::Html(text) => put(lines(text).as_bytes()),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => put(bytes),
            PartType::Message(inner) => put(content(inner).as_bytes()),
            PartType::Multipart(_) => {}
        }
    }
}

/// A text without what its transport does to the ends of lines.
fn lines(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}
