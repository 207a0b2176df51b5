//! The words of what was taught: who sees which sessions, and their tables.

use std::sync::Arc;

use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;

use super::charts::{self, written};
use super::panel::{Cell, Line, Panel, Stat, decimal};
use super::rules::{self, AFAR, By, OTHERS, SEVERAL, tenth};
use super::say::Say;
use super::{Period, Published};
use crate::Result;
use crate::accounts::rules::query_value;
use crate::app::App;
use crate::clock::network_day;
use crate::courses::queries::{self, Filled, Held};
use crate::courses::rules::masked::Share;
use crate::taxonomy::Vocabulary;

/// Sessions that were held, the last one first; small ones among them untold unless `exact`.
pub struct Taught {
    pub held: Arc<Vec<Held>>,
    pub exact: bool,
}

impl Taught {
    /// Of a period that its reader may see.
    pub async fn of(exact: bool, period: Period, app: &App, now: NaiveDateTime) -> Result<Self> {
        let held = if exact {
            let (from, to) = period.instants();
            let read = app.db.read(move |conn| Ok(queries::held(conn, (from, to.min(now)), now)?));
            Arc::new(read.await?)
        } else {
            let published = app.kept(Published::default);
            published.taught(&app.db, period, network_day(now)).await?
        };
        Ok(Self { held, exact })
    }

    pub fn all(&self) -> rules::Line {
        rules::line("", self.held.iter(), self.exact)
    }
}

