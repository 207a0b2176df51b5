//! The reviews of a call as files, for who runs it: each review, what they say together, and what the tables are. Nothing of
//! what its reader must not see.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId};
use crate::calls::CallId;
use crate::clock::network_day;
use crate::reviews::access::{Desk, desk};
use crate::reviews::rules::scores;
use crate::reviews::{
    Assignment, AssignmentId, AssignmentState, Criterion, Review, ReviewState, Score, Summary, ops,
    queries,
};
use crate::sheets::{self, Cell, ColumnView, Csv, Sheet, Wanted};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

struct Export {
    desk: Desk,
    criteria: Vec<Criterion>,
    filed: BTreeMap<ApplicationId, Application>,
    assignments: Vec<Assignment>,
    said: BTreeMap<AssignmentId, (Review, Vec<Score>)>,
    /// What others say of these is told once their reader has said theirs.
    unsaid: BTreeSet<ApplicationId>,
    summaries: Vec<Summary>,
    names: BTreeMap<AccountId, String>,
    left_out: usize,
    wanted: Wanted,
}

/// What is known of each review beside its scores and its words, and may be left out.
const KNOWN: [&str; 7] =
    ["title", "alias", "reviewer", "state", "recommendation", "total", "submitted_on"];
const WORDS: [&str; 2] = ["for_applicants", "for_committee"];

pub(super) fn columns(cx: &Context<SignedIn>, criteria: &[Criterion]) -> Vec<ColumnView> {
    let named = |key: &str| {
        let label = cx.text(&format!("reviews-column-{key}"));
        ColumnView { key: key.to_owned(), label }
    };
    let scores = criteria.iter().map(|one| ColumnView::named(one.label(cx.locale).to_owned()));
    KNOWN.map(named).into_iter().chain(scores).chain(WORDS.map(named)).collect()
}

/// `POST /inbox/calls/{id}/reviews/export`: the file itself answers, so that there is no address to find.
pub async fn export(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let format = form.text("format").to_owned();
    if !["ods", "csv", "json"].contains(&format.as_str()) {
        return Err(Error::NotFound);
    }
    let (noted, wanted) = (format.clone(), Wanted::of(form.all("column")));
    let read = cx
        .db
        .write(move |conn| {
            let desk = desk(conn, &actor, &id)?;
            let all = queries::filed(conn, &id)?;
            let count = all.len();
            let filed: BTreeMap<_, _> = all
                .into_iter()
                .filter(|one| desk.shows(&one.id))
                .map(|one| (one.id.clone(), one))
                .collect();
            let left_out = count - filed.len();
            let mut assignments = queries::assignments_of_call(conn, &id)?;
            assignments.retain(|one| {
                filed.contains_key(&one.application_id) && one.state != AssignmentState::Proposed
            });
            let unsaid = queries::unsaid_by(conn, &actor.id, &id)?;
            let people = queries::asked(conn, &id)?;
            let read = Export {
                criteria: queries::criteria(conn, &id)?,
                said: queries::reviews_of_call(conn, &id)?,
                unsaid,
                summaries: queries::summary_of_call(conn, &actor.id, &id)?,
                names: people.into_iter().map(|(_, one)| (one.id, one.name)).collect(),
                filed,
                assignments,
                left_out,
                wanted,
                desk,
            };
            let count = read.assignments.len();
            let what = (noted.as_str(), read.wanted.named());
            ops::note_reviews(conn, &actor, &id, (what, count, left_out), now)?;
            Ok(read)
        })
        .await?;
    let (kind, ending, bytes) = match format.as_str() {
        "json" => ("application/json", "json", json_of(&cx, &read)),
        "ods" => (
            "application/vnd.oasis.opendocument.spreadsheet",
            "ods",
            sheets::ods(&tables(&cx, &read))?,
        ),
        _ => ("application/zip", "zip", sheets::csv_zip(&tables(&cx, &read), Csv::Semicolon)?),
    };
    let call = &read.desk.call.reference;
    let name = format!("attachment; filename=\"{call}-evaluations.{ending}\"");
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

impl Export {
    fn reference(&self, id: &ApplicationId) -> String {
        self.filed.get(id).and_then(|one| one.reference.clone()).unwrap_or_default()
    }

    fn name(&self, one: &Assignment) -> String {
        self.names.get(&one.reviewer_id).cloned().unwrap_or_default()
    }

    /// What was submitted: what is being written is its writer's.
    fn submitted(&self, one: &Assignment) -> Option<&(Review, Vec<Score>)> {
        let told = self.said.get(&one.id).filter(|_| !self.unsaid.contains(&one.application_id));
        told.filter(|(review, _)| review.state == ReviewState::Submitted)
    }
}

fn json_of(cx: &Context<SignedIn>, read: &Export) -> Vec<u8> {
    let one = |one: &Assignment| {
        let said = read.submitted(one);
        let score = |given: &Score| {
            let criterion = read.criteria.iter().find(|known| known.id == given.criterion);
            json!({
                "criterion": criterion.map(|known| known.label_fr.clone()),
                "score": given.score,
                "comment": given.comment,
            })
        };
        let total = said.and_then(|(_, given)| scores::total(&read.criteria, given));
        json!({
            "reference": read.reference(&one.application_id),
            "alias": one.alias,
            "reviewer": read.name(one),
            "state": one.state,
            "recommendation": said.and_then(|(review, _)| review.recommendation),
            "submitted_on": said.and_then(|(review, _)| review.submitted_at).map(network_day),
            "total_hundredths": total.map(|total| total.hundredths),
            "scores": said.map(|(_, given)| given.iter().map(score).collect::<Vec<Value>>()),
            "for_applicants": said.map(|(review, _)| review.for_applicants.clone()),
            "for_committee": said.map(|(review, _)| review.for_committee.clone()),
        })
    };
    let all = json!({
        "call": read.desk.call.reference,
        "exported_at": cx.now.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true),
        "exported_by": cx.actor().name,
        "left_out_for_conflict": read.left_out,
        "reviews": read.assignments.iter().map(one).collect::<Vec<_>>(),
    });
    all.to_string().into_bytes()
}

