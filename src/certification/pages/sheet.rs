//! One certification: what is asked, who looks at it, and the grid for who does.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::{Badge, Frame, PartView, badge, node_name, parts};
use crate::certification::ops::{self, Opened};
use crate::certification::{
    Answer, CertificationId, Grid, Said, State, Value, Verdict, grid, queries, rules,
};
use crate::i18n::Locale;
use crate::materials::Published;
use crate::network::{self, NodeName};
use crate::web::{Choice, Context, Head, Staff};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: CertificationId,
    title: String,
    lang: String,
    number: i32,
    node: String,
    material: String,
    badge: Badge,
    grid: i32,
    requested_at: NaiveDateTime,
    expires_on: Option<NaiveDate>,
    reason: String,
    reviewers: Vec<ReviewerView>,
    /// Why the reader cannot look at it, if they cannot.
    refused: String,
    may_take: bool,
    form: Option<FormView>,
    /// The version whose label it would keep or keeps.
    source: Option<SourceView>,
    /// What was said, once it is decided.
    parts: Vec<PartView>,
    comments: Vec<(String, String)>,
    may_withdraw: bool,
    may_suspend: bool,
    may_restore: bool,
}

#[derive(Serialize)]
struct ReviewerView {
    node: String,
    done: bool,
    place: i32,
    /// Whether the place may be freed by the reader, and whether it is theirs.
    may_free: bool,
    own: bool,
}

/// A version that bears the label, and what changed since.
#[derive(Serialize)]
struct SourceView {
    number: i32,
    report: String,
    compare: String,
    note: String,
}

impl SourceView {
    fn of(before: &Published, subject: &Published) -> Self {
        let slug = subject.material.slug.as_deref().unwrap_or_default();
        let (from, to) = (before.version.number, subject.version.number);
        Self {
            number: from,
            report: format!("/materials/{slug}/v{from}/certification"),
            compare: format!("/materials/{slug}/compare?from={from}&to={to}"),
            note: subject.version.change_note.clone(),
        }
    }
}

#[derive(Serialize)]
struct FormView {
    parts: Vec<FormPart>,
    comment: String,
    verdicts: Vec<Choice>,
}

#[derive(Serialize)]
struct FormPart {
    label: String,
    criteria: Vec<FormCriterion>,
}

#[derive(Serialize)]
struct FormCriterion {
    code: String,
    question: String,
    values: Vec<Choice>,
    comment: String,
}

/// `GET /inbox/certifications/{id}`
pub async fn sheet(cx: Context<Staff>, id: web::Path<CertificationId>) -> Result<HttpResponse> {
    page(&cx, &id, (StatusCode::OK, None, None)).await
}

/// The page again, with what was typed and why it was not done.
pub(super) async fn refused(
    cx: &Context<Staff>,
    id: &CertificationId,
    (typed, refusal): (Option<Said>, Refusal),
) -> Result<HttpResponse> {
    page(cx, id, (StatusCode::CONFLICT, typed, Some(refusal))).await
}

