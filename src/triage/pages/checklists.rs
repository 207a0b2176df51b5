//! Checklists of topics: the network's for all, a node's for itself.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Frame, own_nodes, shelf_choices};
use crate::accounts::rules::query_value;
use crate::accounts::{Actor, NodeId};
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::pages::words::topic_choices;
use crate::triage::queries::{self, StepWords};
use crate::triage::{Step, StepId, ops, rules};
use crate::web::{Choice, Context, Staff};
use crate::{Error, Result};

#[derive(Serialize)]
struct ChecklistsView {
    frame: Frame,
    shelf: String,
    shelves: Vec<Choice>,
    topics: Vec<Choice>,
    form: StepForm,
    lists: Vec<List>,
}

#[derive(Serialize)]
struct List {
    topic: String,
    steps: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: StepId,
    fr: String,
    en: String,
    first: bool,
    /// The new words that were typed and did not pass.
    retyped: Option<StepWords>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    shelf: String,
    topic: String,
    fr: String,
    en: String,
    /// The step that was to be worded so.
    #[serde(skip)]
    rewords: Option<StepId>,
}

/// Whose checklists: a node that the actor leads, or the network's (none).
fn chosen(actor: &Actor, typed: &str, nodes: &[NodeName]) -> Result<Option<NodeId>> {
    let node = match typed {
        "network" => None,
        "" if actor.coordinates() => None,
        "" => nodes.first().map(|node| node.id.clone()),
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    if rules::may_lead(actor, node.as_ref()) { Ok(node) } else { Err(Error::NotFound) }
}

pub async fn checklists(cx: Context<Staff>, form: web::Query<StepForm>) -> Result<HttpResponse> {
    let view = view(&cx, form.into_inner(), String::new()).await?;
    cx.page("triage/checklists", cx.head("triage-checklists", "inbox"), &view)
}

async fn view(cx: &Context<Staff>, form: StepForm, alert: String) -> Result<ChecklistsView> {
    let (actor, locale, words) = (cx.actor(), cx.locale, cx.app.vocabularies());
    let (reader, typed) = (actor.clone(), form.shelf.clone());
    let (steps, nodes, node) = cx
        .db
        .read(move |conn| {
            let mut nodes = own_nodes(conn, &reader)?;
            nodes.retain(|node| rules::may_lead(&reader, Some(&node.id)));
            let node = chosen(&reader, &typed, &nodes)?;
            Ok((queries::steps_of(conn, node.as_ref())?, nodes, node))
        })
        .await?;
    let shelf = node.map_or_else(|| "network".to_owned(), |node| node.to_string());
    Ok(ChecklistsView {
        frame: Frame::of("checklists", &actor, alert),
        shelves: shelf_choices(locale, &actor, (&nodes, false), &shelf),
        topics: topic_choices(&words, locale, &form.topic),
        lists: lists(locale, &words, steps, &form),
        form: if form.rewords.is_some() { StepForm::default() } else { form },
        shelf,
    })
}

fn lists(locale: Locale, words: &Vocabularies, steps: Vec<Step>, form: &StepForm) -> Vec<List> {
    let mut lists: Vec<(String, List)> = Vec::new();
    for step in steps {
        if lists.last().is_none_or(|(code, _)| *code != step.topic) {
            let topic = words.label(Vocabulary::Topic, &step.topic, locale);
            lists.push((step.topic.clone(), List { topic, steps: Vec::new() }));
        }
        if let Some((_, list)) = lists.last_mut() {
            let retyped = (form.rewords.as_ref() == Some(&step.id))
                .then(|| StepWords { fr: form.fr.clone(), en: form.en.clone() });
            let first = list.steps.is_empty();
            let (fr, en) = (step.label_fr, step.label_en);
            list.steps.push(Line { id: step.id, fr, en, first, retyped });
        }
    }
    lists.into_iter().map(|(_, list)| list).collect()
}

fn words_of(form: &StepForm) -> Option<StepWords> {
    let line = |typed: &str| typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = StepWords { fr: line(&form.fr), en: line(&form.en) };
    let fits = |text: &str| !text.is_empty() && text.chars().count() <= 200;
    (fits(&words.fr) && fits(&words.en)).then_some(words)
}

async fn settle(
    cx: &Context<Staff>,
    done: Result<()>,
    form: StepForm,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => {
            let to = if form.shelf.is_empty() {
                String::new()
            } else {
                format!("?shelf={}", query_value(&form.shelf))
            };
            cx.redirect(&format!("/inbox/checklists{to}"), flash)
        }
        Err(Error::Refused(refusal)) => refused(cx, form, refusal.key()).await,
        Err(error) => Err(error),
    }
}

async fn refused(cx: &Context<Staff>, form: StepForm, key: &str) -> Result<HttpResponse> {
    let view = view(cx, form, cx.text(key)).await?;
    cx.invalid("triage/checklists", cx.head("triage-checklists", "inbox"), &view)
}

pub async fn add_step(cx: Context<Staff>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, form.into_inner());
    let node = chosen(&actor, &form.shelf, &[])?;
    let Some(words) = words_of(&form) else {
        return refused(&cx, form, "triage-step-no-words").await;
    };
    if !cx.app.vocabularies().has(Vocabulary::Topic, &form.topic) {
        return refused(&cx, form, "triage-step-no-topic").await;
    }
    let topic = form.topic.clone();
    let done = cx
        .db
        .write(move |conn| ops::add_step(conn, &actor, (node.as_ref(), &topic), &words, now))
        .await;
    settle(&cx, done, form, "triage-flash-saved").await
}

pub async fn reword_step(
    cx: Context<Staff>,
    id: web::Path<StepId>,
    form: web::Form<StepForm>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let form = StepForm { rewords: Some(id.clone()), ..form.into_inner() };
    let Some(words) = words_of(&form) else {
        return refused(&cx, form, "triage-step-no-words").await;
    };
    let done = cx.db.write(move |conn| ops::reword_step(conn, &actor, &id, &words, now)).await;
    settle(&cx, done, form, "triage-flash-saved").await
}

pub async fn raise_step(
    cx: Context<Staff>,
    id: web::Path<StepId>,
    form: web::Form<StepForm>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::raise_step(conn, &actor, &id, now)).await;
    settle(&cx, done, form.into_inner(), "triage-flash-saved").await
}

pub async fn retire_step(
    cx: Context<Staff>,
    id: web::Path<StepId>,
    form: web::Form<StepForm>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::retire_step(conn, &actor, &id, now)).await;
    settle(&cx, done, form.into_inner(), "triage-flash-step-retired").await
}
