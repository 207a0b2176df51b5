//! A form on paper: blank, to be talked about, or with what was answered.

use super::{Show, said};
use crate::i18n::Locale;
use crate::print::paper::Style;
use crate::questionnaires::rules::conditions::asked;
use crate::questionnaires::{Definition, Item, Kind};

type Blocks = Vec<(Style, String)>;

/// All questions with their help, in the order of the screen.
pub fn blank(definition: &Definition, locale: Locale) -> Blocks {
    let mut blocks = Blocks::new();
    for section in &definition.sections {
        blocks.push((Style::Heading, section.title.in_locale(locale).to_owned()));
        blocks.push((Style::Text, section.help.in_locale(locale).to_owned()));
        for item in section.items.iter().flat_map(|item| std::iter::once(item).chain(&item.items)) {
            question(&mut blocks, item, locale);
        }
    }
    blocks.retain(|(_, text)| !text.is_empty());
    blocks
}

fn question(blocks: &mut Blocks, item: &Item, locale: Locale) {
    let mut label = item.label.in_locale(locale).to_owned();
    if item.kind.asks() && !item.required {
        label = format!("{label} ({})", locale.text("web-optional"));
    }
    blocks.push((Style::Label, label));
    blocks.push((Style::Small, item.help.in_locale(locale).to_owned()));
    let choices = item.choices.iter().map(|choice| choice.label.in_locale(locale));
    blocks.push((
        Style::Text,
        choices.map(|text| format!("☐ {text}")).collect::<Vec<_>>().join("\n"),
    ));
    if let Some(limit) = item.limit {
        let key = format!("questionnaires-limit-{}", limit.unit);
        blocks.push((Style::Small, locale.text1(&key, "n", limit.most)));
    }
}

/// What is asked and was answered.
pub fn answered(show: Show<'_>) -> Blocks {
    let locale = show.locale;
    let mut blocks = Blocks::new();
    for section in &show.definition.sections {
        blocks.push((Style::Heading, section.title.in_locale(locale).to_owned()));
        for (item, row) in asked(section, show.answers) {
            let label = item.label.in_locale(locale);
            match (item.kind, row.as_str()) {
                (Kind::Explanation | Kind::Block, _) => continue,
                (_, "") => blocks.push((Style::Label, label.to_owned())),
                (_, row) => blocks.push((Style::Label, format!("{label} – {row}"))),
            }
            let value = show.answers.get(&item.key, &row);
            let value = value.map(|value| said(item, value, show.words, locale));
            if item.kind.asks() {
                blocks.push((Style::Text, value.unwrap_or_else(|| "–".to_owned())));
            }
        }
    }
    blocks
}
