//! What readers do with an article: say whether it helped, leave their question unasked, answer with it.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::{Actor, throttle};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::knowledge::rules::suggest::Sought;
use crate::knowledge::rules::{self, suggest};
use crate::knowledge::{ArticleId, Candidate, Published, access, queries};
use crate::search::{Clause, Search, What, terms};
use crate::taxonomy::Vocabularies;
use crate::tickets::{Ticket, TicketId};
use crate::{Error, Result};

/// Counts whether an article helped: once a day from one address, and nothing of who it was.
pub fn say(
    conn: &mut Conn,
    (slug, address): (&str, &str),
    useful: Usefulness,
    now: NaiveDateTime,
) -> Result<()> {
    let found = queries::published(conn, slug)?;
    let who = format!("{address} {}", found.article.id);
    match throttle::count(conn, "article-word", &who, rules::WORDS_PER_ADDRESS, now) {
        Err(Error::TooMany(_)) => return Ok(()),
        counted => counted?,
    }
    queries::count_word(conn, &found.article.id, useful == Usefulness::Useful)?;
    let detail = json!({ "useful": useful == Usefulness::Useful });
    let about = ("article", found.article.id.as_str());
    history::record(conn, &By::Team, "article.word", about, &detail, now)
}

/// What a reader says of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usefulness {
    Useful,
    NotUseful,
}

/// A question stays unasked since an article answered it. `form` is the id of the form that was left, which the caller
/// has found to be ours.
pub fn deflect(
    conn: &mut Conn,
    (slug, address): (&str, &str),
    form: &TicketId,
    now: NaiveDateTime,
) -> Result<()> {
    let found = queries::published(conn, slug)?;
    throttle::count(conn, "deflection", address, rules::DEFLECTIONS_PER_ADDRESS, now)?;
    if queries::deflect(conn, form.as_str(), &found.article.id, now)? {
        let about = ("article", found.article.id.as_str());
        history::record(conn, &By::Team, "article.deflect", about, &json!({}), now)?;
    }
    Ok(())
}

/// The published answers that are wanted, one more than the limit: the nearest to what is looked for first, or the last
/// published if nothing is.
pub fn find(conn: &mut Conn, wanted: &queries::Wanted) -> Result<Vec<Published>> {
    let search = Search::parse(&wanted.words);
    let sought: Vec<Sought> =
        search.clauses.iter().filter(|one| !one.excluded).map(sought).collect();
    if sought.is_empty() {
        let ids = queries::wanted(conn, wanted)?;
        return Ok(queries::published_among(conn, &ids)?);
    }
    let all = queries::Wanted { after: None, limit: queries::RANKED - 1, ..wanted.clone() };
    let ids = queries::wanted(conn, &all)?;
    let mut candidates = queries::candidates(conn, &ids)?;
    candidates.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    let ranked: Vec<ArticleId> =
        suggest::ranked(&sought, candidates).into_iter().map(|one| one.id).collect();
    let after = wanted.after.as_ref().and_then(|(_, id)| ranked.iter().position(|one| one == id));
    let page = usize::try_from(wanted.limit + 1).unwrap_or(usize::MAX);
    let ids: Vec<_> = ranked.into_iter().skip(after.map_or(0, |at| at + 1)).take(page).collect();
    Ok(queries::published_among(conn, &ids)?)
}

fn sought(clause: &Clause) -> Sought {
    let start = match &clause.what {
        What::Start(word) => Some(word.clone()),
        _ => None,
    };
    Sought { stems: clause.what.rows().into_iter().flatten().collect(), start }
}

/// The published answers nearest to what was typed.
pub fn suggest(
    conn: &mut Conn,
    text: &str,
    topic: Option<&str>,
    language: Locale,
) -> Result<Vec<Candidate>> {
    let asked = suggest::Asked { terms: terms(text, language), topic: topic.map(str::to_owned) };
    let typed = asked.distinct();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let near = queries::sharing(conn, &typed, topic)?;
    let candidates = queries::candidates(conn, &near)?;
    Ok(suggest::nearest(&asked, candidates))
}

/// The text of an article for an answer on a ticket: in its language if there is one, for its team's employers, with the
/// article's address. Counts as a use.
pub fn insertion(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (ticket, employers, base): (&Ticket, &[String], &str),
    (id, now): (&ArticleId, NaiveDateTime),
) -> Result<String> {
    let slug = queries::find(conn, id)?.slug.ok_or(Error::NotFound)?;
    let (found, variants) = access::for_reader(conn, &slug)?;
    let lines: Vec<_> = employers.iter().map(|slug| words.institution_line(slug)).collect();
    let own = rules::variant_for(&lines, &variants).map(|variant| variant.said(ticket.language).1);
    let text = own.unwrap_or(found.version.said(ticket.language).body).trim();
    queries::count_insertion(conn, id)?;
    let by = By::Account(actor.id.clone());
    let detail = json!({ "article": id });
    let about = ("ticket", ticket.id.as_str());
    history::record(conn, &by, "ticket.article-used", about, &detail, now)?;
    let employer = employers.first().map(|slug| format!("?employer={slug}")).unwrap_or_default();
    let more = ticket.language.text("knowledge-read-more");
    Ok(format!("{text}\n\n{more} {base}/articles/{slug}{employer}"))
}
