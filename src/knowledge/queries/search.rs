//! Published articles in the full-text index, and lists that are read from it.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{article_versions, articles};
use crate::db::search::{self, EVERY, Expr, Index, Line, Way, token};
use crate::i18n::Locale;
use crate::knowledge::{Article, ArticleId, Standing, Variant, Version};
use crate::search::{Search, terms};

pub const INDEX: Index = Index("article_search");
/// So many that share a word with a question are weighed, the newest ones.
const WEIGHED: i64 = 300;

/// No code is longer, and no index keeps a term that is much longer.
const LONGEST_CODE: usize = 60;

fn facet(kind: char, code: &str) -> String {
    let code: String = code.chars().take(LONGEST_CODE).collect();
    format!("__{kind}{}", token(&code.to_lowercase().replace(['.', '-', '+'], "_")))
}

/// Puts a published version in the index, and its stems beside the article; takes the article out without one.
pub fn index(
    conn: &mut Conn,
    article: &ArticleId,
    published: Option<(&Version, &[Variant])>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let Some((version, variants)) = published else {
        return search::remove(conn, INDEX, article.as_str());
    };
    let titles = stems([(&*version.title_fr, Locale::Fr), (&*version.title_en, Locale::En)]);
    let texts = [(&*version.body_fr, Locale::Fr), (&*version.body_en, Locale::En)];
    let own =
        variants.iter().flat_map(|one| [(&*one.body_fr, Locale::Fr), (&*one.body_en, Locale::En)]);
    let bodies = stems(texts.into_iter().chain(own));
    let mut line = vec![EVERY.to_owned()];
    line.extend(version.topics().iter().map(|code| facet('p', code)));
    line.extend(version.disciplines().iter().map(|code| facet('d', code)));
    line.extend(titles.iter().cloned());
    // A sign between the parts, so that no phrase goes from one into the next.
    line.push("__".to_owned());
    line.extend(bodies.iter().cloned());
    let line = Line { id: article.to_string(), at: now, terms: line.join(" ") };
    search::put(conn, INDEX, std::slice::from_ref(&line))?;
    diesel::update(articles::table.find(article))
        .set((articles::title_terms.eq(once(&titles)), articles::body_terms.eq(once(&bodies))))
        .execute(conn)
        .map(drop)
}

fn stems<'a>(texts: impl IntoIterator<Item = (&'a str, Locale)>) -> Vec<String> {
    texts.into_iter().flat_map(|(text, language)| terms(text, language)).collect()
}

fn once(terms: &[String]) -> String {
    terms
        .iter()
        .map(String::as_str)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
        .join(" ")
}

/// So many that fit are put in order by how near they are; of more, the newest.
pub const RANKED: i64 = 500;

/// What of the published articles is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub words: String,
    pub topic: Option<String>,
    /// A discipline and those below it.
    pub disciplines: Vec<String>,
    /// The article after which the page begins.
    pub after: Option<(NaiveDateTime, ArticleId)>,
    pub limit: i64,
}

/// The ids of the articles that fit, the last published first; one more than the limit.
pub fn wanted(conn: &mut Conn, wanted: &Wanted) -> QueryResult<Vec<ArticleId>> {
    let (mut all, mut without) = (vec![Expr::every()], Vec::new());
    all.extend(wanted.topic.iter().map(|code| Expr::Term(facet('p', code))));
    if !wanted.disciplines.is_empty() {
        let fields = wanted.disciplines.iter().map(|code| Expr::Term(facet('d', code)));
        all.push(Expr::Any(fields.collect()));
    }
    for clause in Search::parse(&wanted.words).clauses {
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

/// Those that share a word with a question or are about its topic.
pub fn sharing(
    conn: &mut Conn,
    words: &[&str],
    topic: Option<&str>,
) -> QueryResult<Vec<ArticleId>> {
    let mut any: Vec<_> = words.iter().map(|word| Expr::Term((*word).to_owned())).collect();
    any.extend(topic.map(|code| Expr::Term(facet('p', code))));
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let way = Way { after: None, oldest_first: false };
    let hits = search::find(conn, INDEX, &Expr::Any(any), way, WEIGHED)?;
    Ok(hits.iter().filter_map(|hit| hit.id.parse().ok()).collect())
}

/// Published articles that the index lacks, after one; for an index that is made anew.
pub fn unindexed(
    conn: &mut Conn,
    after: Option<&ArticleId>,
    limit: i64,
) -> QueryResult<Vec<(Article, Version)>> {
    use crate::db::schema::article_search;
    let query = article_versions::table
        .inner_join(articles::table)
        .left_join(article_search::table.on(article_search::id.eq(articles::id)))
        .filter(article_search::id.is_null())
        .filter(article_versions::state.eq(Standing::Published))
        .order(articles::id)
        .limit(limit)
        .select((Article::as_select(), Version::as_select()))
        .into_boxed();
    match after {
        Some(after) => query.filter(articles::id.gt(after)).load(conn),
        None => query.load(conn),
    }
}

pub fn forget_all(conn: &mut Conn) -> QueryResult<()> {
    search::empty(conn, INDEX)
}
