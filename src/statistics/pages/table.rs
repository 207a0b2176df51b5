//! Numbers of calls as groups of rows, a column each.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::decisions::rules::equality::FEWEST;
use crate::i18n::Locale;
use crate::reviews::views::hundredths;
use crate::sheets::{Cell, Sheet};
use crate::statistics::Counted;
use crate::statistics::rules::{BECAME, shown};
use crate::taxonomy::{Vocabularies, Vocabulary};

/// A call with what is counted of it.
pub(super) struct Column {
    pub reference: String,
    pub href: String,
    pub counted: Counted,
    /// The sections of its form; none for everybody.
    pub sections: Vec<(String, String)>,
}

#[derive(Serialize)]
pub(super) struct GroupView {
    id: &'static str,
    title: String,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    label: String,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    /// As programs write it; none where it is hidden or unknown.
    #[serde(skip)]
    number: Option<String>,
}

/// How numbers are said, and whether small ones are hidden.
struct Sayer<'a> {
    columns: &'a [Column],
    public: bool,
    locale: Locale,
}

impl Sayer<'_> {
    fn said(&self, n: usize, may_show: bool) -> CellView {
        if may_show || !self.public {
            return CellView { text: n.to_string(), number: Some(n.to_string()) };
        }
        CellView { text: self.locale.text("statistics-hidden"), number: None }
    }

    /// A number that is no part of a whole.
    fn row(&self, label: &str, of: impl Fn(&Counted) -> usize) -> RowView {
        let cell = |one: &Column| {
            let n = of(&one.counted);
            self.said(n, n == 0 || n >= FEWEST)
        };
        RowView { label: self.locale.text(label), cells: self.columns.iter().map(cell).collect() }
    }

    /// A median, where there is one; for everybody not of a few.
    fn median(
        &self,
        label: &str,
        of: impl Fn(&Counted) -> Option<i64>,
        say: impl Fn(i64) -> (String, String),
    ) -> RowView {
        let cell = |one: &Column| {
            let few = self.public && one.counted.filed < FEWEST;
            match of(&one.counted).filter(|_| !few).map(&say) {
                Some((text, number)) => CellView { text, number: Some(number) },
                None => CellView { text: "–".to_owned(), number: None },
            }
        };
        RowView { label: self.locale.text(label), cells: self.columns.iter().map(cell).collect() }
    }

    /// Rows that make a whole: label, and the number in each column.
    fn parts(
        &self,
        (id, title): (&'static str, &str),
        keys: &[(String, String)],
        of: impl Fn(&Counted, &str) -> usize,
    ) -> GroupView {
        let by_column: Vec<Vec<CellView>> = self
            .columns
            .iter()
            .map(|one| {
                let numbers: Vec<usize> =
                    keys.iter().map(|(key, _)| of(&one.counted, key)).collect();
                let may = shown(&numbers);
                numbers.into_iter().zip(may).map(|(n, may)| self.said(n, may)).collect()
            })
            .collect();
        let mut columns: Vec<_> = by_column.into_iter().map(Vec::into_iter).collect();
        let rows = keys
            .iter()
            .map(|(_, label)| RowView {
                label: label.clone(),
                cells: columns.iter_mut().filter_map(Iterator::next).collect(),
            })
            .collect();
        GroupView { id, title: self.locale.text(title), rows }
    }

    /// The keys of all columns, each once, by their labels.
    fn keys<'k>(
        &'k self,
        of: impl Fn(&'k Counted) -> Vec<&'k String>,
        label: impl Fn(&str) -> String,
    ) -> Vec<(String, String)> {
        let all: BTreeSet<&String> = self.columns.iter().flat_map(|one| of(&one.counted)).collect();
        let mut keys: Vec<(String, String)> =
            all.into_iter().map(|key| (key.clone(), label(key))).collect();
        keys.sort_by(|a, b| a.1.cmp(&b.1));
        keys
    }
}

