//! Putting in place, when a template is loaded, what its calls would answer the same each time: `{{t "key"}}` without
//! arguments, `{{asset "name"}}` and `{{icon "name"}}`. A page calls about a hundred of them.

use super::helpers::picture;
use crate::i18n::Locale;
use crate::web::assets;

/// A template's source in one language. Calls with arguments or with names from the view stay calls.
pub(super) fn bake(source: &str, locale: Locale) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        match constant(after, locale) {
            Some((text, tail)) => {
                out.push_str(&text);
                rest = tail;
            }
            None => {
                out.push_str("{{");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What a call that begins here answers each time, and what comes after it.
fn constant(call: &str, locale: Locale) -> Option<(String, &str)> {
    let (name, after) = call.split_once(" \"")?;
    let (argument, tail) = after.split_once('"')?;
    let tail = tail.strip_prefix("}}")?;
    let text = match name {
        "t" if locale.has(argument) => {
            let text = handlebars::html_escape(&locale.text(argument));
            // A message that needs an argument shows its name: it is called with the view's after all.
            (!text.contains('{')).then_some(text)?
        }
        "asset" => assets::url(argument),
        "icon" => picture(argument),
        _ => return None,
    };
    Some((text, tail))
}

#[cfg(test)]
mod tests {
    use super::bake;
    use crate::i18n::Locale;

    #[test]
    fn constants_are_put_in_place_and_calls_stay() {
        let baked = bake(r#"<b>{{t "web-search"}}</b>{{t "x" n=3}}{{t key}}{{name}}"#, Locale::Fr);
        assert_eq!(baked, r#"<b>Rechercher</b>{{t "x" n=3}}{{t key}}{{name}}"#);
        assert!(bake(r#"{{icon "send"}}"#, Locale::En).contains("#send"));
    }
}
