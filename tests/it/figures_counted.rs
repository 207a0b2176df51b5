//! The list of tickets, and figures counted from it by nothing but this file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use maillage::db::schema::{
    coverage_gaps, handovers, messages, nodes, satisfactions, tickets as rows,
};

use crate::app::TestApp;

pub type Table = Vec<Vec<String>>;

/// What a ticket says of itself.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    pub id: String,
    pub node: String,
    pub state: String,
    pub region: Option<String>,
    pub disciplines: String,
    pub topic: Option<String>,
    pub confirmed_at: Option<NaiveDateTime>,
    pub first_answered_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
}

impl Row {
    /// A question that was received: what was merged or is no question is none.
    fn counts(&self) -> bool {
        self.confirmed_at.is_some()
            && !["unconfirmed", "spam", "merged"].contains(&self.state.as_str())
    }

    fn discipline(&self) -> &str {
        self.disciplines.split(',').next().unwrap()
    }

    /// Its first discipline's area, and the field in it.
    pub fn place(&self) -> (String, String) {
        let parts: Vec<_> = self.discipline().split('.').collect();
        let field = parts.iter().take(2).copied().collect::<Vec<_>>().join(".");
        (parts[0].to_owned(), field)
    }

    pub fn month(&self) -> String {
        month(self.confirmed_at.unwrap())
    }

    /// Minutes from when it was received.
    pub fn lasted(&self, until: Option<NaiveDateTime>) -> Option<i64> {
        Some((until? - self.confirmed_at?).num_minutes())
    }
}

/// The month in Paris.
fn month(at: NaiveDateTime) -> String {
    at.and_utc().with_timezone(&chrono_tz::Europe::Paris).format("%Y-%m").to_string()
}

/// What happened to a ticket: which one, for which node (none is its own), when, how much.
type Happened = (String, Option<String>, NaiveDateTime, i32);

/// The list of tickets, and what happened to them.
pub struct List {
    pub tickets: Vec<Row>,
    pub gaps: BTreeSet<String>,
    pub scores: Vec<Happened>,
    pub referrals: Vec<Happened>,
    pub reopenings: Vec<Happened>,
    pub nodes: BTreeMap<String, (String, String)>,
}

pub fn list(app: &TestApp) -> List {
    app.read(|conn| {
        let tickets = rows::table.select((
            rows::id,
            rows::node_id,
            rows::state,
            rows::region,
            rows::discipline_codes,
            rows::topic,
            rows::confirmed_at,
            rows::first_answered_at,
            rows::closed_at,
        ));
        let scores: Vec<(String, NaiveDateTime, i32)> = satisfactions::table
            .select((satisfactions::ticket_id, satisfactions::given_at, satisfactions::score))
            .load(conn)?;
        let referrals: Vec<(String, String, NaiveDateTime)> = handovers::table
            .filter(handovers::kind.eq("referral"))
            .select((handovers::ticket_id, handovers::from_node, handovers::begun_at))
            .load(conn)?;
        let reopenings: Vec<(String, NaiveDateTime)> = messages::table
            .filter(messages::event.eq("reopened"))
            .select((messages::ticket_id, messages::created_at))
            .load(conn)?;
        let names: Vec<(String, String, String)> =
            nodes::table.select((nodes::id, nodes::slug, nodes::short_name)).load(conn)?;
        let gaps: Vec<String> = coverage_gaps::table.select(coverage_gaps::ticket_id).load(conn)?;
        Ok(List {
            tickets: tickets.load(conn)?,
            gaps: gaps.into_iter().collect(),
            scores: scores.into_iter().map(|(id, at, n)| (id, None, at, n)).collect(),
            referrals: referrals
                .into_iter()
                .map(|(id, node, at)| (id, Some(node), at, 0))
                .collect(),
            reopenings: reopenings.into_iter().map(|(id, at)| (id, None, at, 0)).collect(),
            nodes: names.into_iter().map(|(id, slug, name)| (id, (slug, name))).collect(),
        })
    })
}

/// What is looked at: one node's, or those of a region.
#[derive(Default, Clone, Copy)]
pub struct Of<'a> {
    pub node: Option<&'a str>,
    pub region: Option<&'a str>,
}

/// How finely times are told, as the page says it: to a tenth of an hour or, when narrowed, to half an hour.
fn told(minutes: i64, of: Of<'_>) -> i64 {
    let to = |minutes: i64, steps: [i64; 3]| {
        let step = match minutes {
            0..600 => steps[0],
            600..14_400 => steps[1],
            _ => steps[2],
        };
        (minutes + step / 2) / step * step
    };
    let fine = to(minutes, [6, 60, 1440]);
    if of.region.is_some() { to(fine, [30, 120, 1440]) } else { fine }
}

fn small(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap())
}

/// The one in the middle, in hours.
pub fn median(mut minutes: Vec<i64>, of: Of<'_>) -> String {
    minutes.sort_unstable();
    let middle = minutes.get(minutes.len().saturating_sub(1) / 2);
    middle.map_or("–".to_owned(), |middle| format!("{:.1}", small(told(*middle, of)) / 60.0))
}

