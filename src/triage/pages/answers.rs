//! Templates of answers: the list, and one of them to write or change.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::answers_form::{AnswerForm, FormView, form_view};
use super::{Frame, own_nodes, shelf, shelf_word};
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::triage::{Shelf, Template, TemplateId, ops, queries, rules};
use crate::web::{Context, FieldErrors, Staff, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
struct AnswersView {
    frame: Frame,
    q: String,
    templates: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: TemplateId,
    name: String,
    shelf: String,
    topic: String,
    uses: i32,
    only_fr: bool,
    only_en: bool,
    changes: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
}

pub async fn answers(cx: Context<Staff>, search: web::Query<Search>) -> Result<HttpResponse> {
    let (actor, locale, words) = (cx.actor(), cx.locale, cx.app.vocabularies());
    let (reader, q) = (actor.clone(), search.into_inner().q);
    let asked = q.clone();
    let (found, nodes) = cx
        .db
        .read(move |conn| {
            let found = queries::templates(conn, &ops::scope_of(&reader), &asked)?;
            Ok((found, own_nodes(conn, &reader)?))
        })
        .await?;
    let line = |template: Template| Line {
        changes: rules::may_change(&actor, &shelf_of(&template)),
        ..line(locale, &words, &nodes, template)
    };
    let view = AnswersView {
        templates: found.into_iter().map(line).collect(),
        frame: Frame::of("answers", &actor, String::new()),
        q,
    };
    cx.page("triage/answers", cx.head("triage-answers", "inbox"), &view)
}

fn shelf_of(template: &Template) -> Shelf {
    template.node.clone().map_or(Shelf::Network, Shelf::Node)
}

fn line(locale: Locale, words: &Vocabularies, nodes: &[NodeName], template: Template) -> Line {
    let topic = template.topic.as_deref();
    Line {
        shelf: shelf_word(locale, template.node.as_ref(), nodes),
        topic: topic.map(|code| words.label(Vocabulary::Topic, code, locale)).unwrap_or_default(),
        only_fr: template.body_en.is_empty(),
        only_en: template.body_fr.is_empty(),
        uses: template.uses,
        id: template.id,
        name: template.name,
        changes: false,
    }
}

pub async fn new_answer(cx: Context<Staff>) -> Result<HttpResponse> {
    let form = AnswerForm::default();
    let view = shown(&cx, form, FieldErrors::none(), String::new()).await?;
    cx.page("triage/answer", cx.head("triage-answer-new", "inbox"), &view)
}

pub async fn edit_answer(cx: Context<Staff>, id: web::Path<TemplateId>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let (template, variants) = cx
        .db
        .read(move |conn| {
            let template = ops::changeable_template(conn, &actor, &id)?;
            let variants = queries::variants_of(conn, &template.id)?;
            Ok((template, variants))
        })
        .await?;
    let form = AnswerForm::of(template, variants);
    let view = shown(&cx, form, FieldErrors::none(), String::new()).await?;
    cx.page("triage/answer", cx.head("triage-answer-edit", "inbox"), &view)
}

async fn shown(
    cx: &Context<Staff>,
    form: AnswerForm,
    errors: FieldErrors,
    alert: String,
) -> Result<FormView> {
    let actor = cx.actor();
    let reader = actor.clone();
    let nodes = cx.db.read(move |conn| own_nodes(conn, &reader)).await?;
    let frame = Frame::of("answers", &actor, alert);
    Ok(form_view(cx.locale, &cx.app.vocabularies(), &actor, &nodes, (form, errors, frame)))
}

/// Saves a new template or a changed one; the form is shown again with what does not pass.
pub async fn save_answer(cx: Context<Staff>, form: Upload) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let mut form = AnswerForm::read(&form);
    let prepared = match form.prepared(&cx.app.vocabularies(), cx.locale) {
        Ok(prepared) => prepared,
        Err((errors, alert)) => {
            let view = shown(&cx, form, errors, alert).await?;
            return cx.invalid("triage/answer", cx.head("triage-answer-edit", "inbox"), &view);
        }
    };
    let on = shelf(&form.shelf).filter(|on| *on != Shelf::Own);
    let id: TemplateId = form.id.parse().unwrap_or_else(|_| TemplateId::new());
    let (version, more) = (form.version.parse::<i32>().ok(), form.more);
    form.more = false;
    let saved = id.clone();
    let done = cx
        .db
        .write(move |conn| match (version, on) {
            (Some(version), _) => {
                ops::change_template(conn, &actor, (&id, version), &prepared, now)
            }
            (None, Some(on)) => ops::add_template(conn, &actor, (&id, on.node()), &prepared, now),
            (None, None) => Err(Error::NotFound),
        })
        .await;
    match done {
        Ok(()) if more => {
            cx.redirect(&format!("/inbox/answers/{saved}#variants"), "triage-flash-saved")
        }
        Ok(()) => cx.redirect("/inbox/answers", "triage-flash-saved"),
        Err(Error::Refused(refusal)) => {
            let view = shown(&cx, form, FieldErrors::none(), cx.text(refusal.key())).await?;
            cx.invalid("triage/answer", cx.head("triage-answer-edit", "inbox"), &view)
        }
        Err(error) => Err(error),
    }
}

pub async fn retire_answer(cx: Context<Staff>, id: web::Path<TemplateId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::retire_template(conn, &actor, &id, now)).await?;
    cx.redirect("/inbox/answers", "triage-flash-answer-retired")
}
