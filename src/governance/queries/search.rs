//! Resolutions in the full-text index, by what everybody reads of them: what only a body reads is not looked through.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{
    agenda_items, bodies, body_meetings, resolution_links, resolution_search, resolutions,
};
use crate::db::search::{self, EVERY, Expr, Index, Line, Way, token};
use crate::governance::{MeetingState, Outcome, Reader, ResolutionId};
use crate::i18n::Locale;
use crate::search::{Search, What, terms};

pub const INDEX: Index = Index("resolution_search");
/// Everybody may read it.
const PUBLIC: &str = "__pub";
/// Words by which people ask, and which say nothing of what: "what was decided about …, and is it done?"
const ASKING: [&str; 12] = [
    "decide",
    "decidee",
    "decides",
    "decision",
    "decisions",
    "decided",
    "what",
    "about",
    "fait",
    "faite",
    "done",
    "ete",
];

fn of_body(id: &str) -> String {
    format!("__b{}", token(&id.replace('-', "_")))
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub words: String,
    /// Done, not done, or late by a day.
    pub state: Option<Doing>,
    pub body: Option<String>,
    /// The resolution after which the page begins.
    pub after: Option<(NaiveDateTime, String)>,
    pub limit: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Done,
    Open,
}

const DONE: &str = "__done";
const OPEN: &str = "__open";

type Indexed = (
    (ResolutionId, String, String, String, String, String, String),
    (Outcome, bool, Option<chrono::NaiveDate>, Option<String>, Option<chrono::NaiveDate>),
    (MeetingState, NaiveDateTime, String, String, String, String),
);

/// Puts some resolutions in the index as they are now.
pub fn index(conn: &mut Conn, ids: &[ResolutionId]) -> QueryResult<()> {
    let found: Vec<Indexed> = resolutions::table
        .inner_join(body_meetings::table)
        .inner_join(bodies::table.on(bodies::id.eq(resolutions::body_id)))
        .filter(resolutions::id.eq_any(ids))
        .select((
            (
                resolutions::id,
                resolutions::reference,
                resolutions::title,
                resolutions::body,
                resolutions::body_id,
                resolutions::title_en,
                resolutions::body_en,
            ),
            (
                resolutions::outcome,
                resolutions::public,
                resolutions::done_on,
                resolutions::owner_id,
                resolutions::due_on,
            ),
            (
                body_meetings::state,
                resolutions::made_at,
                bodies::name_fr,
                bodies::name_en,
                resolutions::done_note,
                resolutions::done_note_en,
            ),
        ))
        .load(conn)?;
    let linked: Vec<(ResolutionId, String)> = resolution_links::table
        .filter(resolution_links::resolution_id.eq_any(ids))
        .select((resolution_links::resolution_id, resolution_links::title))
        .load(conn)?;
    let points: Vec<(ResolutionId, String, String)> = resolutions::table
        .inner_join(agenda_items::table.on(agenda_items::id.nullable().eq(resolutions::item_id)))
        .filter(resolutions::id.eq_any(ids))
        .filter(agenda_items::reserved.eq(false))
        .select((resolutions::id, agenda_items::title, agenda_items::title_en))
        .load(conn)?;
    let lines: Vec<Line> = found
        .into_iter()
        .map(|(what, how, of)| {
            let links = linked.iter().filter(|(id, _)| *id == what.0).map(|(_, title)| title);
            let under: Vec<_> = points.iter().filter(|(id, ..)| *id == what.0).collect();
            let mut line = facets(&what.4, how.1 && of.0 == MeetingState::Published);
            line.extend(doing(how.0, how.2.is_some(), how.3.is_some() || how.4.is_some()));
            let french = [&what.1, &what.2, &what.3, &of.2, &of.4];
            let more = links.chain(under.iter().map(|(_, title, _)| title));
            for text in french.into_iter().chain(more) {
                line.extend(terms(text, Locale::Fr));
                // A sign between the parts, so that no phrase goes from one into the next.
                line.push("__".to_owned());
            }
            let english = [&what.5, &what.6, &of.3, &of.5];
            for text in english.into_iter().chain(under.iter().map(|(_, _, title)| title)) {
                line.extend(terms(text, Locale::En));
                line.push("__".to_owned());
            }
            Line { id: what.0.to_string(), at: of.1, terms: line.join(" ") }
        })
        .collect();
    search::put(conn, INDEX, &lines)
}

fn facets(body: &str, public: bool) -> Vec<String> {
    let mut line = vec![EVERY.to_owned(), of_body(body)];
    line.extend(public.then(|| PUBLIC.to_owned()));
    line
}

fn doing(outcome: Outcome, done: bool, to_do: bool) -> Option<String> {
    match (outcome, done, to_do) {
        (Outcome::Adopted, true, _) => Some(DONE.to_owned()),
        (Outcome::Adopted, false, true) => Some(OPEN.to_owned()),
        _ => None,
    }
}

/// The ids of the resolutions that fit and that a reader may see, the last first; one more than the limit.
pub fn wanted(conn: &mut Conn, wanted: &Wanted, reader: &Reader) -> QueryResult<Vec<ResolutionId>> {
    let seen = match reader.all {
        true => Expr::every(),
        false => {
            let own = reader.bodies.iter().map(|id| Expr::Term(of_body(id.as_str())));
            Expr::Any(std::iter::once(Expr::Term(PUBLIC.to_owned())).chain(own).collect())
        }
    };
    let mut all = vec![seen];
    all.extend(wanted.body.iter().map(|id| Expr::Term(of_body(id))));
    all.extend(
        wanted
            .state
            .map(|state| Expr::Term(if state == Doing::Done { DONE } else { OPEN }.to_owned())),
    );
    let mut without = Vec::new();
    let asking = |what: &What| matches!(what, What::Words(words) if words.iter().all(|word| ASKING.contains(&word.as_str())));
    for clause in Search::parse(&wanted.words).clauses {
        if asking(&clause.what) {
            continue;
        }
        let meant = Expr::meant(&clause.what, "");
        if clause.excluded { without.push(meant) } else { all.push(meant) }
    }
    let fits = Expr::all_without(all, without);
    let after = wanted.after.as_ref().map(|(at, id)| (*at, id.as_str()));
    let after = search::place_after(conn, INDEX, after)?;
    let way = Way { after, oldest_first: false };
    let hits = search::find(conn, INDEX, &fits, way, wanted.limit + 1)?;
    Ok(hits.iter().filter_map(|hit| hit.id.parse().ok()).collect())
}

/// Resolutions that are not in the index, after an erasure or in a new database.
pub fn unindexed(conn: &mut Conn, limit: i64) -> QueryResult<Vec<ResolutionId>> {
    resolutions::table
        .left_join(resolution_search::table.on(resolution_search::id.eq(resolutions::id)))
        .filter(resolution_search::id.is_null())
        .order(resolutions::id)
        .limit(limit)
        .select(resolutions::id)
        .load(conn)
}
