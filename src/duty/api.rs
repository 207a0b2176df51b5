//! The rota as JSON, for those who may see it.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ops::{self, Planned};
use super::rules;
use super::{Days, Week};
use crate::Result;
use crate::clock::network_day;
use crate::web::{Api, FieldErrors, ReadScope, api_invalid, day};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    weeks: String,
}

/// `GET /api/v1/nodes/{slug}/duty`: who answers week by week, who is away, and the working days without anybody.
pub async fn duty(
    cx: Api<ReadScope>,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let mut errors = FieldErrors::none();
    let from = match asked.from.trim() {
        "" => Some(network_day(now)),
        typed => day(typed),
    };
    let weeks = match asked.weeks.trim() {
        "" => Some(rules::SHOWN_WEEKS),
        typed => typed.parse().ok().filter(|weeks| (1..=rules::MOST_WEEKS).contains(weeks)),
    };
    if from.is_none() {
        errors.add("from", "network-bad-day");
    }
    if weeks.is_none() {
        errors.add("weeks", "duty-bad-weeks");
    }
    let (Some(from), Some(count)) = (from, weeks) else { return Ok(api_invalid(&errors)) };
    let first = rules::monday(from);
    let last = first + TimeDelta::weeks(i64::from(count)) - TimeDelta::days(1);
    let (node, weeks) = cx
        .db
        .read(move |conn| {
            let node = ops::visible(conn, &actor, &slug)?;
            let Planned { duties, absences, calendar } =
                ops::planned(conn, &node.id, (first, last), now)?;
            Ok((node.slug, rules::weeks((first, count), (&duties, &absences), &calendar)))
        })
        .await?;
    let weeks: Vec<_> = weeks.iter().map(told).collect();
    Ok(HttpResponse::Ok().json(json!({ "node": node, "weeks": weeks })))
}

fn span((from, to): Days) -> Value {
    json!({ "from": from, "to": to })
}

fn told(week: &Week) -> Value {
    let starts_on: NaiveDate = week.starts_on;
    let shifts = week.shifts.iter().map(|shift| {
        json!({
            "name": shift.name,
            "from": shift.days.0,
            "to": shift.days.1,
            "away": shift.away.as_ref().map(|(days, _)| span(*days)),
            "stand_in": shift.away.as_ref().and_then(|(_, stand_in)| stand_in.clone()),
        })
    });
    json!({
        "starts_on": starts_on,
        "on_duty": shifts.collect::<Vec<_>>(),
        "gaps": week.gaps.iter().copied().map(span).collect::<Vec<_>>(),
    })
}
