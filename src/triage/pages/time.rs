//! Time spent for a node, by month and topic: for those who lead it. Nobody is compared with anybody.

use actix_web::{HttpResponse, web};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Frame, own_nodes};
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::taxonomy::Vocabulary;
use crate::triage::{queries, rules};
use crate::web::{Choice, Context, Staff, choices};
use crate::{Error, Result};

const MONTHS: u32 = 12;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    node: String,
    month: String,
}

#[derive(Serialize)]
struct TimeView {
    frame: Frame,
    nodes: Vec<Choice>,
    months: Vec<Choice>,
    by_month: Vec<MonthLine>,
    by_topic: Vec<TopicLine>,
    month: String,
}

#[derive(Serialize)]
struct MonthLine {
    month: String,
    time: String,
    on: bool,
}

#[derive(Serialize)]
struct TopicLine {
    topic: String,
    time: String,
    tickets: i64,
}

/// `1 h 30`, `45 min`.
pub fn short_time(minutes: i64, locale: Locale) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => locale.text1("triage-time-minutes", "n", rest),
        (hours, 0) => locale.text1("triage-time-hours", "n", hours),
        (hours, rest) => format!("{} {rest:02}", locale.text1("triage-time-hours", "n", hours)),
    }
}

fn month_word(first: NaiveDate, locale: Locale) -> String {
    format!("{} {}", locale.text(&format!("web-month-{}", first.month())), first.year())
}

/// The first days of the last months, the present one first.
fn months(today: NaiveDate) -> Vec<NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..MONTHS).filter_map(|back| first.checked_sub_months(Months::new(back))).collect()
}

pub async fn time(cx: Context<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let months = months(network_day(cx.now));
    let month = months.iter().find(|month| month.format("%Y-%m").to_string() == asked.month);
    let month = month.or(months.first()).copied().ok_or(Error::NotFound)?;
    let last = month.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
    let (last, oldest) = (last.unwrap_or(month), months.last().copied().unwrap_or(month));
    let (reader, typed) = (actor.clone(), asked.into_inner().node);
    let (nodes, node, days, topics) = cx
        .db
        .read(move |conn| {
            let mut nodes = own_nodes(conn, &reader)?;
            nodes.retain(|node| rules::may_lead(&reader, Some(&node.id)));
            let node = match typed.as_str() {
                "" => nodes.iter().find(|node| reader.works_for(&node.id)).or(nodes.first()),
                id => nodes.iter().find(|node| node.id.as_str() == id),
            };
            let node = node.ok_or(Error::NotFound)?.id.clone();
            let days = queries::time_by_day(conn, &node, oldest)?;
            let topics = queries::time_by_topic(conn, &node, (month, last))?;
            Ok((nodes, node, days, topics))
        })
        .await?;
    let words = cx.app.vocabularies();
    let in_month = |first: NaiveDate| -> i64 {
        let same = |day: &NaiveDate| (day.year(), day.month()) == (first.year(), first.month());
        days.iter().filter(|(day, _)| same(day)).map(|(_, minutes)| minutes).sum()
    };
    let mut by_topic: Vec<_> = topics.into_iter().collect();
    by_topic.sort_by_key(|(topic, (minutes, _))| (std::cmp::Reverse(*minutes), topic.clone()));
    let topic = |code: Option<String>| match code {
        Some(code) => words.label(Vocabulary::Topic, &code, locale),
        None => locale.text("triage-time-no-topic"),
    };
    let key = |month: &NaiveDate| month.format("%Y-%m").to_string();
    let view = TimeView {
        frame: Frame::of("time", &actor, String::new()),
        nodes: choices(
            nodes.iter().map(|n| (n.id.to_string(), n.short_name.clone())),
            node.as_str(),
        ),
        months: choices(months.iter().map(|m| (key(m), month_word(*m, locale))), &key(&month)),
        by_month: months
            .iter()
            .map(|first| MonthLine {
                month: month_word(*first, locale),
                time: short_time(in_month(*first), locale),
                on: *first == month,
            })
            .collect(),
        by_topic: by_topic
            .into_iter()
            .map(|(code, (minutes, tickets))| TopicLine {
                topic: topic(code),
                time: short_time(minutes, locale),
                tickets,
            })
            .collect(),
        month: month_word(month, locale),
    };
    cx.page("triage/time", cx.head("triage-time", "inbox"), &view)
}
