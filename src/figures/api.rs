//! The figures for programs.

use actix_web::{HttpResponse, web};
use chrono::SecondsFormat;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ops::steer;
use super::rules::{self, By, Line, Narrowed, SMALLEST, tenth};
use super::say::Say;
use super::taught::Taught;
use super::{Count, Figures, Period, Seen, key};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Api, FieldErrors, Public, api_invalid};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub from: String,
    pub to: String,
    /// A node's slug: its own figures, for its people and coordinators.
    pub node: String,
    /// `month`: month by month, for the same.
    pub by: String,
    /// Codes that narrow what is counted, for the same.
    pub region: String,
    pub discipline: String,
    pub topic: String,
}

impl Asked {
    fn narrowed(&self, words: &Vocabularies) -> Result<Narrowed, FieldErrors> {
        let mut errors = FieldErrors::none();
        let mut code = |field: &str, typed: &str, known: &dyn Fn(&str) -> bool| {
            let typed = typed.trim();
            if !typed.is_empty() && !known(typed) {
                errors.add(field, &format!("tickets-api-unknown-{field}"));
            }
            typed.to_owned()
        };
        let region = code("region", &self.region, &|code| words.region(code).is_some());
        let discipline =
            code("discipline", &self.discipline, &|code| words.discipline(code).is_some());
        let topic = code("topic", &self.topic, &|code| words.topic(code).is_some());
        errors.into_result()?;
        Ok(Narrowed { region, discipline, topic })
    }
}

