//! The letter that says what was decided, on paper, for those whom it was sent to.

use actix_web::{HttpResponse, web};

use crate::applications::access::opened;
use crate::applications::pages::{pdf_answer, read_id};
use crate::decisions::{mail, queries};
use crate::print::paper::{Paper, Style, write};
use crate::times::said;
use crate::web::{Context, SignedIn};
use crate::{Error, Result};

/// `GET /applications/{id}/letter.pdf`: word for word what the mail said to its reader, whatever changed since. The file names
/// nobody who judged.
pub async fn letter(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), read_id(&id)?, cx.locale);
    let (call, letter, told) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let told = queries::told(conn, &id)?.and_then(|one| one.notified_at);
            let letters = queries::letters_told(conn, &there.call.id)?;
            let own =
                |one: &crate::decisions::Letter| one.application == id && one.account == actor.id;
            let letter = letters.into_iter().find(own).ok_or(Error::NotFound)?;
            Ok((there.call, letter, told.ok_or(Error::NotFound)?))
        })
        .await?;
    let letter = crate::decisions::Letter { language: locale, ..letter };
    let rendered = mail::rendered(&cx.app, &call, &letter)?;
    let at = said::day(told, call.terms.tz(), locale);
    let mut blocks = vec![
        (Style::Small, cx.app.config.brand.name.clone()),
        (Style::Title, rendered.subject.clone()),
        (Style::Small, format!("{} – {at}", letter.reference)),
    ];
    let paragraphs = rendered.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    blocks.extend(paragraphs.map(|text| (Style::Paragraph, text.to_owned())));
    let language = locale.pick("fr-FR", "en-GB");
    let made = write(&Paper { language, title: rendered.subject, blocks });
    let bytes = made.ok_or_else(|| anyhow::anyhow!("no fonts to write with"))?;
    Ok(pdf_answer(bytes, &format!("{}-{}", letter.reference, locale.pick("decision", "letter"))))
}
