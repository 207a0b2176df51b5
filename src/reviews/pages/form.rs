//! A review as it is written, and what others say once it was submitted.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::bid::PostView;
use super::look::{Top, read_id};
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::reviews::access::{Looked, opened, sees_others};
use crate::reviews::ops::{self, Checked};
use crate::reviews::rules::{self, scores};
use crate::reviews::views::{PeerView, hundredths};
use crate::reviews::{
    AssignmentId, Audience, Criterion, PostId, Recommendation, Review, ReviewState, Said, Score,
    queries,
};
use crate::web::{Choice, Context, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    top: Top,
    criteria: Vec<CriterionView>,
    recommendations: Vec<Choice>,
    confidences: Vec<Choice>,
    for_applicants: String,
    for_committee: String,
    lock: i32,
    saved_at: Option<NaiveDateTime>,
    submitted: bool,
    /// Why it was given back.
    reopened: String,
    total: String,
    /// What in the words for applicants seems to tell who writes.
    telling: Vec<String>,
}

#[derive(Serialize)]
struct CriterionView {
    n: i32,
    label: String,
    weight: i32,
    beside: bool,
    threshold: Option<i32>,
    levels: Vec<LevelView>,
    not_assessable: bool,
    comment: String,
    missing: bool,
}

#[derive(Serialize)]
struct LevelView {
    n: usize,
    words: String,
    on: bool,
}

type At = web::Path<String>;

/// What was typed and not kept, and why.
#[derive(Default)]
struct Outcome {
    said: Option<(Said, i32)>,
    refusal: Option<Refusal>,
}

/// `GET /reviews/{id}/form`
pub async fn form(cx: Context<SignedIn>, id: At) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, Outcome::default()).await
}

async fn page(cx: &Context<SignedIn>, id: &AssignmentId, outcome: Outcome) -> Result<HttpResponse> {
    let (actor, id, words) = (cx.actor(), id.clone(), cx.app.vocabularies());
    let scan = outcome.said.clone().filter(|_| outcome.refusal == Some(rules::NAMES_SOMEBODY));
    let (there, criteria, kept, telling) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let criteria = queries::criteria(conn, &there.call.id)?;
            let kept = match queries::review(conn, &id)? {
                Some(review) => Some((review, queries::scores_of(conn, &id)?)),
                None => None,
            };
            let telling = match scan {
                Some((said, _)) => ops::scanned(conn, (&there, &actor), (&said, &words))?,
                None => Vec::new(),
            };
            Ok((there, criteria, kept, telling))
        })
        .await?;
    let view = view(cx, (&there, &criteria), kept, (&outcome, telling));
    let status = match outcome.refusal {
        None => StatusCode::OK,
        Some(refusal) if refusal == rules::INCOMPLETE || refusal == rules::NAMES_SOMEBODY => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Some(_) => StatusCode::CONFLICT,
    };
    cx.respond(status, "reviews/form", cx.head("reviews-own", "calls"), &view)
}

fn view(
    cx: &Context<SignedIn>,
    (there, criteria): (&Looked, &[Criterion]),
    kept: Option<(Review, Vec<Score>)>,
    (outcome, telling): (&Outcome, Vec<String>),
) -> View {
    let locale = cx.locale;
    let stored = kept.as_ref().map(|(review, given)| Said {
        recommendation: review.recommendation,
        confidence: review.confidence,
        for_applicants: review.for_applicants.clone(),
        for_committee: review.for_committee.clone(),
        scores: given.clone(),
    });
    let typed = outcome.said.as_ref();
    let said = typed.map(|(said, _)| said.clone()).or(stored).unwrap_or_default();
    let state = kept.as_ref().map(|(review, _)| review.state);
    let whole = outcome.refusal != Some(rules::INCOMPLETE);
    let total = scores::total(criteria, &said.scores);
    View {
        top: Top::of(there, "form", cx, outcome.refusal),
        criteria: criteria.iter().map(|one| criterion(one, &said, whole, locale)).collect(),
        recommendations: Recommendation::ALL
            .iter()
            .map(|one| {
                let label = cx.text(&format!("reviews-recommendation-{one}"));
                choice(one.as_str(), label, said.recommendation == Some(*one))
            })
            .collect(),
        confidences: (1..=4)
            .map(|n: i32| {
                let label = cx.text(&format!("reviews-confidence-{n}"));
                choice(&n.to_string(), label, said.confidence == Some(n))
            })
            .collect(),
        for_applicants: said.for_applicants,
        for_committee: said.for_committee,
        lock: typed
            .map(|(_, lock)| *lock)
            .or(kept.as_ref().map(|(review, _)| review.lock_version))
            .unwrap_or_default(),
        saved_at: kept.as_ref().map(|(review, _)| review.saved_at),
        submitted: state == Some(ReviewState::Submitted),
        reopened: match state {
            Some(ReviewState::Reopened) => there.assignment.reason.clone(),
            _ => String::new(),
        },
        total: total.map(|total| hundredths(total.hundredths, locale)).unwrap_or_default(),
        telling,
    }
}

fn criterion(one: &Criterion, said: &Said, whole: bool, locale: Locale) -> CriterionView {
    let given = said.scores.iter().find(|score| score.criterion == one.id);
    let score = given.and_then(|given| given.score);
    let level = |(n, words): (usize, String)| LevelView {
        on: score.is_some_and(|score| usize::try_from(score) == Ok(n)),
        n,
        words,
    };
    CriterionView {
        n: one.position,
        label: one.label(locale).to_owned(),
        weight: one.weight,
        beside: one.weight == 0,
        threshold: one.threshold,
        levels: one.levels().into_iter().enumerate().map(level).collect(),
        not_assessable: given.is_some_and(|given| given.score.is_none()),
        comment: given.map(|given| given.comment.clone()).unwrap_or_default(),
        missing: !whole && given.is_none(),
    }
}

