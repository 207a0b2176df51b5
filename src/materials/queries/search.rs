//! Published materials in the full-text index, and the numbered changes by which each process keeps its own index.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{
    material_changes, material_facets, material_search, material_versions, materials, nodes,
};
use crate::db::search::{self, EVERY, Expr, Index, Line};
use crate::db::{Conn, each};
use crate::i18n::Locale;
use crate::materials::rules::facets::Change;
use crate::materials::{Material, MaterialId, Parts, Published, Standing, Version};
use crate::search::{Search, terms};

pub const INDEX: Index = Index("material_search");
/// Before the words of a title.
const TITLE: &str = "_s_";
/// The row that numbers changes.
const PUBLISHED: &str = "published";

/// What the index holds of a published version.
#[derive(Debug, Clone, Copy)]
pub struct Indexed<'a> {
    pub version: &'a Version,
    pub parts: &'a Parts,
    pub facets: &'a str,
}

/// A version as a line of the index.
pub fn line(material: &MaterialId, what: Indexed<'_>, at: NaiveDateTime) -> Line {
    let Indexed { version, parts, .. } = what;
    let own = if version.language().starts_with("fr") { Locale::Fr } else { Locale::En };
    let titles =
        [(&version.title, own), (&version.title_fr, Locale::Fr), (&version.title_en, Locale::En)];
    let titles: Vec<_> =
        titles.into_iter().flat_map(|(text, language)| terms(text, language)).collect();
    let bodies = [
        (&version.summary, own),
        (&version.summary_fr, Locale::Fr),
        (&version.summary_en, Locale::En),
        (&version.keywords, own),
    ];
    let mut written = vec![EVERY.to_owned()];
    written.extend(titles.iter().cloned());
    // A sign between the parts, so that no phrase goes from one into the next.
    written.push("__".to_owned());
    written.extend(titles.iter().map(|term| format!("{TITLE}{term}")));
    let lines = parts.points.iter().map(|line| (&line.body, own));
    let people = parts.people.iter().map(|person| (&person.name, own));
    for (text, language) in bodies.into_iter().chain(lines).chain(people) {
        written.push("__".to_owned());
        written.extend(terms(text, language));
    }
    Line { id: material.to_string(), at, terms: written.join(" ") }
}

/// Puts a published version in the index, or takes the material out without one; both under a new number.
pub fn index(
    conn: &mut Conn,
    material: &MaterialId,
    published: Option<Indexed<'_>>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    match published {
        Some(what) => {
            let line = line(material, what, now);
            search::put(conn, INDEX, std::slice::from_ref(&line))?;
        }
        None => search::remove(conn, INDEX, material.as_str())?,
    }
    set_facets(conn, material, published.map_or("", |what| what.facets))
}

/// By what a material is narrowed down now.
pub fn set_facets(conn: &mut Conn, material: &MaterialId, facets: &str) -> QueryResult<()> {
    let seq = next_change(conn)?;
    put_facets(conn, &[(material.clone(), facets.to_owned())], seq)
}

/// The next number of a change. Others who change what is published wait for this transaction.
pub fn next_change(conn: &mut Conn) -> QueryResult<i64> {
    diesel::update(material_changes::table.find(PUBLISHED))
        .set(material_changes::seq.eq(material_changes::seq + 1))
        .execute(conn)?;
    last_change(conn)
}

pub fn last_change(conn: &mut Conn) -> QueryResult<i64> {
    material_changes::table.find(PUBLISHED).select(material_changes::seq).first(conn)
}

pub fn put_facets(conn: &mut Conn, rows: &[(MaterialId, String)], seq: i64) -> QueryResult<()> {
    for (id, facets) in rows {
        let row = (
            material_facets::id.eq(id),
            material_facets::seq.eq(seq),
            material_facets::facets.eq(facets),
        );
        each!(conn, real => diesel::insert_into(material_facets::table)
            .values(row)
            .on_conflict(material_facets::id)
            .do_update()
            .set((material_facets::seq.eq(seq), material_facets::facets.eq(facets)))
            .execute(real))?;
    }
    Ok(())
}

