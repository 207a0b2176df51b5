//! The help of the single keys says what the pages of the desk take, and they take what it says.

use std::collections::BTreeSet;
use std::fs;

use crate::architecture::files_under;

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, opens: &str, closes: &'a str) -> Vec<&'a str> {
    text.split(opens).skip(1).filter_map(|rest| rest.split(closes).next()).collect()
}

/// The templates of the pages that hold the help.
const DESK: [&str; 4] = [
    "templates/tickets",
    "templates/triage",
    "templates/partials/pager.hbs",
    "templates/partials/header.hbs",
];

#[test]
fn the_help_names_each_key_of_the_desk_and_no_other() {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (path, text) in files_under(&["templates"], &[".hbs"]) {
        if DESK.iter().any(|place| path.starts_with(place)) {
            taken.extend(between(&text, "data-key=\"", "\"").into_iter().map(str::to_owned));
        }
    }
    let script = fs::read_to_string("assets/js/shortcuts.js").unwrap();
    let built_in = between(&script, "const BUILT_IN = {\n", "\n};")[0];
    let keys = built_in.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": ()"));
    taken.extend(keys.map(|(key, _)| key.trim_matches('"').to_owned()));

    let help = fs::read_to_string("templates/tickets/_shortcuts.hbs").unwrap();
    let mut told = BTreeSet::new();
    for line in between(&help, "<dt>", "</dt>") {
        let keys = between(line, "<kbd>", "</kbd>");
        // One after the other, or one or the other.
        match keys.join(" ") {
            sequence if taken.contains(&sequence) => drop(told.insert(sequence)),
            _ => told.extend(keys.into_iter().map(str::to_owned)),
        }
    }

    assert!(taken.len() > 20, "{taken:?}");
    assert_eq!(told, taken);
}
