//! Messages and templates: both languages say the same things, and everything asked for exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use maillage::i18n::Locale;
use maillage::web::{MailTemplates, Templates};

use crate::architecture::{SOURCES, code, files_under, modules, names_in};

/// The variables of each message of one language: `{ $n }`.
fn variables(locale: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in files_under(&[&format!("assets/i18n/{locale}")], &[".ftl"]) {
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if !line.starts_with([' ', '}', '[', '*'])
                && let Some((name, _)) = line.split_once(" =")
            {
                key = name.to_owned();
                found.entry(key.clone()).or_default();
            }
            for rest in line.split('$').skip(1) {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                found.entry(key.clone()).or_default().insert(name.to_owned());
            }
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_things_of_the_same_things() {
    let (french, english) = (variables("fr"), variables("en"));
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| {
        a.iter()
            .filter(|(key, names)| b.get(*key) != Some(*names))
            .map(|(key, names)| format!("{key} {names:?}"))
            .collect::<Vec<_>>()
    };
    assert_eq!((only(&french, &english), only(&english, &french)), (vec![], vec![]));
    assert_eq!(Locale::Fr.keys(), Locale::En.keys());
}

/// A ticket that is erased has no page any more.
const NO_LINE: [&str; 1] = ["expire"];

#[test]
fn every_deed_has_its_words_in_the_history_of_a_ticket() {
    let mut dumb = BTreeSet::new();
    for (path, text) in files_under(SOURCES, &[".rs"]) {
        if ["src/webhooks", "src/demo"].iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let deeds = code(&text);
        let deeds = deeds.split("\"ticket.").skip(1).filter_map(|rest| rest.split('"').next());
        let plain = |deed: &&str| {
            let sign = |c: char| c.is_ascii_lowercase() || c == '_' || c == '-';
            !deed.is_empty() && deed.chars().all(sign) && !NO_LINE.contains(deed)
        };
        let keys =
            deeds.filter(plain).map(|deed| format!("tickets-audit-{}", deed.replace('_', "-")));
        dumb.extend(keys.filter(|key| !Locale::Fr.has(key)));
    }
    assert_eq!(dumb, BTreeSet::new());
}

#[test]
fn every_file_of_messages_belongs_to_a_capability_and_names_it() {
    assert_eq!(names_in("assets/i18n/fr"), names_in("assets/i18n/en"));
    let code = modules();
    let mut strays = Vec::new();
    for (path, text) in files_under(&["assets/i18n"], &[".ftl"]) {
        let stem = path.rsplit('/').next().unwrap().trim_end_matches(".ftl").to_owned();
        // A large capability has several files: `tickets_ask`.
        let first = stem.split('_').next().unwrap_or_default().to_owned();
        let stem = if code.contains(&stem) { stem.replace('_', "-") } else { first };
        if !code.contains(&stem.replace('-', "_")) && !["error", "forms"].contains(&stem.as_str()) {
            strays.push(path.clone());
        }
        let prefix = format!("{}-", stem.trim_end_matches("forms"));
        let prefix = if stem == "forms" { "form-".to_owned() } else { prefix };
        let keys = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        strays.extend(
            keys.filter(|key| !key.starts_with(&prefix)).map(|key| format!("{path}: {key}")),
        );
    }
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn french_is_set_with_its_own_spaces_and_apostrophes() {
    let mut faults = Vec::new();
    for (path, text) in files_under(&["assets/i18n/fr"], &[".ftl"]) {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let plain_space = [" ?", " !", " ;", "« ", " »"].iter().any(|sign| line.contains(sign));
            let letters: Vec<char> = line.chars().collect();
            let straight = letters
                .windows(3)
                .any(|w| w[1] == '\'' && w[0].is_alphabetic() && w[2].is_alphabetic());
            if plain_space || straight {
                faults.push(format!("{path}:{}: {line}", number + 1));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

fn quoted<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(opening).skip(1).filter_map(|rest| rest.split('"').next())
}

/// Words of the code that look like keys and are none.
const NO_KEYS: &[&str] = &[];

/// Every quoted word of the code that can only be a message's key.
fn keys_in_code(text: &str) -> BTreeSet<String> {
    let openings =
        ["Refusal::new(\"", ".text(\"", "text1(\"", "text_with(\"", ".head(\"", "code = \""];
    let asked = openings.iter().flat_map(|opening| quoted(text, opening));
    let flashes = text.split('"').filter(|word| word.contains("-flash-"));
    // A word that begins as the keys of a file do; a key that is put together ends in a hyphen or holds braces.
    let files = names_in("assets/i18n/fr");
    let prefixes: Vec<_> = files
        .iter()
        .map(|file| match file.as_str() {
            "forms.ftl" => "form-".to_owned(),
            other => format!("{}-", other.trim_end_matches(".ftl").replace('_', "-")),
        })
        .collect();
    let errors = text
        .split('"')
        .filter(|word| prefixes.iter().any(|prefix| word.starts_with(prefix.as_str())))
        .filter(|word| !NO_KEYS.contains(word));
    let shaped = |key: &&str| {
        key.contains('-') && key.chars().all(|c| c == '-' || c == '_' || c.is_ascii_alphanumeric())
    };
    asked.chain(flashes).chain(errors).filter(shaped).map(str::to_owned).collect()
}

fn without_comments(template: &str) -> String {
    let mut parts = template.split("{{!--");
    let mut out = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| out.push_str(part.split_once("--}}").map_or("", |(_, rest)| rest)));
    out
}

#[test]
fn every_message_asked_for_exists() {
    let known: BTreeSet<String> = Locale::Fr.keys().into_iter().collect();
    let mut missing = Vec::new();
    for (path, text) in files_under(SOURCES, &[".rs"]) {
        let asked = keys_in_code(&code(&text)).into_iter().filter(|key| !key.ends_with('-'));
        missing
            .extend(asked.filter(|key| !known.contains(key)).map(|key| format!("{path}: {key}")));
    }
    for (path, text) in files_under(&["templates"], &[".hbs"]) {
        let text = without_comments(&text);
        let asked = quoted(&text, "{{t \"").chain(quoted(&text, "(t \""));
        missing
            .extend(asked.filter(|key| !known.contains(*key)).map(|key| format!("{path}: {key}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_template_compiles() {
    assert!(Templates::load().check().unwrap() > 5);
    MailTemplates::load().unwrap();
}

#[test]
fn every_mail_is_written_in_both_languages() {
    if !fs::exists("templates/mail").unwrap() {
        return;
    }
    let (french, english) = (names_in("templates/mail/fr"), names_in("templates/mail/en"));
    assert_eq!(french, english);
    for (path, text) in files_under(SOURCES, &[".rs"]) {
        let text: String = text.split_whitespace().collect();
        let named = ["template:\"", "outbox::write(conn,\""];
        for name in named.iter().flat_map(|opening| quoted(&text, opening)) {
            assert!(french.contains(&format!("{name}.hbs")), "{path} sends {name}");
        }
    }
}

/// Where text goes on a page as it is: it was made safe before it came here.
const RAW: &[(&str, &str)] = &[
    ("templates/layouts/mail.hbs", "{{{body}}}"),
    ("templates/site/document.hbs", "{{{body}}}"),
    ("templates/site/mail.hbs", "{{{body}}}"),
];

#[test]
fn templates_escape_and_hold_no_script_and_no_style() {
    let mut faults = Vec::new();
    for (path, text) in files_under(&["templates"], &[".hbs"]) {
        let mail = path.starts_with("templates/mail/");
        for raw in text.match_indices("{{{").map(|(at, _)| &text[at..]) {
            let spot = &raw[..raw.find("}}}").map_or(raw.len(), |end| end + 3)];
            let known = RAW.iter().any(|(file, allowed)| *file == path && *allowed == spot);
            if !mail && !known && !spot.contains(".html}}}") && !spot.contains("_html}}}") {
                faults.push(format!("{path}: {spot}"));
            }
        }
        if path == "templates/layouts/mail.hbs" {
            continue;
        }
        for word in [" style=", "<style", "javascript:", "<script>"] {
            if text.contains(word) {
                faults.push(format!("{path}: {word}"));
            }
        }
        for at in text.match_indices(" on").map(|(at, _)| &text[at + 3..]) {
            let name = at.trim_start_matches(|c: char| c.is_ascii_lowercase());
            if name.len() < at.len() && name.starts_with("=\"") {
                faults.push(format!("{path}: on{}", &at[..at.len() - name.len()]));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn french_counts_zero_as_singular() {
    let count = |locale: Locale, n: i64| locale.text1("web-errors-title", "n", n);
    assert_eq!(count(Locale::Fr, 0), count(Locale::Fr, 1));
    assert_ne!(count(Locale::Fr, 1), count(Locale::Fr, 2));
    assert_ne!(count(Locale::En, 0), count(Locale::En, 1));
}