/// The numbers of some calls. For everybody fewer are told, and no small ones.
pub(super) fn groups(
    columns: &[Column],
    public: bool,
    (words, locale): (&Vocabularies, Locale),
) -> Vec<GroupView> {
    let say = Sayer { columns, public, locale };
    let mut all = vec![whole(&say), became(&say), first(&say)];
    let named = |vocabulary| move |key: &str| words.label(vocabulary, key, locale);
    let kind = |key: &str| locale.text(&format!("decisions-kind-{key}"));
    let kinds = say.keys(|one| one.kinds.keys().collect(), kind);
    let get = |map: &std::collections::BTreeMap<String, usize>, key: &str| {
        map.get(key).copied().unwrap_or_default()
    };
    all.push(say.parts(("kinds", "decisions-by-kind"), &kinds, |one, key| get(&one.kinds, key)));
    let regions = say.keys(|one| one.regions.keys().collect(), named(Vocabulary::Region));
    all.push(
        say.parts(("regions", "decisions-by-region"), &regions, |one, key| get(&one.regions, key)),
    );
    let areas = say.keys(|one| one.disciplines.keys().collect(), named(Vocabulary::Discipline));
    all.push(
        say.parts(("areas", "statistics-by-area"), &areas, |one, key| get(&one.disciplines, key)),
    );
    all.push(times(&say));
    if !public {
        let known =
            say.keys(|one| one.institutions.keys().collect(), named(Vocabulary::Institution));
        all.push(say.parts(("institutions", "statistics-by-institution"), &known, |one, key| {
            get(&one.institutions, key)
        }));
        all.push(reviewers(&say));
    }
    if !public {
        all.push(abandoned(&say));
        all.push(filed_ahead(&say));
    }
    if let [one] = columns
        && !public
    {
        all.push(filed_on(&say, one));
    }
    all.retain(|group| !group.rows.is_empty());
    all
}

/// In how many drafts that were never filed something was answered in a section.
fn abandoned(say: &Sayer<'_>) -> GroupView {
    let mut known: Vec<(String, String)> = Vec::new();
    for (key, title) in say.columns.iter().flat_map(|one| &one.sections) {
        if known.iter().all(|(other, _)| other != key) {
            known.push((key.clone(), title.clone()));
        }
    }
    say.parts(("sections", "statistics-sections"), &known, |one, key| {
        one.sections.get(key).copied().unwrap_or_default()
    })
}

/// So many days before the closing are told one by one.
const DAYS: i64 = 14;

/// When calls are filed to: by days before the closing, so that calls stand side by side.
fn filed_ahead(say: &Sayer<'_>) -> GroupView {
    let filed: BTreeSet<i64> =
        say.columns.iter().flat_map(|one| one.counted.ahead.keys().copied()).collect();
    let label = |days: i64| {
        let mut args = FluentArgs::new();
        args.set("days", days);
        say.locale.text_with("statistics-day-ahead", Some(&args))
    };
    let near = filed.range(..DAYS).map(|days| (days.to_string(), label(*days)));
    let earlier = filed.range(DAYS..).next().map(|_| say.locale.text("statistics-day-earlier"));
    let keys: Vec<(String, String)> =
        near.chain(earlier.map(|label| (String::new(), label))).collect();
    say.parts(("ahead", "statistics-ahead"), &keys, |one, key| match key.parse::<i64>() {
        Ok(days) => one.ahead.get(&days).copied().unwrap_or_default(),
        Err(_) => one.ahead.range(DAYS..).map(|(_, filed)| filed).sum(),
    })
}

/// What was filed on each day of one call.
fn filed_on(say: &Sayer<'_>, one: &Column) -> GroupView {
    let said = |day: &NaiveDate| match say.locale {
        Locale::Fr => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.to_string(),
    };
    let days: Vec<(String, String)> =
        one.counted.per_day.keys().map(|day| (day.to_string(), said(day))).collect();
    say.parts(("days", "statistics-per-day"), &days, |one, key| {
        let day = key.parse::<NaiveDate>().ok();
        day.and_then(|day| one.per_day.get(&day).copied()).unwrap_or_default()
    })
}

