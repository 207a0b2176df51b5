//! What those who gave a session read of what was answered, on a page and as files.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::asked::{Part as Asked, part};
use crate::accounts::Actor;
use crate::courses::access::Part;
use crate::courses::pages::Frame;
use crate::courses::pages::line::{Titled, titled};
use crate::courses::{self, Given, SessionId};
use crate::db::Conn;
use crate::figures::files;
use crate::figures::panel::{Cell, Line, Panel};
use crate::i18n::Locale;
use crate::surveys::{
    Answer, Kind, LaterAnswer, OwnAnswer, Owner, QUESTIONS, Question, ops, queries, rules,
};
use crate::web::{Context, Door, SignedIn, Staff};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: SessionId,
    titled: Titled,
    answers: usize,
    fewest: usize,
    results: Vec<ResultView>,
    own: Vec<OwnView>,
    comments: Vec<String>,
    later_answers: usize,
    later: Option<ResultView>,
    later_comments: Vec<String>,
    survey: Asked,
    /// They give it: tables, and what is asked.
    gives: bool,
}

#[derive(Serialize)]
struct ResultView {
    label: String,
    mean: String,
    low: String,
    high: String,
    counts: Vec<usize>,
}

/// A question of the organisers with what was answered; nothing of few answers.
#[derive(Serialize)]
struct OwnView {
    label: String,
    answers: usize,
    mean: Option<String>,
    /// Of a mark or a word how often it was chosen.
    counts: Vec<(String, usize)>,
    texts: Vec<String>,
    few: bool,
}

struct Loaded {
    given: Given,
    answers: Vec<Answer>,
    asked: Vec<Question>,
    own: Vec<OwnAnswer>,
    later: Vec<LaterAnswer>,
}

fn load(conn: &mut Conn, given: Given) -> Result<Loaded> {
    let id = given.session.id.clone();
    Ok(Loaded {
        answers: queries::answers_of(conn, &id)?,
        own: queries::own_answers_of(conn, &id)?,
        later: queries::later_of(conn, &id)?,
        asked: queries::questions_of(conn, &Owner::Session(id))?,
        given,
    })
}

/// `GET /inbox/sessions/{id}/survey`
pub async fn results(cx: Context<SignedIn>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    page(&cx, cx.actor(), (&id, Default::default()), None).await
}

pub(super) async fn page<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    (id, typed): (&SessionId, (String, String)),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (reader, id, locale) = (actor.clone(), id.clone(), cx.locale);
    let (loaded, part) = cx
        .db
        .read(move |conn| {
            let (given, part) = courses::access::session_for_room(conn, &reader, &id)?;
            Ok((load(conn, given)?, part))
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let frame = Frame::of("sessions", &actor, alert);
    let view = view(locale, loaded, (typed, frame, part == Part::Gives));
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "surveys/results", cx.head("surveys-results", "inbox"), &view)
}

fn view(
    locale: Locale,
    loaded: Loaded,
    (typed, frame, gives): ((String, String), Frame, bool),
) -> View {
    let Loaded { given, answers, asked, own, later } = loaded;
    let standard = QUESTIONS.iter().enumerate().filter_map(|(place, field)| {
        let marks: Vec<i32> = answers.iter().map(|one| one.marks()[place]).collect();
        result(&marks, field, locale)
    });
    let results: Vec<_> = standard.collect();
    let applied: Vec<i32> = later.iter().map(|one| one.applied).collect();
    let later_result = result(&applied, "applied", locale);
    let shown = |shown: bool, comments: Vec<String>| -> Vec<String> {
        comments.into_iter().filter(|comment| shown && !comment.is_empty()).collect()
    };
    View {
        frame,
        gives,
        id: given.session.id.clone(),
        titled: titled(&given, locale),
        answers: answers.len(),
        fewest: rules::FEWEST,
        own: asked.iter().map(|one| own_view(one, &own, locale)).collect(),
        comments: shown(!results.is_empty(), answers.into_iter().map(|one| one.comment).collect()),
        results,
        later_answers: later.len(),
        later_comments: shown(
            later_result.is_some(),
            later.into_iter().map(|one| one.comment).collect(),
        ),
        later: later_result,
        survey: part(&Owner::Session(given.session.id), &asked, typed, locale),
    }
}

fn mean(tenths: i64, locale: Locale) -> String {
    format!("{}{}{}", tenths / 10, locale.pick(",", "."), tenths % 10)
}

fn result(marks: &[i32], field: &str, locale: Locale) -> Option<ResultView> {
    let (counts, tenths) = rules::summary(marks)?;
    Some(ResultView {
        label: locale.text(&format!("surveys-{field}")),
        low: locale.text(&format!("surveys-{field}-low")),
        high: locale.text(&format!("surveys-{field}-high")),
        mean: mean(tenths, locale),
        counts: counts.to_vec(),
    })
}

