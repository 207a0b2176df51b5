//! The map as a table for files.

use super::{Asked, about, columns, halves};
use crate::figures::panel::{self, Panel};
use crate::gaps::rules::late_share;
use crate::gaps::{Cell, Map};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};

pub(super) fn table(map: &Map, asked: &Asked, words: &Vocabularies, locale: Locale) -> Panel {
    let exact = map.cells.iter().any(|cell| cell.exact.is_some());
    let number = |text: String| panel::Cell { number: Some(text.clone()), text, href: None };
    let line = |cell: &Cell| {
        let area = words.label(Vocabulary::Discipline, &cell.place.area, locale);
        let mut cells = vec![
            panel::Cell { text: area, href: None, number: None },
            number(cell.supply.nodes.to_string()),
            panel::Cell::decimal(Some(cell.supply.staff), locale),
            panel::Cell::count(cell.demand),
        ];
        if let Some(exact) = cell.exact {
            let share = late_share(exact).map(|share| share.to_string());
            cells.push(number(exact.unserved.to_string()));
            cells.push(panel::Cell {
                text: share.clone().unwrap_or_default(),
                href: None,
                number: share,
            });
            cells.push(number((cell.demand.unwrap_or_default() - exact.before).to_string()));
            cells.push(number(halves(exact.score(), Locale::En)));
        }
        panel::Line { label: words.label(Vocabulary::Region, &cell.place.region, locale), cells }
    };
    Panel {
        id: "regions",
        title: locale.text("gaps-title"),
        definition: about(map, exact, locale),
        chart: None,
        unfolded: false,
        head: columns(exact).into_iter().map(|(_, key)| locale.text(key)).collect(),
        rows: map.cells.iter().filter(|cell| asked.wants(cell)).map(line).collect(),
        csv: String::new(),
        ods: String::new(),
    }
}
