//! What the reader's calendar is told, as parts of a mail (RFC 6047): the first meeting as one more reading of the mail, which
//! is where programs look for it, and each meeting as a file, for programs that show files.

use lettre::message::header::ContentType;
use lettre::message::{Attachment, SinglePart};

use super::render::Told;

fn kind(told: &Told) -> anyhow::Result<ContentType> {
    let method = told.method.as_str();
    Ok(ContentType::parse(&format!("text/calendar; method={method}; charset=utf-8"))?)
}

/// The reading of a mail that a calendar takes.
pub fn reading(told: &Told) -> anyhow::Result<SinglePart> {
    Ok(SinglePart::builder().header(kind(told)?).body(told.file.clone()))
}

/// Each meeting as a file. The first stands in the mail already, so its file is of a type that no program takes by itself.
pub fn files(all: &[Told]) -> anyhow::Result<Vec<SinglePart>> {
    let mut files = Vec::new();
    for (place, told) in all.iter().enumerate() {
        let (name, kind) = match place {
            0 => ("invitation.ics".to_owned(), ContentType::parse("application/ics")?),
            n => (format!("invitation-{}.ics", n + 1), kind(told)?),
        };
        files.push(Attachment::new(name).body(told.file.clone(), kind));
    }
    Ok(files)
}