/// What changed after a number.
pub fn changes_after(conn: &mut Conn, seq: i64) -> QueryResult<Vec<Change>> {
    let rows: Vec<(MaterialId, i64, Option<i64>, String)> = material_facets::table
        .left_join(material_search::table.on(material_search::id.eq(material_facets::id)))
        .filter(material_facets::seq.gt(seq))
        .order(material_facets::seq)
        .select((
            material_facets::id,
            material_facets::seq,
            material_search::position.nullable(),
            material_facets::facets,
        ))
        .load(conn)?;
    let change = |(id, seq, position, facets)| Change { id, seq, position, facets };
    Ok(rows.into_iter().map(change).collect())
}

/// Where what was typed is found, and where it stands in titles; nothing to look for is none.
pub fn looked_for(conn: &mut Conn, words: &str) -> QueryResult<(Option<Vec<i64>>, Vec<i64>)> {
    let Some((anywhere, in_title)) = meant(words) else { return Ok((None, Vec::new())) };
    let all = search::positions(conn, INDEX, &anywhere)?;
    let titles = search::positions(conn, INDEX, &in_title)?;
    Ok((Some(all), titles))
}

/// What was typed as a question to the index: anywhere, and all of it in the title.
fn meant(words: &str) -> Option<(Expr, Expr)> {
    let search = Search::parse(words);
    if search.is_empty() {
        return None;
    }
    let (mut all, mut titles, mut without) = (Vec::new(), Vec::new(), Vec::new());
    for clause in &search.clauses {
        if clause.excluded {
            without.push(Expr::meant(&clause.what, ""));
        } else {
            all.push(Expr::meant(&clause.what, ""));
            titles.push(Expr::meant(&clause.what, TITLE));
        }
    }
    let whole = |mut parts: Vec<Expr>| {
        parts.push(Expr::every());
        Expr::all_without(parts, without.clone())
    };
    Some((whole(all), whole(titles)))
}

/// Published materials that share a word with a text or are about a topic, the newest of many.
pub fn sharing(conn: &mut Conn, words: &[&str], limit: i64) -> QueryResult<Vec<MaterialId>> {
    let any: Vec<_> = words.iter().map(|word| Expr::Term((*word).to_owned())).collect();
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let way = search::Way { after: None, oldest_first: false };
    let hits = search::find(conn, INDEX, &Expr::Any(any), way, limit)?;
    Ok(hits.iter().filter_map(|hit| hit.id.parse().ok()).collect())
}

/// Published materials that the index lacks, after one; for an index that is made anew.
pub fn unindexed(
    conn: &mut Conn,
    after: Option<&MaterialId>,
    limit: i64,
) -> QueryResult<Vec<Published>> {
    let query = material_versions::table
        .inner_join(materials::table.inner_join(nodes::table))
        .left_join(material_search::table.on(material_search::id.eq(materials::id)))
        .filter(material_search::id.is_null())
        .filter(material_versions::state.eq(Standing::Published))
        .order(materials::id)
        .limit(limit)
        .select((Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .into_boxed();
    match after {
        Some(after) => query.filter(materials::id.gt(after)).load(conn),
        None => query.load(conn),
    }
}

pub fn forget_all(conn: &mut Conn) -> QueryResult<()> {
    search::empty(conn, INDEX)
}

/// How many questions were asked since a moment, by topic: the confirmed one, else the asker's.
pub fn asked_by_topic(conn: &mut Conn, since: NaiveDateTime) -> QueryResult<Vec<(String, i64)>> {
    use crate::db::schema::tickets;
    use crate::tickets::State;
    let asked = || {
        tickets::table.filter(tickets::created_at.ge(since)).filter(tickets::state.ne_all([
            State::Spam,
            State::Unconfirmed,
            State::Merged,
        ]))
    };
    let count = diesel::dsl::count_star();
    let confirmed: Vec<(Option<String>, i64)> = asked()
        .filter(tickets::confirmed_topic.is_not_null())
        .group_by(tickets::confirmed_topic)
        .select((tickets::confirmed_topic, count))
        .load(conn)?;
    let own: Vec<(Option<String>, i64)> = asked()
        .filter(tickets::confirmed_topic.is_null())
        .filter(tickets::topic.is_not_null())
        .group_by(tickets::topic)
        .select((tickets::topic, count))
        .load(conn)?;
    let mut found = std::collections::BTreeMap::new();
    for (topic, n) in confirmed.into_iter().chain(own) {
        *found.entry(topic.unwrap_or_default()).or_insert(0) += n;
    }
    Ok(found.into_iter().collect())
}