/// What a form says of each criterion: a score, that it cannot be assessed, or nothing yet.
fn read(form: &Upload, criteria: &[Criterion]) -> Said {
    let text =
        |name: &str| -> String { form.text(name).trim().chars().take(rules::MOST_TEXT).collect() };
    let score = |one: &Criterion| {
        let typed = form.text(&format!("score-{}", one.position));
        let score = typed.parse().ok().filter(|n| (0..=crate::reviews::TOP).contains(n));
        (score.is_some() || typed == "none").then(|| Score {
            criterion: one.id.clone(),
            score,
            comment: text(&format!("comment-{}", one.position)),
        })
    };
    Said {
        recommendation: form.text("recommendation").parse().ok(),
        confidence: form.text("confidence").parse().ok().filter(|n| (1..=4).contains(n)),
        for_applicants: text("for_applicants"),
        for_committee: text("for_committee"),
        scores: criteria.iter().filter_map(score).collect(),
    }
}

/// `POST /reviews/{id}/form`: keeps it, or submits it.
pub async fn save(cx: Context<SignedIn>, id: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id, words) = (cx.actor(), cx.now, read_id(&id)?, cx.app.vocabularies());
    let (reader, which) = (cx.actor(), id.clone());
    let criteria = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &reader, &which)?;
            Ok(queries::criteria(conn, &there.call.id)?)
        })
        .await?;
    let (said, lock) = (read(&form, &criteria), form.text("lock").parse().unwrap_or_default());
    let submits = form.text("do") == "submit";
    let checked = if form.text("checked") == "yes" { Checked::Yes } else { Checked::No };
    let (which, kept) = (id.clone(), said.clone());
    let done = cx
        .db
        .write(move |conn| {
            if submits {
                let what = (&kept, checked, &*words);
                ops::submit(conn, &actor, (&which, lock), what, now)
            } else {
                ops::save(conn, &actor, (&which, lock), &kept, now)
            }
        })
        .await;
    let flash = if submits { "reviews-flash-submitted" } else { "reviews-flash-saved" };
    match done {
        Ok(()) => cx.redirect(&format!("/reviews/{id}/form"), flash),
        Err(Error::Refused(refusal)) => {
            let outcome = Outcome { said: Some((said, lock)), refusal: Some(refusal) };
            page(&cx, &id, outcome).await
        }
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct OthersView {
    top: Top,
    /// Whether one's own is submitted; before that there is nothing here, not even how many there are.
    open: bool,
    others: Vec<PeerView>,
    posts: Vec<PostView>,
    post: PostId,
}

/// `GET /reviews/{id}/discussion`
pub async fn discussion(cx: Context<SignedIn>, id: At) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), read_id(&id)?);
    let (there, open, criteria, assignments, mut said, posts) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let open = sees_others(conn, &there)?;
            if !open {
                return Ok((there, open, Vec::new(), Vec::new(), Default::default(), Vec::new()));
            }
            let criteria = queries::criteria(conn, &there.call.id)?;
            let assignments = queries::assignments_of(conn, &there.application.id)?;
            let said = queries::reviews_of_call(conn, &there.call.id)?;
            let posts = queries::posts_of(conn, &there.application.id)?;
            Ok((there, open, criteria, assignments, said, posts))
        })
        .await?;
    let others = assignments
        .iter()
        .filter(|(one, ..)| one.id != there.assignment.id && one.state.runs())
        .filter_map(|(one, ..)| {
            let (review, scores) = said.remove(&one.id)?;
            let submitted = review.state == ReviewState::Submitted;
            submitted.then(|| PeerView::of((one, &review, &scores), &criteria, cx.locale))
        });
    let view = OthersView {
        others: others.collect(),
        posts: posts
            .into_iter()
            .filter(|(post, _)| post.audience == Audience::Reviewers)
            .map(|(post, _)| PostView {
                by: alias(&assignments, &post.author_id, cx.locale),
                day: network_day(post.posted_at),
                body: post.body,
                committee: false,
            })
            .collect(),
        post: PostId::random(),
        open,
        top: Top::of(&there, "discussion", &cx, None),
    };
    cx.page("reviews/discussion", cx.head("reviews-discussion", "calls"), &view)
}

/// Reviewers know each other by alias; whoever is none coordinates.
fn alias(
    assignments: &[(crate::reviews::Assignment, String, String)],
    author: &crate::accounts::AccountId,
    locale: Locale,
) -> String {
    let found = assignments.iter().find(|(one, ..)| one.reviewer_id == *author);
    found.map_or_else(|| locale.text("reviews-coordination"), |(one, ..)| one.alias.clone())
}

/// `POST /reviews/{id}/discussion`
pub async fn reply(cx: Context<SignedIn>, id: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let post: PostId = form.text("id").parse().unwrap_or_else(|_| PostId::random());
    let body: String = form.text("body").chars().take(rules::MOST_TEXT).collect();
    let which = id.clone();
    cx.db.write(move |conn| ops::reply(conn, &actor, (&which, &post, &body), now)).await?;
    cx.redirect(&format!("/reviews/{id}/discussion"), "reviews-flash-said")
}