fn own_view(question: &Question, all: &[OwnAnswer], locale: Locale) -> OwnView {
    let values: Vec<&str> = all
        .iter()
        .filter(|one| one.question_id == question.id)
        .map(|one| one.value.as_str())
        .collect();
    let few = values.len() < rules::FEWEST;
    let marks: Vec<i32> = values.iter().filter_map(|value| value.parse().ok()).collect();
    let words: Vec<String> = match question.kind {
        Kind::Scale => (1..=5).map(|mark| mark.to_string()).collect(),
        Kind::Choice => question.choices.lines().map(str::to_owned).collect(),
        Kind::Text => Vec::new(),
    };
    let count = |word: String| {
        let chosen = values.iter().filter(|value| **value == word).count();
        (word, chosen)
    };
    OwnView {
        label: question.label.clone(),
        answers: values.len(),
        mean: match question.kind {
            Kind::Scale => rules::summary(&marks).map(|(_, tenths)| mean(tenths, locale)),
            Kind::Choice | Kind::Text => None,
        },
        counts: if few { Vec::new() } else { words.into_iter().map(count).collect() },
        texts: match question.kind {
            Kind::Text if !few => values.iter().map(|value| (*value).to_owned()).collect(),
            _ => Vec::new(),
        },
        few,
    }
}

/// `GET /inbox/sessions/{id}/survey/{file}`: `answers` or `later`, as CSV, ODS or JSON. Nothing in it says who answered, and
/// it is empty while too few did.
pub async fn file(
    cx: Context<Staff>,
    path: web::Path<(SessionId, String)>,
) -> Result<HttpResponse> {
    let (id, file) = path.into_inner();
    let known =
        ["answers.csv", "answers.ods", "answers.json", "later.csv", "later.ods", "later.json"];
    if !known.contains(&file.as_str()) {
        return Err(Error::NotFound);
    }
    let (actor, now, session) = (cx.actor(), cx.now, id.clone());
    // What is taken away is noted.
    let loaded = cx
        .db
        .write(move |conn| {
            let (given, _) = courses::access::session_for_desk(conn, &actor, &session)?;
            ops::note_export(conn, &actor, &session, now)?;
            load(conn, given)
        })
        .await?;
    let panels = [answers(&loaded, cx.locale), later(&loaded, cx.locale)];
    files::answer(&panels, &file, id.as_str())
}

fn panel(id: &'static str, title: String, head: Vec<String>, rows: Vec<Vec<Cell>>) -> Panel {
    let few = rows.len() < rules::FEWEST;
    let numbered = (1..).zip(rows).filter(|_| !few);
    Panel {
        id,
        title,
        definition: String::new(),
        chart: None,
        unfolded: false,
        head,
        rows: numbered.map(|(n, cells): (usize, _)| Line { label: n.to_string(), cells }).collect(),
        csv: String::new(),
        ods: String::new(),
    }
}

fn text(text: &str) -> Cell {
    Cell { text: text.to_owned(), href: None, number: None }
}

fn answers(loaded: &Loaded, locale: Locale) -> Panel {
    let mut said: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for one in &loaded.own {
        said.insert((one.answer_id.as_str(), one.question_id.as_str()), &one.value);
    }
    // Of a question that few answered nothing is told, here no more than on the page.
    let asked: Vec<&Question> = loaded
        .asked
        .iter()
        .filter(|one| {
            loaded.own.iter().filter(|said| said.question_id == one.id).count() >= rules::FEWEST
        })
        .collect();
    let mut head = vec![locale.text("surveys-answer")];
    head.extend(QUESTIONS.iter().map(|field| locale.text(&format!("surveys-{field}"))));
    head.extend(asked.iter().map(|one| one.label.clone()));
    head.push(locale.text("surveys-comment"));
    let row = |one: &Answer| -> Vec<Cell> {
        let marks = one.marks().map(|mark| Cell::count(Some(mark.into())));
        let own = asked.iter().map(|question| {
            let value = said.get(&(one.id.as_str(), question.id.as_str())).copied();
            let value = value.unwrap_or_default();
            match (question.kind, value.parse::<i64>()) {
                (Kind::Scale, Ok(mark)) => Cell::count(Some(mark)),
                _ => text(value),
            }
        });
        marks.into_iter().chain(own).chain([text(&one.comment)]).collect()
    };
    let rows = loaded.answers.iter().map(row).collect();
    panel("answers", locale.text("surveys-results"), head, rows)
}

fn later(loaded: &Loaded, locale: Locale) -> Panel {
    let keys = ["surveys-answer", "surveys-applied", "surveys-comment"];
    let row = |one: &LaterAnswer| -> Vec<Cell> {
        vec![Cell::count(Some(one.applied.into())), text(&one.comment)]
    };
    let rows = loaded.later.iter().map(row).collect();
    panel(
        "later",
        locale.text("surveys-later-title"),
        keys.map(|key| locale.text(key)).into(),
        rows,
    )
}