fn whole(say: &Sayer<'_>) -> GroupView {
    let mut rows = Vec::new();
    if !say.public {
        rows.push(say.row("statistics-begun", |one| one.begun));
    }
    rows.push(say.row("statistics-filed", |one| one.filed));
    if !say.public {
        rows.push(say.row("statistics-unfiled", |one| one.unfiled));
        rows.push(say.row("statistics-institutions", |one| one.institutions.len()));
        rows.push(say.row("statistics-busiest", |one| {
            one.per_day.values().max().copied().unwrap_or_default()
        }));
    }
    GroupView { id: "whole", title: say.locale.text("statistics-whole"), rows }
}

fn became(say: &Sayer<'_>) -> GroupView {
    let label = |key: &&'static str| {
        let known = matches!(*key, "ineligible" | "withdrawn" | "pending");
        let words = if known { "statistics-became" } else { "decisions-outcome" };
        ((*key).to_owned(), say.locale.text(&format!("{words}-{key}")))
    };
    let keys: Vec<(String, String)> = BECAME.iter().map(label).collect();
    say.parts(("became", "statistics-became"), &keys, |one, key| {
        one.became.get(key).copied().unwrap_or_default()
    })
}

fn first(say: &Sayer<'_>) -> GroupView {
    let keys = ["time", "again"]
        .map(|key| (key.to_owned(), say.locale.text(&format!("decisions-first-{key}"))));
    let of = |one: &Counted, key: &str| if key == "time" { one.first } else { one.again };
    say.parts(("first", "decisions-by-first"), &keys, of)
}

fn times(say: &Sayer<'_>) -> GroupView {
    let days = |n: i64| (n.to_string(), n.to_string());
    let points = |n: i64| (hundredths(n, say.locale), hundredths(n, Locale::En));
    let mut rows = vec![say.median("statistics-days", |one| one.days, days)];
    if !say.public {
        rows.push(say.median("statistics-review-days", |one| one.review_days, days));
        rows.push(say.median("statistics-spread", |one| one.spread, points));
        let part = |n| (two_decimals(n, say.locale), two_decimals(n, Locale::En));
        rows.push(say.median("statistics-kappa", |one| one.kappa, part));
    }
    GroupView { id: "times", title: say.locale.text("statistics-times"), rows }
}

/// Hundredths as a number with two decimals.
fn two_decimals(n: i64, locale: Locale) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let point = locale.pick(",", ".");
    format!("{sign}{}{point}{:02}", n.abs() / 100, n.abs() % 100)
}

/// How many review, and how much each: none of them is named.
fn reviewers(say: &Sayer<'_>) -> GroupView {
    let most = |one: &Counted| one.load.first().map_or(0, |(has, _)| *has);
    let least = |one: &Counted| one.load.last().map_or(0, |(has, _)| *has);
    let rows = vec![
        say.row("statistics-reviews", |one| one.reviews),
        say.row("statistics-reviewers", |one| one.load.len()),
        say.row("statistics-load-most", most),
        say.row("statistics-load-least", least),
        say.row("statistics-late-reviewers", |one| {
            one.load.iter().filter(|(has, done)| done < has).count()
        }),
    ];
    GroupView { id: "reviewers", title: say.locale.text("statistics-load"), rows }
}

/// The same as a table for files.
pub(super) fn sheet(
    columns: &[Column],
    groups: Vec<GroupView>,
    left_out: usize,
    locale: Locale,
) -> Sheet {
    let mut head = vec![locale.text("statistics-group"), locale.text("statistics-what")];
    head.extend(columns.iter().map(|one| one.reference.clone()));
    let mut rows = Vec::new();
    for group in groups {
        for row in group.rows {
            let mut line = vec![Cell::text(group.title.clone()), Cell::text(row.label)];
            line.extend(row.cells.into_iter().map(|cell| match cell.number {
                Some(number) => Cell::Number(number),
                None => Cell::text(cell.text),
            }));
            rows.push(line);
        }
    }
    if left_out > 0 {
        let line = vec![
            Cell::text(locale.text("statistics-whole")),
            Cell::text(locale.text("applications-export-left-out")),
            Cell::count(left_out),
        ];
        rows.push(line);
    }
    Sheet { name: locale.text("statistics-title"), head, rows }
}