async fn page(
    cx: &Context<Staff>,
    id: &CertificationId,
    (status, typed, refusal): (StatusCode, Option<Said>, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, wanted) = (cx.actor(), id.clone());
    let reader = actor.clone();
    let (opened, answers, nodes) = cx
        .db
        .read(move |conn| {
            let opened = ops::open(conn, &reader, &wanted)?;
            let answers = queries::answers_of(conn, &wanted)?;
            Ok((opened, answers, network::queries::names(conn)?))
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let frame = Frame::of("certifications", &actor, alert);
    let view = view((frame, cx.locale), &actor, &opened, (&answers, &nodes, typed))?;
    let title = format!("{} – {}", cx.text("certification-one"), view.title);
    cx.respond(status, "certification/sheet", Head { title, section: "inbox" }, &view)
}

fn view(
    (frame, locale): (Frame, Locale),
    actor: &crate::accounts::Actor,
    opened: &Opened,
    (answers, nodes, typed): (&[Answer], &[NodeName], Option<Said>),
) -> Result<View> {
    let Opened { one, subject, source, reviews, may } = opened;
    let grid = grid(one.grid).ok_or(Error::NotFound)?;
    let said = subject.version.said(locale);
    let own = reviews.iter().find(|review| review.reviewer_id == actor.id);
    let open = one.state == State::Requested;
    let form = own.filter(|review| open && review.submitted_at.is_none()).map(|review| {
        let kept = || Said {
            answers: answers
                .iter()
                .filter(|answer| answer.place == review.place)
                .map(|answer| (answer.criterion.clone(), answer.value, answer.comment.clone()))
                .collect(),
            comment: review.comment.clone(),
            verdict: None,
        };
        form((grid, source.is_some()), &typed.unwrap_or_else(kept), locale)
    });
    let decided = !open;
    let comments = reviews.iter().filter(|review| decided && !review.comment.is_empty());
    Ok(View {
        id: one.id.clone(),
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        number: subject.version.number,
        node: subject.node.clone(),
        material: format!(
            "/materials/{}/v{}",
            subject.material.slug.as_deref().unwrap_or_default(),
            subject.version.number
        ),
        badge: badge(one.state, locale),
        grid: one.grid,
        requested_at: one.requested_at,
        expires_on: one.expires_on,
        reason: one.reason.clone(),
        reviewers: reviews
            .iter()
            .map(|review| ReviewerView {
                node: node_name(nodes, review),
                done: review.submitted_at.is_some(),
                place: review.place,
                may_free: open
                    && review.submitted_at.is_none()
                    && (actor.coordinates() || review.reviewer_id == actor.id),
                own: review.reviewer_id == actor.id,
            })
            .collect(),
        may_take: open
            && own.is_none()
            && may.is_ok()
            && i32::try_from(reviews.len()).is_ok_and(|n| n < rules::places(one)),
        refused: match (may, own) {
            (Err(refusal), None) if open => locale.text(refusal.key()),
            _ => String::new(),
        },
        form,
        source: source.as_ref().map(|before| SourceView::of(before, subject)),
        parts: if decided && source.is_none() {
            parts(grid, (reviews, answers), nodes, locale)
        } else {
            Vec::new()
        },
        comments: comments
            .map(|review| (node_name(nodes, review), review.comment.clone()))
            .collect(),
        may_withdraw: open && (actor.coordinates() || actor.works_for(&subject.material.node_id)),
        may_suspend: actor.coordinates() && one.state == State::Certified,
        may_restore: actor.coordinates() && one.state == State::Suspended,
        frame,
    })
}

fn form((grid, minor): (&Grid, bool), said: &Said, locale: Locale) -> FormView {
    let criterion = |one: &crate::certification::Criterion| {
        let known = said.answers.iter().find(|(code, _, _)| *code == one.code);
        let value = |value: &Value| Choice {
            value: value.to_string(),
            label: locale.text(&format!("certification-value-{value}")),
            on: known.is_some_and(|(_, chosen, _)| chosen == value),
        };
        FormCriterion {
            code: one.code.clone(),
            question: one.question(locale).to_owned(),
            values: Value::ALL.iter().map(value).collect(),
            comment: known.map(|(_, _, comment)| comment.clone()).unwrap_or_default(),
        }
    };
    let (asked, kind): (&[Verdict], _) = match minor {
        true => (&[Verdict::Certify, Verdict::Revise], "minor"),
        false => (Verdict::ALL, "verdict"),
    };
    let verdict = |one: &Verdict| Choice {
        value: one.to_string(),
        label: locale.text(&format!("certification-{kind}-{one}")),
        on: said.verdict == Some(*one),
    };
    FormView {
        parts: grid
            .parts
            .iter()
            .filter(|_| !minor)
            .map(|part| FormPart {
                label: part.label(locale).to_owned(),
                criteria: part.criteria.iter().map(criterion).collect(),
            })
            .collect(),
        comment: said.comment.clone(),
        verdicts: asked.iter().map(verdict).collect(),
    }
}