impl Say<'_> {
    /// Of which sessions the numbers of the page are.
    pub fn about_taught(&self) -> String {
        let mut args = FluentArgs::new();
        args.set("from", self.day(self.period.from));
        args.set("to", self.day(self.period.to));
        self.locale.text_with("figures-taught-about", Some(&args))
    }

    /// The list of the sessions that a number counts.
    pub fn sessions_of(&self, by: Option<(By, &str)>) -> String {
        let (from, to) = (self.period.from, self.period.to);
        let all = format!("/figures/courses/sessions?from={from}&to={to}");
        match by {
            None => all,
            Some((by, code)) => format!("{all}&by={}&code={}", by.name(), query_value(code)),
        }
    }

    pub fn taught_stats(&self, taught: &Taught) -> Vec<Stat> {
        let all = taught.all();
        let stat = |value, name| Stat {
            href: (all.sessions > 0).then(|| self.sessions_of(None)),
            ..self.stat(value, name)
        };
        vec![
            stat(written(all.people), "figures-people"),
            stat(written(Some(all.sessions)), "figures-sessions"),
            stat(written(all.hours), "figures-hours"),
            stat(all.there.said(), "figures-there"),
            stat(decimal(all.useful.map(|n| tenth(n, 10)), self.locale), "figures-useful"),
        ]
    }

    /// How full sessions were, who did not come and who waited in vain; how many materials are certified, and of how many the
    /// label ends soon.
    pub fn pressed_stats(
        &self,
        taught: &Taught,
        (filled, (certified, ending)): (Filled, (i64, i64)),
    ) -> Vec<Stat> {
        let sum = |of: fn(&Held) -> i64| taught.held.iter().map(of).sum::<i64>();
        let (there, noted) = (sum(|one| one.there), sum(|one| one.noted));
        vec![
            self.stat(Share::exact(filled.taken, filled.seats).said(), "figures-filled"),
            self.stat(Share::exact(noted - there, noted).said(), "figures-absent"),
            self.stat(written(Some(filled.waited)), "figures-waited"),
            self.stat(written(Some(certified)), "figures-certified"),
            self.stat(written(Some(ending)), "figures-certified-ending"),
        ]
    }

    pub fn taught_panels(&self, taught: &Taught) -> Vec<Panel> {
        By::ALL.into_iter().map(|by| self.taught_panel(taught, by)).collect()
    }

    pub fn taught_panel(&self, taught: &Taught, by: By) -> Panel {
        let lines = rules::lines(&taught.held, by, taught.exact, self.words);
        let bars: Vec<_> = lines
            .iter()
            .map(|line| (self.taught_label(taught, by, &line.code), line.people))
            .collect();
        let chart = (!bars.is_empty()).then(|| charts::bars(&bars));
        let rows = bars.into_iter().zip(lines).map(|((label, _), line)| {
            let href = Some(self.sessions_of(Some((by, &line.code))));
            Line { label, cells: self.taught_cells(&line, href) }
        });
        let id = match by {
            By::Course => "courses",
            By::Region => "course-regions",
            By::Discipline => "course-fields",
            By::Node => "course-nodes",
            By::Institution => "course-institutions",
        };
        let mut panel = self.panel(id, chart, rows.collect());
        panel.head.truncate(1);
        panel.head.extend(self.taught_heads());
        let file = |form: &str| {
            format!("/figures/courses/{id}.{form}?from={}&to={}", self.period.from, self.period.to)
        };
        (panel.csv, panel.ods) = (file("csv"), file("ods"));
        panel
    }

    /// What stands above the cells of a line.
    pub fn taught_heads(&self) -> [String; 5] {
        ["sessions", "people", "hours", "there", "useful"]
            .map(|name| self.text(&format!("figures-taught-{name}")))
    }

    pub fn taught_cells(&self, line: &rules::Line, href: Option<String>) -> Vec<Cell> {
        let there = Cell {
            text: line.there.said(),
            href: None,
            number: line.there.percent().map(|percent| percent.to_string()),
        };
        vec![
            Cell::linked(line.sessions, href.clone()),
            Cell { href: href.filter(|_| line.people.is_some()), ..Cell::count(line.people) },
            Cell::count(line.hours),
            there,
            Cell::decimal(line.useful.map(|n| tenth(n, 10)), self.locale),
        ]
    }

    pub fn taught_label(&self, taught: &Taught, by: By, code: &str) -> String {
        let of_code = |one: &&Held| by.codes(one, self.words).iter().any(|own| own == code);
        match (by, code) {
            (By::Course, _) => {
                let one = taught.held.iter().find(of_code);
                one.map_or_else(|| code.to_owned(), |one| self.course_title(one))
            }
            (By::Node, _) => {
                let mut nodes = taught
                    .held
                    .iter()
                    .flat_map(|one| std::iter::once(&one.row.node).chain(&one.partners));
                let found = nodes.find(|node| node.slug == code);
                found.map_or_else(|| code.to_owned(), |node| node.short_name.clone())
            }
            (By::Institution, OTHERS) => self.text("figures-taught-others"),
            (By::Institution, _) => {
                let known = self.words.institution(code);
                known.map_or_else(|| code.to_owned(), |known| known.name.clone())
            }
            (By::Region, AFAR) => self.text("figures-taught-afar"),
            (By::Region, _) => self.label(Vocabulary::Region, code),
            (By::Discipline, "") => self.text("figures-taught-all-fields"),
            (By::Discipline, SEVERAL) => self.text("figures-taught-several-fields"),
            (By::Discipline, _) => self.label(Vocabulary::Discipline, code),
        }
    }

    pub fn course_title(&self, held: &Held) -> String {
        let (fr, en) = (&held.row.title_fr, &held.row.title_en);
        let (own, other) = (self.locale.pick(fr, en), self.locale.pick(en, fr));
        let title = if own.is_empty() { other } else { own };
        title.to_owned()
    }

    /// People who wait for a session of whatever course, by region.
    pub fn demand(&self, waiting: &[(String, i64)], exact: bool) -> Panel {
        let (shown, few): (Vec<_>, Vec<_>) =
            waiting.iter().partition(|(_, people)| exact || *people >= rules::SMALLEST);
        let mut rows: Vec<(String, i64)> = shown
            .into_iter()
            .map(|(code, people)| (self.label(Vocabulary::Region, code), *people))
            .collect();
        rows.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let others: i64 = few.iter().map(|(_, people)| people).sum();
        if others >= rules::SMALLEST {
            rows.push((self.text("alerts-figures-others"), others));
        }
        let bars: Vec<_> = rows.into_iter().map(|(label, people)| (label, Some(people))).collect();
        let chart = (!bars.is_empty()).then(|| charts::bars(&bars));
        let lines = bars
            .into_iter()
            .map(|(label, people)| Line { label, cells: vec![Cell::count(people)] });
        let mut panel = self.panel("course-demand", chart, lines.collect());
        panel.head[1] = self.text("alerts-wanted-people");
        panel
    }
}
