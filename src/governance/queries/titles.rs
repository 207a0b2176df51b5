//! What pages of this site are called in both languages, for those who link to them.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::{
    article_versions, articles, bodies, calls, conventions, courses, material_versions, materials,
    news_posts, resolutions,
};
use crate::db::{Conn, one_of};
use crate::knowledge::Standing;
use crate::materials::{Standing as Shelf, Version};

/// By address, the titles in French and in English; one of them may be empty.
pub type Titles = HashMap<String, (String, String)>;

/// The titles of what has one in each language, among some addresses.
pub fn titles(conn: &mut Conn, addresses: &[String]) -> QueryResult<Titles> {
    let under = |start: &str| -> Vec<String> {
        addresses.iter().filter_map(|one| one.strip_prefix(start)).map(str::to_owned).collect()
    };
    let mut all = Titles::new();
    let mut put = |start: &str, found: Vec<(String, String, String)>| {
        let named = found.into_iter().map(|(name, fr, en)| (format!("{start}{name}"), (fr, en)));
        all.extend(named);
    };
    let names = under("/calls/");
    if !names.is_empty() {
        let found = calls::table.filter(calls::slug.eq_any(names));
        let both = (calls::slug, calls::title_fr, calls::title_en);
        put("/calls/", found.select(both).load(conn)?);
    }
    let names = under("/conventions/");
    if !names.is_empty() {
        let found = conventions::table.filter(conventions::slug.eq_any(names));
        let both = (conventions::slug, conventions::title_fr, conventions::title_en);
        put("/conventions/", found.select(both).load(conn)?);
    }
    let names = under("/courses/");
    if !names.is_empty() {
        let found = courses::table.filter(courses::slug.eq_any(names));
        let both = (courses::slug.assume_not_null(), courses::title_fr, courses::title_en);
        put("/courses/", found.select(both).load(conn)?);
    }
    let names = under("/news/");
    if !names.is_empty() {
        let found = news_posts::table.filter(news_posts::slug.eq_any(names));
        let both = (news_posts::slug, news_posts::title_fr, news_posts::title_en);
        put("/news/", found.select(both).load(conn)?);
    }
    let names = under("/articles/");
    if !names.is_empty() {
        let found = article_versions::table
            .inner_join(articles::table)
            .filter(articles::slug.eq_any(names))
            .filter(article_versions::state.eq(Standing::Published));
        let both = (
            articles::slug.assume_not_null(),
            article_versions::title_fr,
            article_versions::title_en,
        );
        put("/articles/", found.select(both).load(conn)?);
    }
    let names = under("/governance/bodies/");
    if !names.is_empty() {
        let found = bodies::table.filter(bodies::slug.eq_any(names));
        let both = (bodies::slug, bodies::name_fr, bodies::name_en);
        put("/governance/bodies/", found.select(both).load(conn)?);
    }
    let names = under("/governance/resolutions/");
    if !names.is_empty() {
        let found = resolutions::table.filter(resolutions::reference.eq_any(names));
        let both = (resolutions::reference, resolutions::title, resolutions::title_en);
        put("/governance/resolutions/", found.select(both).load(conn)?);
    }
    Ok(all)
}

/// By address, the versions of materials that are or were public, the newest first.
pub fn versions_of_materials(
    conn: &mut Conn,
    addresses: &[String],
) -> QueryResult<HashMap<String, Vec<Version>>> {
    let slugs: Vec<&str> =
        addresses.iter().filter_map(|one| one.strip_prefix("/materials/")).collect();
    let mut all: HashMap<String, Vec<Version>> = HashMap::new();
    if slugs.is_empty() {
        return Ok(all);
    }
    let found: Vec<(String, Version)> = material_versions::table
        .inner_join(materials::table)
        .filter(materials::slug.eq_any(slugs))
        .filter(one_of(material_versions::state, [Shelf::Published, Shelf::Superseded]))
        .order(material_versions::number.desc())
        .select((materials::slug.assume_not_null(), Version::as_select()))
        .load(conn)?;
    for (slug, version) in found {
        all.entry(format!("/materials/{slug}")).or_default().push(version);
    }
    Ok(all)
}
