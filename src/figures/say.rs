//! The words of the figures, in one language: numbers become panels.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use fluent_bundle::FluentArgs;

use super::charts::{self, Chart, written};
use super::model::Shown;
use super::panel::{Cell, Line, Panel, Stat, decimal};
use super::rules::SMALLEST;
use super::{Count, Figures, Period};
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};

pub struct Say<'a> {
    pub words: &'a Vocabularies,
    pub locale: Locale,
    pub period: Period,
    pub as_of: NaiveDateTime,
    /// The page's address, and what was asked there.
    pub page: &'static str,
    pub query: String,
    /// What narrows every list that a number opens; nothing for readers who may not see lists.
    pub lists: Option<Vec<(&'static str, String)>>,
}

impl<'a> Say<'a> {
    /// For what has no page.
    pub fn plain(
        words: &'a Vocabularies,
        locale: Locale,
        period: Period,
        as_of: NaiveDateTime,
    ) -> Self {
        Say { words, locale, period, as_of, page: "", query: String::new(), lists: None }
    }
}

impl Say<'_> {
    pub fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    pub fn day(&self, day: NaiveDate) -> String {
        match self.locale {
            Locale::Fr => day.format("%d/%m/%Y").to_string(),
            Locale::En => day.to_string(),
        }
    }

    pub fn month(&self, month: NaiveDate) -> String {
        match self.locale {
            Locale::Fr => month.format("%m/%Y").to_string(),
            Locale::En => month.format("%Y-%m").to_string(),
        }
    }

    /// When and of what: every number on the page shares it.
    pub fn about(&self) -> String {
        let mut args = FluentArgs::new();
        args.set("from", self.day(self.period.from));
        args.set("to", self.day(self.period.to));
        args.set("day", self.day(network_day(self.as_of)));
        self.locale.text_with("figures-about", Some(&args))
    }

    /// The inbox's list of what a number counts.
    pub fn list_of(&self, narrowed: &[(&str, &str)]) -> Option<String> {
        let common = self.lists.as_ref()?;
        let (from, to) = (self.period.from.to_string(), self.period.to.to_string());
        let mut pairs = vec![("queue", "all"), ("received_from", &from), ("received_to", &to)];
        pairs.extend(common.iter().map(|(name, value)| (*name, value.as_str())));
        for pair in narrowed {
            pairs.retain(|(name, _)| *name != pair.0);
            pairs.push(*pair);
        }
        if narrowed.iter().any(|(_, value)| value.is_empty()) {
            return None;
        }
        let parts = pairs.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> =
            parts.map(|(name, value)| format!("{name}={}", query_value(value))).collect();
        Some(format!("/inbox?{}", parts.join("&")))
    }

    pub fn stat(&self, value: String, name: &str) -> Stat {
        let definition = self.text(&format!("{name}-definition"));
        Stat { value, label: self.text(name), definition, href: None }
    }

    pub fn stats(&self, figures: &Figures) -> Vec<Stat> {
        vec![
            self.stat(written(figures.received), "figures-received"),
            self.stat(written(figures.closed), "figures-closed"),
            self.stat(decimal(figures.first_answer_hours, self.locale), "figures-first-answer"),
            self.stat(decimal(figures.satisfaction, self.locale), "figures-satisfaction"),
            self.stat(written(figures.gap_total), "figures-gaps"),
            self.stat(written(figures.deflected), "figures-deflected"),
        ]
    }

    pub fn label(&self, vocabulary: Vocabulary, code: &str) -> String {
        if code.is_empty() {
            self.text("figures-not-said")
        } else {
            self.words.label(vocabulary, code, self.locale)
        }
    }

    pub fn panels(&self, figures: &Figures) -> Vec<Panel> {
        vec![
            self.grid(figures),
            self.list("fields", (Vocabulary::Discipline, "field"), &figures.fields, &[]),
            self.list("topics", (Vocabulary::Topic, "topic"), &figures.topics, &[]),
            self.list("gaps", (Vocabulary::Region, "region"), &figures.gaps, &[("gap", "yes")]),
        ]
    }

    pub fn panel(&self, id: &'static str, chart: Option<Chart>, rows: Vec<Line>) -> Panel {
        let file = |form: &str| format!("{}/{id}.{form}?{}", self.page, self.query);
        Panel {
            id,
            title: self.text(&format!("figures-{id}-title")),
            definition: self.text(&format!("figures-{id}-definition")),
            chart,
            unfolded: false,
            head: vec![self.text(&format!("figures-{id}-head")), self.text("figures-count")],
            rows,
            csv: file("csv"),
            ods: file("ods"),
        }
    }

    fn list(
        &self,
        id: &'static str,
        (vocabulary, filter): (Vocabulary, &str),
        counts: &[Count],
        also: &[(&str, &str)],
    ) -> Panel {
        let named: Vec<(String, Shown)> =
            counts.iter().map(|count| (self.label(vocabulary, &count.code), count.shown)).collect();
        let chart = (!named.is_empty()).then(|| charts::bars(&named));
        let rows = named.into_iter().zip(counts).map(|((label, shown), count)| {
            let narrowed: Vec<_> =
                also.iter().copied().chain([(filter, count.code.as_str())]).collect();
            let href = self.list_of(&narrowed).filter(|_| shown.is_some_and(|count| count > 0));
            Line { label, cells: vec![Cell { href, ..Cell::count(shown) }] }
        });
        self.panel(id, chart, rows.collect())
    }

    fn grid(&self, figures: &Figures) -> Panel {
        let labels: Vec<_> =
            figures.areas.iter().map(|code| self.label(Vocabulary::Discipline, code)).collect();
        let short = |code: &String| if code.is_empty() { "–".to_owned() } else { code.clone() };
        let named: Vec<(String, Vec<Shown>)> = figures
            .regions
            .iter()
            .map(|row| (self.label(Vocabulary::Region, &row.region), row.cells.clone()))
            .collect();
        let columns: Vec<_> = figures.areas.iter().map(short).collect();
        let chart = (!named.is_empty()).then(|| charts::heat(&columns, &named));
        let cell = |shown: Shown, narrowed: &[(&str, &str)]| {
            let href = self.list_of(narrowed).filter(|_| shown.is_some_and(|count| count > 0));
            Cell { href, ..Cell::count(shown) }
        };
        let mut rows: Vec<Line> = named
            .into_iter()
            .zip(&figures.regions)
            .map(|((label, cells), row)| {
                let region = ("region", row.region.as_str());
                let cells = cells
                    .into_iter()
                    .zip(&figures.areas)
                    .map(|(shown, area)| cell(shown, &[region, ("field", area)]));
                Line { label, cells: cells.chain([cell(row.total, &[region])]).collect() }
            })
            .collect();
        let totals = figures.area_totals.iter().zip(&figures.areas);
        let totals = totals.map(|(shown, area)| cell(*shown, &[("field", area)]));
        let cells = totals.chain([cell(figures.received, &[])]).collect();
        rows.push(Line { label: self.text("figures-total"), cells });
        let mut panel = self.panel("regions", chart, rows);
        let codes = figures.areas.iter().zip(&labels);
        let heads = codes.map(|(code, label)| match code.as_str() {
            "" => label.clone(),
            code => format!("{code} {label}"),
        });
        panel.head = std::iter::once(self.text("figures-regions-head"))
            .chain(heads)
            .chain([self.text("figures-total")])
            .collect();
        panel
    }

    /// The last day of a month, for the list that a number of it opens.
    pub fn end_of(&self, month: NaiveDate) -> String {
        let next = super::rules::next_month(month.with_day(1).unwrap_or(month));
        next.pred_opt().unwrap_or(month).to_string()
    }
}

const _: () = assert!(SMALLEST == 5, "the words of the page say five");