pub fn mean(scores: &[i32]) -> String {
    let sum: i32 = scores.iter().sum();
    match scores.len() {
        0 => "–".to_owned(),
        n => format!("{:.1}", f64::from(sum) / small(n.try_into().unwrap())),
    }
}

impl List {
    fn fits(&self, ticket: &Row, node: &str, of: Of<'_>) -> bool {
        let slug = self.nodes[node].0.as_str();
        of.node.is_none_or(|wanted| wanted == slug)
            && of.region.is_none_or(|wanted| ticket.region.as_deref() == Some(wanted))
    }

    pub fn received(&self, of: Of<'_>) -> Vec<&Row> {
        let all = self.tickets.iter().filter(|one| one.counts());
        all.filter(|one| self.fits(one, &one.node, of)).collect()
    }

    pub fn gaps(&self, of: Of<'_>) -> Vec<&Row> {
        self.received(of).into_iter().filter(|one| self.gaps.contains(&one.id)).collect()
    }

    /// What happened, with the node it is counted for and the month. A rating counts whatever became of the ticket.
    pub fn happened(
        &self,
        what: &[Happened],
        of: Of<'_>,
        always: bool,
    ) -> Vec<(String, String, i32)> {
        let mut all = Vec::new();
        for (id, node, at, value) in what {
            let ticket = self.tickets.iter().find(|one| one.id == *id).unwrap();
            let node = node.clone().unwrap_or_else(|| ticket.node.clone());
            if (always || ticket.counts()) && self.fits(ticket, &node, of) {
                all.push((node, month(*at), *value));
            }
        }
        all
    }

    /// Months with what was received and closed, and what the answers were like.
    pub fn months(&self, of: Of<'_>, months: &[String]) -> (Table, Table) {
        let (referred, reopened) =
            (self.happened(&self.referrals, of, false), self.happened(&self.reopenings, of, false));
        let scored = self.happened(&self.scores, of, true);
        let mut tables = (Table::new(), Table::new());
        for month in months {
            let own = self.received(of).into_iter().filter(|one| one.month() == *month);
            let own: Vec<&Row> = own.collect();
            let closed = own.iter().filter(|one| one.state == "closed").count();
            tables.0.push(vec![month.clone(), own.len().to_string(), closed.to_string()]);
            let count = |all: &[(String, String, i32)]| {
                all.iter().filter(|(_, at, _)| at == month).count().to_string()
            };
            let scores: Vec<i32> =
                scored.iter().filter(|(_, at, _)| at == month).map(|(.., n)| *n).collect();
            tables.1.push(vec![
                month.clone(),
                median(own.iter().filter_map(|t| t.lasted(t.first_answered_at)).collect(), of),
                median(own.iter().filter_map(|t| t.lasted(t.closed_at)).collect(), of),
                count(&referred),
                count(&reopened),
                mean(&scores),
            ]);
        }
        tables
    }

    /// A line for each code, counted.
    pub fn by(tickets: &[&Row], label: impl Fn(&Row) -> String) -> Table {
        let mut all = BTreeMap::<String, usize>::new();
        for ticket in tickets {
            *all.entry(label(ticket)).or_default() += 1;
        }
        all.into_iter().map(|(label, count)| vec![label, count.to_string()]).collect()
    }

    /// Regions by area, with sums at both edges; the areas in the order of the head.
    pub fn grid(&self, of: Of<'_>, areas: &[String], label: impl Fn(&Row) -> String) -> Table {
        let received = self.received(of);
        let regions: BTreeSet<String> = received.iter().map(|one| label(one)).collect();
        let line = |name: &str, own: &[&Row]| {
            let count = |area: &String| own.iter().filter(|one| one.place().0 == *area).count();
            let cells = areas.iter().map(|area| count(area).to_string());
            std::iter::once(name.to_owned()).chain(cells).chain([own.len().to_string()]).collect()
        };
        let mut table: Table = regions
            .iter()
            .map(|region| {
                let own: Vec<&Row> =
                    received.iter().copied().filter(|one| label(one) == *region).collect();
                line(region, &own)
            })
            .collect();
        table.push(line("Total", &received));
        table
    }

    pub fn load(&self, of: Of<'_>) -> Table {
        let (referred, reopened) =
            (self.happened(&self.referrals, of, false), self.happened(&self.reopenings, of, false));
        let mut table = Table::new();
        for (id, (_, name)) in &self.nodes {
            let own: Vec<&Row> =
                self.received(of).into_iter().filter(|one| one.node == *id).collect();
            let closed = own.iter().filter(|one| one.state == "closed").count();
            let count =
                |all: &[(String, String, i32)]| all.iter().filter(|one| one.0 == *id).count();
            let cells = [own.len(), closed, own.len() - closed, count(&referred), count(&reopened)];
            if cells.iter().any(|cell| *cell > 0) {
                let cells = cells.iter().map(ToString::to_string);
                table.push(std::iter::once(name.clone()).chain(cells).collect());
            }
        }
        table
    }
}