/// Hundredths as a number.
fn number(value: Option<i64>) -> Cell {
    value.map_or(Cell::Empty, |value| {
        Cell::Number(format!("{}.{:02}", value / 100, value.rem_euclid(100)))
    })
}

fn tables(cx: &Context<SignedIn>, read: &Export) -> Vec<Sheet> {
    let reviews = read.wanted.of_sheet(reviews(cx, read));
    vec![reviews, together(cx, read), read_me(cx, read)]
}

fn reviews(cx: &Context<SignedIn>, read: &Export) -> Sheet {
    let named = std::iter::once("reference").chain(KNOWN).map(str::to_owned);
    let criteria = read.criteria.iter().map(|one| one.label(cx.locale).to_owned());
    let words = WORDS.map(str::to_owned);
    let row = |one: &Assignment| {
        let said = read.submitted(one);
        let title = read.filed.get(&one.application_id).map(|one| one.title.clone());
        let recommendation = said
            .and_then(|(review, _)| review.recommendation)
            .map(|said| cx.text(&format!("reviews-recommendation-{said}")));
        let day = said.and_then(|(review, _)| review.submitted_at).map(network_day);
        let total = said.and_then(|(_, given)| scores::total(&read.criteria, given));
        let mut cells = vec![
            Cell::text(read.reference(&one.application_id)),
            Cell::text(title.unwrap_or_default()),
            Cell::text(one.alias.clone()),
            Cell::text(read.name(one)),
            Cell::text(one.state.to_string()),
            Cell::text(recommendation.unwrap_or_default()),
            number(total.map(|total| total.hundredths)),
            day.map_or(Cell::Empty, Cell::Day),
        ];
        cells.extend(read.criteria.iter().map(|criterion| {
            let given = said.and_then(|(_, given)| {
                given.iter().find(|score| score.criterion == criterion.id)?.score
            });
            given.map_or(Cell::Empty, Cell::count)
        }));
        let word = |of: fn(&Review) -> &String| {
            Cell::text(said.map(|(review, _)| of(review).clone()).unwrap_or_default())
        };
        cells.push(word(|review| &review.for_applicants));
        cells.push(word(|review| &review.for_committee));
        cells
    };
    Sheet {
        name: cx.text("reviews-export-reviews"),
        head: named.chain(criteria).chain(words).collect(),
        rows: read.assignments.iter().map(row).collect(),
    }
}

fn together(cx: &Context<SignedIn>, read: &Export) -> Sheet {
    let row = |one: &Summary| {
        let spread = one.spread;
        vec![
            Cell::text(read.reference(&one.application)),
            Cell::count(one.reviews),
            number(one.median),
            number(spread),
            Cell::count(one.eliminatory.len()),
        ]
    };
    Sheet {
        name: cx.text("reviews-export-together"),
        head: ["reference", "reviews", "median", "spread", "eliminatory"].map(str::to_owned).into(),
        rows: read.summaries.iter().map(row).collect(),
    }
}

fn read_me(cx: &Context<SignedIn>, read: &Export) -> Sheet {
    let line = |key: &str, cell: Cell| vec![Cell::text(cx.text(key)), cell];
    Sheet {
        name: cx.text("applications-export-read-me"),
        head: vec![cx.text("applications-export-read-me"), String::new()],
        rows: vec![
            line("applications-export-call", Cell::text(read.desk.call.reference.clone())),
            line("applications-export-by", Cell::text(cx.actor().name)),
            line("applications-export-at", Cell::Day(network_day(cx.now))),
            line("applications-export-left-out", Cell::count(read.left_out)),
        ],
    }
}
