//! What a resolution changed: pages of this site, which have to exist, and addresses elsewhere.

use chrono::NaiveDateTime;

use crate::db::Conn;
use crate::governance::{Link, queries, rules};
use crate::i18n::Locale;
use crate::materials::Version;
use crate::{
    Error, Result, calls, conventions, courses, institutions, knowledge, labels, materials,
    network, news, spaces,
};

/// Pages without a name of their own that a resolution may have changed.
const PAGES: [&str; 11] = [
    "/calls",
    "/conventions",
    "/courses",
    "/figures",
    "/governance",
    "/institutions",
    "/knowledge",
    "/materials",
    "/network",
    "/news",
    "/spaces",
];

/// What a page of this site is called, and nothing for an address elsewhere. A page that does not exist is refused.
pub(super) fn title_of(
    conn: &mut Conn,
    address: &str,
    now: NaiveDateTime,
) -> Result<Option<String>> {
    if !address.starts_with('/') || PAGES.contains(&address) {
        return Ok(None);
    }
    match named(conn, address, now) {
        Ok(name) => Ok(Some(name)),
        Err(Error::NotFound) => Err(rules::NO_LINK.into()),
        Err(other) => Err(other),
    }
}

fn named(conn: &mut Conn, address: &str, now: NaiveDateTime) -> Result<String> {
    let mut parts = address.trim_start_matches('/').splitn(2, '/');
    let (kind, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let fr = Locale::Fr;
    Ok(match kind {
        "labels" => {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            let (_, node) = labels::ops::with_node(conn, &id)?;
            format!("Label – {}", node.short_name)
        }
        "nodes" => network::queries::by_slug(conn, id)?.short_name,
        "calls" => calls::access::for_reader_or_desk(conn, None, id)?.text.title(fr).to_owned(),
        "spaces" => spaces::access::public(conn, id)?.name,
        "conventions" => conventions::queries::by_slug(conn, id)?.title(fr).to_owned(),
        "institutions" => institutions::queries::entry(conn, id)?.name,
        "courses" => courses::access::course_for_reader(conn, id)?.text.said(fr).title.to_owned(),
        "articles" => knowledge::queries::published(conn, id)?.version.said(fr).title.to_owned(),
        "materials" => {
            materials::access::for_reader(conn, id, None)?.0.version.said(fr).title.to_owned()
        }
        "news" => {
            let (post, _) = news::queries::published_by_slug(conn, id, now)?;
            post.title_fr
        }
        "governance" => match id.split_once('/') {
            Some(("resolutions", reference)) => queries::by_reference(conn, reference)?.title,
            Some(("bodies", slug)) => queries::body_by_slug(conn, slug)?.name(fr).to_owned(),
            _ => return Err(Error::NotFound),
        },
        _ => return Err(Error::NotFound),
    })
}

/// The same links, with what a reader calls them where a page has a title in each language, and in which that is. A material
/// has another title with each version. What somebody called it otherwise stays.
pub fn in_language(
    conn: &mut Conn,
    links: Vec<Link>,
    locale: Locale,
) -> Result<Vec<(Link, Option<Locale>)>> {
    let addresses: Vec<String> = links.iter().map(|one| one.address.clone()).collect();
    let titles = queries::titles(conn, &addresses)?;
    let materials = queries::versions_of_materials(conn, &addresses)?;
    let told = |mut link: Link| {
        let versions = materials.get(&link.address).map_or(&[][..], Vec::as_slice);
        let is_own = |one: &Version| link.title == one.said(Locale::Fr).title;
        if let Some(newest) = versions.first().filter(|_| versions.iter().any(is_own)) {
            let said = newest.said(locale);
            link.title = said.title.to_owned();
            return (link, said.language.parse().ok());
        }
        let known = titles.get(&link.address);
        let Some((fr, en)) = known.filter(|(fr, en)| link.title == Locale::Fr.said(fr, en).0)
        else {
            return (link, None);
        };
        let (title, lang) = locale.said(fr, en);
        link.title = title.to_owned();
        (link, Some(lang))
    };
    Ok(links.into_iter().map(told).collect())
}
