//! The list of pages as sitemaps.org defines it.

use chrono::NaiveDateTime;

use crate::text::xml;

/// So many pages may stand in one file.
pub const MOST: usize = 50_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page's path, and when it was last changed, if that is known.
pub type Page = (String, Option<NaiveDateTime>);

/// The file: all pages if they fit, else the list of its parts; with a part's number, from one on, that part.
pub fn write(base: &str, pages: &[Page], part: Option<usize>, most: usize) -> Option<String> {
    match part {
        Some(part) => pages.chunks(most).nth(part.checked_sub(1)?).map(|some| urls(base, some)),
        None if pages.len() <= most => Some(urls(base, pages)),
        None => Some(index(base, pages.chunks(most))),
    }
}

fn urls(base: &str, pages: &[Page]) -> String {
    let line = |(path, at): &Page| entry("url", &format!("{base}{path}"), *at);
    file("urlset", pages.iter().map(line))
}

fn index<'a>(base: &str, parts: impl Iterator<Item = &'a [Page]>) -> String {
    let line = |(number, pages): (usize, &[Page])| {
        let last = pages.iter().filter_map(|(_, at)| *at).max();
        entry("sitemap", &format!("{base}/sitemap.xml?part={number}"), last)
    };
    file("sitemapindex", (1..).zip(parts).map(line))
}

fn file(root: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{SPACE}\">\n{lines}</{root}>\n"
    )
}

fn entry(kind: &str, address: &str, at: Option<NaiveDateTime>) -> String {
    let at = at.map(|at| format!("<lastmod>{}</lastmod>", at.format("%Y-%m-%dT%H:%M:%SZ")));
    format!("<{kind}><loc>{}</loc>{}</{kind}>\n", xml(address), at.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn pages() -> Vec<Page> {
        let at = |day| NaiveDate::from_ymd_opt(2026, 3, day)?.and_hms_opt(8, 0, 0);
        vec![("/".into(), None), ("/a".into(), at(2)), ("/b".into(), at(3)), ("/c".into(), at(1))]
    }

    #[test]
    fn what_fits_is_one_file_with_the_last_change_of_each_page() {
        let all = write("https://m.example", &pages(), None, 4).unwrap();
        assert_eq!(all.matches("<url>").count(), 4);
        let line =
            "<url><loc>https://m.example/a</loc><lastmod>2026-03-02T08:00:00Z</lastmod></url>";
        assert!(all.contains(line) && all.contains("<url><loc>https://m.example/</loc></url>"));
    }

    #[test]
    fn what_does_not_fit_is_a_list_of_parts() {
        let list = write("https://m.example", &pages(), None, 3).unwrap();
        assert!(list.contains("<sitemapindex ") && list.matches("<sitemap>").count() == 2);
        assert!(list.contains("?part=1</loc><lastmod>2026-03-03T08:00:00Z</lastmod>"));
        let parts: Vec<_> = (0..4).map(|n| write("", &pages(), Some(n), 3)).collect();
        let lengths = parts.iter().map(|part| part.as_ref().map(|p| p.matches("<url>").count()));
        assert_eq!(lengths.collect::<Vec<_>>(), [None, Some(3), Some(1), None]);
    }
}
