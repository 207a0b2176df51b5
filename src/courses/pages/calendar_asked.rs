//! What of the calendar is asked for, and what may be.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::line::mode;
use super::{Choice, choice};
use crate::accounts::rules::query_value;
use crate::courses::Mode;
use crate::courses::queries::Wanted;
use crate::courses::rules::shown::Look;
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::times;
use crate::web::{Anyone, Context, blank_as_none, day};

/// The clock that needs no words in the address.
const PARIS: &str = "Europe/Paris";

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub view: String,
    day: String,
    pub node: String,
    discipline: String,
    mode: String,
    region: String,
    zone: String,
}

impl Asked {
    pub fn zone(&self) -> Tz {
        times::zone(&self.zone).unwrap_or(chrono_tz::Europe::Paris)
    }

    fn is_narrowed(&self) -> bool {
        [&self.node, &self.discipline, &self.mode, &self.region].iter().any(|one| !one.is_empty())
    }

    pub fn address(&self, look: Look, day: Option<NaiveDate>) -> String {
        let look = if look == Look::Month { "" } else { look.as_str() };
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let pairs = [
            ("view", look),
            ("day", day.as_str()),
            ("node", &self.node),
            ("discipline", &self.discipline),
            ("mode", &self.mode),
            ("region", &self.region),
            ("zone", &self.zone),
        ];
        let told = pairs.iter().filter(|(_, value)| !value.is_empty());
        let told: Vec<_> = told.map(|(name, v)| format!("{name}={}", query_value(v))).collect();
        if told.is_empty() { "/calendar".into() } else { format!("/calendar?{}", told.join("&")) }
    }

    pub fn day(&self) -> Option<NaiveDate> {
        day(&self.day)
    }

    pub fn wanted(&self, (from, to): (NaiveDateTime, NaiveDateTime)) -> Wanted {
        Wanted {
            discipline: blank_as_none(&self.discipline),
            mode: self.mode.parse().ok(),
            region: blank_as_none(&self.region),
            from: Some(from),
            to: Some(to),
            ..Wanted::default()
        }
    }

    pub fn filters(
        &self,
        look: Look,
        (words, nodes, locale): (&Vocabularies, &[NodeName], Locale),
    ) -> Filters {
        let fields = words.disciplines.iter().filter(|one| one.parent.is_none());
        let clear = Asked { zone: self.zone.clone(), ..Asked::default() };
        Filters {
            open: self.is_narrowed() || !self.zone.is_empty(),
            view: if look == Look::Month { "" } else { look.as_str() },
            day: self.day().map(|day| day.to_string()).unwrap_or_default(),
            clear: clear.address(look, self.day()),
            nodes: nodes
                .iter()
                .map(|node| choice(&node.slug, node.short_name.clone(), node.slug == self.node))
                .collect(),
            disciplines: fields
                .map(|one| {
                    let label = locale.pick(&one.label_fr, &one.label_en).to_owned();
                    choice(&one.code, label, one.code == self.discipline)
                })
                .collect(),
            modes: Mode::ALL
                .iter()
                .map(|one| choice(one.as_str(), mode(*one, locale).word, one.as_str() == self.mode))
                .collect(),
            regions: words
                .regions
                .iter()
                .map(|one| {
                    let label = locale.pick(&one.label_fr, &one.label_en).to_owned();
                    choice(&one.code, label, one.code == self.region)
                })
                .collect(),
            zones: zones(self.zone(), locale),
        }
    }

    /// Where programs read the same: all, and what is chosen of it, when that has an address.
    pub fn feeds(&self, cx: &Context<Anyone>, nodes: &[NodeName]) -> Vec<Address> {
        let base = &cx.app.config.base_url;
        let address = |label: String, path: String| Address {
            label,
            webcal: format!(
                "webcal://{}{path}",
                base.split_once("://").map_or("", |(_, rest)| rest)
            ),
            href: format!("{base}{path}"),
        };
        let mut found = vec![address(cx.text("courses-calendar-all"), "/calendar.ics".to_owned())];
        if let Some(node) = nodes.iter().find(|node| node.slug == self.node) {
            let path = format!("/nodes/{}/calendar.ics", node.slug);
            found.push(address(node.short_name.clone(), path));
        }
        let words = cx.app.vocabularies();
        if words.has(Vocabulary::Discipline, &self.discipline) {
            let label = words.label(Vocabulary::Discipline, &self.discipline, cx.locale);
            found.push(address(label, format!("/disciplines/{}/calendar.ics", self.discipline)));
        }
        found
    }
}

/// The clocks by which one may read; that of Paris needs no words in the address.
pub fn zones(own: Tz, locale: Locale) -> Vec<Choice> {
    let one = |(name, fr, en): &(&str, &str, &str)| {
        let value = if *name == PARIS { "" } else { name };
        choice(value, locale.pick(fr, en).to_owned(), *name == own.name())
    };
    times::ZONES.iter().map(one).collect()
}

#[derive(Serialize)]
pub struct Filters {
    open: bool,
    view: &'static str,
    day: String,
    clear: String,
    nodes: Vec<Choice>,
    disciplines: Vec<Choice>,
    modes: Vec<Choice>,
    regions: Vec<Choice>,
    zones: Vec<Choice>,
}

#[derive(Serialize)]
pub struct Address {
    label: String,
    href: String,
    webcal: String,
}
