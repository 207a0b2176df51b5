//! Putting partials and layouts in place when a template is loaded. Handlebars copies the whole view each time it enters a
//! partial; a page is made of a dozen of them and a view may hold a long list.

use std::collections::HashMap;

/// The sources by name, as they are written.
pub(super) type Written = HashMap<String, String>;

/// A template may hold partials, and those others, but not themselves.
const DEEPEST: usize = 8;

/// A template's source with `{{> name}}` and `{{#> layout}}…{{/layout}}` replaced by what they name. Calls with arguments
/// stay calls.
pub(super) fn inline(source: &str, written: &Written) -> String {
    inline_at(source, written, 0)
}

fn inline_at(source: &str, written: &Written, depth: usize) -> String {
    if depth > DEEPEST {
        return source.to_owned();
    }
    let mut out = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some(at) = rest.find("{{") {
        let (before, call) = rest.split_at(at);
        out.push_str(before);
        // A comment may name partials; it says nothing to the page.
        if call.starts_with("{{!--") {
            rest = call.split_once("--}}").map_or("", |(_, after)| after);
            continue;
        }
        match replaced(call, written, depth) {
            Some((text, tail)) => {
                out.push_str(&text);
                rest = tail;
            }
            None => {
                out.push_str("{{");
                rest = &call[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What stands for the call that begins here, and what comes after it.
fn replaced<'a>(call: &'a str, written: &Written, depth: usize) -> Option<(String, &'a str)> {
    if let Some(after) = call.strip_prefix("{{> ") {
        let (name, tail) = after.split_once("}}")?;
        let partial = written.get(name)?;
        return Some((inline_at(partial.trim_end_matches('\n'), written, depth + 1), tail));
    }
    let after = call.strip_prefix("{{#> ")?;
    let (name, after) = after.split_once("}}")?;
    let layout = written.get(name)?;
    let (body, tail) = after.split_once(&format!("{{{{/{name}}}}}"))?;
    let filled = layout.replace("{{> @partial-block}}", body.trim_matches('\n'));
    Some((inline_at(&filled, written, depth + 1), tail))
}

/// The partials that are still called, with arguments: they must be registered before the page.
pub(super) fn called(source: &str) -> impl Iterator<Item = &str> {
    source
        .split("{{> ")
        .skip(1)
        .filter_map(|call| call.split([' ', '}', '\n']).next())
        .filter(|name| !name.starts_with('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sources: &[(&str, &str)]) -> Written {
        sources.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_page_becomes_one_template() {
        let sources = written(&[
            ("layouts/page", "<main>{{> flash}}{{> @partial-block}}</main>\n"),
            ("flash", "{{#if page.flash}}!{{/if}}\n"),
            ("row", "<li>{{name}}</li>\n"),
        ]);
        let page = "{{#> layouts/page}}\n<h1>{{title}}</h1>{{#each rows}}{{> row}}{{/each}}\n{{/layouts/page}}\n";
        let whole = "<main>{{#if page.flash}}!{{/if}}<h1>{{title}}</h1>{{#each rows}}<li>{{name}}</li>{{/each}}</main>\n\n";
        assert_eq!(inline(page, &sources), whole);
    }

    #[test]
    fn calls_with_arguments_stay_and_are_named() {
        let sources = written(&[("row", "{{name}}")]);
        let page = r#"{{> row name="x"}}{{> unknown}}"#;
        assert_eq!(inline(page, &sources), page);
        assert_eq!(called(page).collect::<Vec<_>>(), ["row", "unknown"]);
    }

    #[test]
    fn comments_go_with_what_they_name() {
        let sources =
            written(&[("pager", "{{!-- {{> pager}} reads next --}}<nav>{{next}}</nav>\n")]);
        assert_eq!(inline("{{> pager}}", &sources), "<nav>{{next}}</nav>");
    }

    #[test]
    fn one_that_holds_itself_ends() {
        let sources = written(&[("loop", "a{{> loop}}")]);
        assert!(inline("{{> loop}}", &sources).len() < 1000);
    }
}