/// `GET /api/v1/statistics`. Exact for a coordinator's token; else small numbers are null.
pub async fn statistics(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let period = match rules::period(&asked.from, &asked.to, network_day(cx.now)) {
        Ok(period) => period,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let narrowed = match asked.narrowed(&cx.app.vocabularies()) {
        Ok(narrowed) => narrowed,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let exact = cx.actor().is_some_and(|actor| actor.coordinates());
    // Small parts of what is published would tell what is left out there.
    let own = !asked.node.is_empty() || !narrowed.is_all();
    let steers = own || asked.by == "month";
    if let Some(actor) = cx.actor().filter(|actor| steers && actor.is_staff()) {
        return steering(&cx, actor, (asked.into_inner().node, narrowed), period).await;
    }
    if own {
        return Err(Error::NotFound);
    }
    let view = Seen::by(exact, period, &cx.app, cx.now).await?;
    let (figures, period, words) = (view.figures, view.period, cx.app.vocabularies());
    let as_of = view.as_of.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true);
    let today = network_day(cx.now);
    let known = cx.app.vocabularies();
    let (network, history) = cx
        .db
        .read(move |conn| {
            let all = key::read(conn, &known, today, Locale::Fr)?;
            Ok((all, key::history(conn, today)?))
        })
        .await?;
    let mut all = told(&figures, period, &words, &as_of);
    all["network"] = key::told(&network, &history, today, &cx.app.config.base_url);
    Ok(HttpResponse::Ok().json(all))
}

/// `GET /api/v1/statistics/courses`: what was taught, as everybody may know it; exact for a coordinator's token.
pub async fn taught(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let period = match rules::period(&asked.from, &asked.to, today) {
        Ok(period) => period,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let exact = cx.actor().is_some_and(|actor| actor.coordinates());
    let period = if exact { period } else { rules::public_period(period, today) };
    let taught = Taught::of(exact, period, &cx.app, cx.now).await?;
    let words = cx.app.vocabularies();
    let [fr, en] =
        [Locale::Fr, Locale::En].map(|locale| Say::plain(&words, locale, period, cx.now));
    let one = |line: &Line| {
        json!({
            "sessions": line.sessions,
            "people": line.people,
            "hours": line.hours,
            "attendance_percent": line.there.percent(),
            "usefulness_mean": line.useful.map(|n| tenth(n, 10)),
        })
    };
    let mut all = one(&taught.all());
    all["from"] = json!(period.from);
    all["to"] = json!(period.to);
    all["exact"] = json!(exact);
    all["masked_below"] = json!(SMALLEST);
    for by in By::ALL {
        let lines = rules::lines(&taught.held, by, exact, &words);
        let rows = lines.iter().map(|line| {
            let mut row = one(line);
            row["code"] = json!(line.code);
            row["label_fr"] = json!(fr.taught_label(&taught, by, &line.code));
            row["label_en"] = json!(en.taught_label(&taught, by, &line.code));
            row
        });
        all[format!("by_{}", by.name())] = rows.collect();
    }
    Ok(HttpResponse::Ok().json(all))
}

/// The figures of a node or of the network, month by month, exact.
async fn steering(
    cx: &Api<Public>,
    actor: Actor,
    (node, narrowed): (String, Narrowed),
    period: Period,
) -> Result<HttpResponse> {
    let (now, words, known) = (cx.now, cx.app.vocabularies(), cx.app.vocabularies());
    let read = cx.db.read(move |conn| steer(conn, &actor, (&node, period), &narrowed, &known, now));
    let steered = read.await?;
    let as_of = now.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true);
    let mut all = told(&steered.figures.figures, period, &words, &as_of);
    let figures = &steered.figures;
    all["node"] = json!(steered.node.as_ref().map(|node| &node.slug));
    all["resolution_median_hours"] = json!(figures.resolution_hours);
    all["referrals"] = json!(figures.referrals);
    all["reopenings"] = json!(figures.reopenings);
    let months = figures.months.iter().map(|row| {
        json!({
            "month": row.month.format("%Y-%m").to_string(),
            "received": row.received,
            "closed": row.closed,
            "first_answer_median_hours": row.first_answer_hours,
            "resolution_median_hours": row.resolution_hours,
            "referrals": row.referrals,
            "reopenings": row.reopenings,
            "satisfaction_mean": row.satisfaction,
            "gaps": row.gaps,
        })
    });
    all["by_month"] = months.collect();
    if steered.node.is_none() {
        let rows = steered.nodes.iter().filter_map(|node| {
            let row = figures.nodes.iter().find(|row| row.node == node.id.as_str())?;
            Some(json!({
                "node": node.slug,
                "received": row.received,
                "closed": row.closed,
                "open": row.open,
                "referrals": row.referrals,
                "reopenings": row.reopenings,
            }))
        });
        all["by_node"] = rows.collect();
    }
    Ok(HttpResponse::Ok().json(all))
}

fn told(figures: &Figures, period: Period, words: &Vocabularies, as_of: &str) -> Value {
    let named = |vocabulary, code: &str| {
        let labels = words.labels(vocabulary, code);
        let unknown = code.is_empty();
        json!({
            "code": (!unknown).then_some(code),
            "label_fr": if unknown { "Non précisé" } else { &labels.fr },
            "label_en": if unknown { "Not given" } else { &labels.en },
        })
    };
    let with_count = |vocabulary, count: &Count| {
        let mut one = named(vocabulary, &count.code);
        one["count"] = json!(count.shown);
        one
    };
    let list = |vocabulary, counts: &[Count]| {
        counts.iter().map(|count| with_count(vocabulary, count)).collect::<Vec<_>>()
    };
    let rows = figures.regions.iter().map(|row| {
        let mut one = named(Vocabulary::Region, &row.region);
        one["cells"] = json!(row.cells);
        one["total"] = json!(row.total);
        one
    });
    json!({
        "from": period.from,
        "to": period.to,
        "as_of": as_of,
        "exact": figures.exact,
        "masked_below": SMALLEST,
        "received": figures.received,
        "closed": figures.closed,
        "first_answer": { "median_hours": figures.first_answer_hours, "answered": figures.answered },
        "satisfaction": { "mean": figures.satisfaction, "answers": figures.satisfaction_answers },
        "by_region_and_area": {
            "areas": figures.areas.iter().map(|code| named(Vocabulary::Discipline, code)).collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
            "totals": figures.area_totals,
        },
        "by_field": list(Vocabulary::Discipline, &figures.fields),
        "by_topic": list(Vocabulary::Topic, &figures.topics),
        "gaps_by_region": list(Vocabulary::Region, &figures.gaps),
        "gaps": figures.gap_total,
        "deflected": figures.deflected,
    })
}
