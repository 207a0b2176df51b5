//! Whether the answer helped: a link of the mail chooses, a person sends it, with a word if they like. No link and no script
//! sends it: programs that look at mails open the links and run the scripts.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{address, follow, links, team};
use crate::tickets::{State, Ticket, for_team, ops, queries};
use crate::web::{Anyone, Context};
use crate::{Error, Result};

/// The most that a comment may hold, in characters.
const MAX_COMMENT: usize = 2_000;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    key: String,
    /// The answer that the mail's link stands for.
    score: Option<i32>,
}

#[derive(Debug, Deserialize)]
pub struct Given {
    #[serde(default)]
    key: String,
    score: Option<i32>,
    #[serde(default)]
    comment: String,
}

/// The five answers, and what was said before.
#[derive(Debug, Serialize)]
pub struct Rating {
    pub score: Option<i32>,
    pub comment: String,
    pub given: bool,
    pub fault: bool,
    /// The comment is longer than anybody reads.
    long: bool,
    /// The mail's link chose, and nobody has sent it yet.
    unsent: bool,
    pub choices: [Score; 5],
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct Score {
    value: i32,
    label: &'static str,
}

const SCORES: [Score; 5] = [
    Score { value: 5, label: "tickets-follow-score-5" },
    Score { value: 4, label: "tickets-follow-score-4" },
    Score { value: 3, label: "tickets-follow-score-3" },
    Score { value: 2, label: "tickets-follow-score-2" },
    Score { value: 1, label: "tickets-follow-score-1" },
];

impl Rating {
    /// What was said so far of a ticket; nothing while it is not closed, or when nobody had answered.
    pub fn of(conn: &mut crate::db::Conn, ticket: &Ticket) -> Result<Option<Self>> {
        if ticket.state != State::Closed || ticket.first_answered_at.is_none() {
            return Ok(None);
        }
        let said = queries::satisfaction(conn, &ticket.id)?;
        let given = said.is_some();
        let (score, comment) =
            said.map_or((None, String::new()), |(score, comment)| (Some(score), comment));
        Ok(Some(Self {
            score,
            comment,
            given,
            fault: false,
            long: false,
            unsent: false,
            choices: SCORES,
        }))
    }
}

#[derive(Serialize)]
struct SatisfactionView {
    reference: String,
    key: String,
    subject: String,
    rating: Rating,
}

pub async fn satisfaction(
    cx: Context<Anyone>,
    path: web::Path<String>,
    query: web::Query<Asked>,
) -> Result<HttpResponse> {
    let (reference, asked) = (path.into_inner(), query.into_inner());
    match load(&cx, &reference, &asked.key).await {
        Ok(Some(mut view)) => {
            let said = asked.score.filter(is_score);
            view.rating.unsent = said.is_some() && said != view.rating.score;
            view.rating.score = said.or(view.rating.score);
            cx.page("tickets/satisfaction", cx.head("tickets-follow-rate-title", "ask"), &view)
        }
        Ok(None) => cx.go(&address(&reference, &asked.key)),
        Err(Error::NotFound) => links::not_found(&cx, &reference, !asked.key.is_empty()),
        Err(error) => Err(error),
    }
}

fn is_score(score: &i32) -> bool {
    (1..=5).contains(score)
}

async fn load(
    cx: &Context<Anyone>,
    reference: &str,
    key: &str,
) -> Result<Option<SatisfactionView>> {
    let (app, now, team) = (cx.app.clone(), cx.now, team(cx, key));
    let (reference, key) = (reference.to_owned(), key.to_owned());
    cx.db
        .read(move |conn| {
            let ticket = for_team(conn, &team?, &reference, &app.signer, now)?;
            let rating = Rating::of(conn, &ticket)?;
            Ok(rating.map(|rating| SatisfactionView {
                rating,
                reference,
                key,
                subject: ticket.subject,
            }))
        })
        .await
}

pub async fn rate(
    cx: Context<Anyone>,
    path: web::Path<String>,
    form: web::Form<Given>,
) -> Result<HttpResponse> {
    let (reference, given) = (path.into_inner(), form.into_inner());
    let comment = given.comment.trim().to_owned();
    let fits = comment.chars().count() <= MAX_COMMENT;
    let Some(score) = given.score.filter(is_score).filter(|_| fits) else {
        return unsaid(&cx, &reference, given).await;
    };
    let (app, now, team) = (cx.app.clone(), cx.now, team(&cx, &given.key));
    let wanted = reference.clone();
    let done = cx
        .db
        .write(move |conn| {
            let ticket = for_team(conn, &team?, &wanted, &app.signer, now)?;
            ops::rate(conn, &ticket, (score, &comment), now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&address(&reference, &given.key), "tickets-follow-flash-rated"),
        // It was opened again meanwhile: what was written goes into the conversation, where it can be sent.
        Err(Error::Refused(why)) => {
            follow::unsent(&cx, &reference, &given.key, (given.comment, why)).await
        }
        Err(Error::NotFound) => links::not_found(&cx, &reference, true),
        Err(error) => Err(error),
    }
}

/// A comment without a choice, or one that is too long: shown again, with the comment kept.
async fn unsaid(cx: &Context<Anyone>, reference: &str, given: Given) -> Result<HttpResponse> {
    let key = &given.key;
    match load(cx, reference, key).await {
        Ok(Some(mut view)) => {
            view.rating.score = given.score.filter(is_score);
            view.rating.fault = view.rating.score.is_none();
            view.rating.long = given.comment.trim().chars().count() > MAX_COMMENT;
            view.rating.comment = given.comment;
            cx.invalid("tickets/satisfaction", cx.head("tickets-follow-rate-title", "ask"), &view)
        }
        Ok(None) => cx.go(&address(reference, key)),
        Err(Error::NotFound) => links::not_found(cx, reference, true),
        Err(error) => Err(error),
    }
}
