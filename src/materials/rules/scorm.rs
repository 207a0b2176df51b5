//! SCORM packages look for their program interface in the windows around them. Here no window around them may be looked
//! into, so each of their pages is given one of its own, before anything of it runs.

use crate::materials::Package;

/// Which pages are given one: the version of the interface that a package looks for.
pub fn version(package: Package) -> Option<&'static str> {
    match package {
        Package::Scorm12 => Some("1.2"),
        Package::Scorm2004 => Some("2004"),
        Package::None | Package::Html | Package::H5p => None,
    }
}

/// Whether a file is a page, by its name.
pub fn is_page(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    ["html", "htm", "xhtml"].contains(&ending.as_str())
}

/// A page with scripts before all that it holds, and nothing else of it changed. A page of which each letter is two bytes is
/// left as it is.
pub fn with_scripts(mut page: Vec<u8>, scripts: &[Script<'_>]) -> Vec<u8> {
    if page.starts_with(&[0xff, 0xfe]) || page.starts_with(&[0xfe, 0xff]) {
        return page;
    }
    let tags: String = scripts.iter().map(Script::tag).collect();
    let at = ["<head", "<html", "<!doctype"].iter().find_map(|tag| after(&page, tag)).unwrap_or(0);
    page.splice(at..at, tags.into_bytes());
    page
}

/// Where a tag ends, of which this is the beginning.
fn after(page: &[u8], tag: &str) -> Option<usize> {
    let begins = page.windows(tag.len()).enumerate().find(|(at, part)| {
        let whole = page.get(at + tag.len()).is_none_or(|sign| !sign.is_ascii_alphanumeric());
        part.eq_ignore_ascii_case(tag.as_bytes()) && whole
    });
    let from = begins?.0;
    page.iter().skip(from).position(|sign| *sign == b'>').map(|length| from + length + 1)
}

/// A script by its address, and what it is told.
#[derive(Debug, Clone, Copy)]
pub struct Script<'a> {
    pub source: &'a str,
    pub version: Option<&'a str>,
}

impl Script<'_> {
    /// As a page of HTML or of XHTML may hold it.
    fn tag(&self) -> String {
        let told = self.version.map(|version| format!(" data-version=\"{version}\""));
        let source = crate::text::xml(self.source);
        format!("<script src=\"{source}\"{}></script>", told.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_stand_before_all_that_a_page_holds() {
        let script = Script { source: "/a.js?x&y", version: Some("1.2") };
        let tag = "<script src=\"/a.js?x&amp;y\" data-version=\"1.2\"></script>";
        for (page, before, behind) in [
            (
                "<!DOCTYPE html><html><HEAD lang=fr><script>",
                "<!DOCTYPE html><html><HEAD lang=fr>",
                "<script>",
            ),
            (
                "<!doctype html><html lang=\"fr\"><body><header>",
                "<!doctype html><html lang=\"fr\">",
                "<body><header>",
            ),
            ("<!doctype html>\n<p>", "<!doctype html>", "\n<p>"),
            ("<p>é", "", "<p>é"),
            ("", "", ""),
        ] {
            let made = with_scripts(page.into(), &[script]);
            assert_eq!(String::from_utf8(made).unwrap(), format!("{before}{tag}{behind}"));
        }
        let wide = vec![0xff, 0xfe, b'<', 0];
        assert_eq!(with_scripts(wide.clone(), &[script]), wide);
        assert!(is_page("a/Debut.HTM") && !is_page("a/html.js"));
    }
}
