//! The form of a call, built section by section and question by question; each step is a form of its own.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Frame, model};
use crate::calls::rules::checklist;
use crate::calls::{Call, CallId, Phase, access, ops};
use crate::db::Conn;
use crate::questionnaires::rules::edit::Step;
use crate::questionnaires::rules::{shape, words::kept};
use crate::questionnaires::{self, Item, Kind, Letters, Said, Section, Version, VersionId};
use crate::web::{Choice, Context, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    version: VersionId,
    lock: i32,
    number: i32,
    may_edit: bool,
    sections: Vec<SectionView>,
    faults: Vec<FaultView>,
    kinds: Vec<Choice>,
    letters: Vec<Choice>,
    /// Whether a version may be begun beside the one that is asked; and the one that was.
    may_revise: bool,
    revision: Option<super::revision::View>,
    model: Option<model::View>,
    minutes: u32,
}

#[derive(Serialize)]
struct SectionView {
    key: String,
    title: Both,
    help: Both,
    minutes: u32,
    shown_title: String,
    may_rise: bool,
    items: Vec<ItemView>,
    kinds: Vec<Choice>,
    /// Blocks into which a question can go.
    blocks: Vec<Choice>,
}

#[derive(Serialize)]
struct ItemView {
    key: String,
    label: String,
    kind: String,
    required: bool,
    conditional: bool,
    meaning: bool,
    may_rise: bool,
    items: Vec<InnerView>,
}

#[derive(Serialize)]
struct InnerView {
    key: String,
    label: String,
    kind: String,
    required: bool,
    may_rise: bool,
}

#[derive(Serialize)]
struct FaultView {
    href: String,
    what: String,
    message: String,
}

/// A call and the version of its form that is written or asked.
pub(super) fn opened(
    conn: &mut Conn,
    actor: &crate::accounts::Actor,
    id: &CallId,
) -> Result<(Call, Version)> {
    let call = access::for_desk(conn, actor, id)?;
    let version = match ops::revision(conn, &call)? {
        Some(revision) => revision,
        None => questionnaires::queries::find(conn, &call.version_id)?,
    };
    Ok((call, version))
}

/// Whether the version that is shown may be written on.
pub(super) fn may_write(call: &Call, version: &Version) -> bool {
    checklist::is_being_written(call.state) || version.id != call.version_id
}

/// `GET /inbox/calls/{id}/form`
pub async fn form(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

pub(super) async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (reader, id) = (cx.actor(), id.clone());
    let (call, version, asked, model) = cx
        .db
        .read(move |conn| {
            let (call, version) = opened(conn, &reader, &id)?;
            let asked = questionnaires::queries::find(conn, &call.version_id)?;
            let model = model::found(conn, &reader, &call)?;
            Ok((call, version, asked, model))
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let form = &version.definition;
    let section = |(place, one): (usize, &Section)| section_view(cx, one, place);
    let fault = |fault: &shape::Fault| {
        let item = form.item(&fault.place);
        FaultView {
            href: match item {
                Some(_) => format!("/inbox/calls/{}/form/items/{}", call.id, fault.place),
                None => format!("#section-{}", fault.place),
            },
            what: item.map_or_else(|| fault.place.clone(), |item| item.label.fr.clone()),
            message: cx.text(fault.code),
        }
    };
    let view = View {
        frame: Frame::of(&call, "form", (cx.locale, cx.now)).with_alert(alert),
        lock: version.lock_version,
        number: version.number,
        may_edit: may_write(&call, &version),
        may_revise: version.id == call.version_id && call.phase(cx.now) == Phase::Open,
        revision: (version.id != call.version_id)
            .then(|| super::revision::view(cx, (&call, &asked), form)),
        sections: form.sections.iter().enumerate().map(section).collect(),
        faults: shape::faults(form).iter().map(fault).collect(),
        kinds: kinds(cx, true),
        model: model.map(|before| model::View::of(&before, (&call, form), cx.locale)),
        letters: Letters::ALL
            .iter()
            .map(|one| {
                let label = cx.text(&format!("calls-letters-{one}"));
                choice(one.as_str(), label, *one == form.letters)
            })
            .collect(),
        minutes: form.sections.iter().map(|one| one.minutes).sum(),
        version: version.id,
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "calls/form", cx.head("calls-form", "inbox"), &view)
}

/// The kinds of question, in words.
pub(super) fn kinds(cx: &Context<SignedIn>, blocks: bool) -> Vec<Choice> {
    let offered = Kind::ALL.iter().filter(|kind| blocks || **kind != Kind::Block);
    offered.map(|kind| choice(kind.as_str(), kind_word(cx, *kind), false)).collect()
}

pub(super) fn kind_word(cx: &Context<SignedIn>, kind: Kind) -> String {
    cx.text(&format!("questionnaires-kind-{kind}"))
}

fn section_view(cx: &Context<SignedIn>, section: &Section, place: usize) -> SectionView {
    let inner = |(place, one): (usize, &Item)| InnerView {
        key: one.key.clone(),
        label: one.label.in_locale(cx.locale).to_owned(),
        kind: kind_word(cx, one.kind),
        required: one.required,
        may_rise: place > 0,
    };
    let item = |(place, one): (usize, &Item)| ItemView {
        key: one.key.clone(),
        label: one.label.in_locale(cx.locale).to_owned(),
        kind: kind_word(cx, one.kind),
        required: one.required,
        conditional: one.show_if.is_some(),
        meaning: one.maps_to.is_some(),
        may_rise: place > 0,
        items: one.items.iter().enumerate().map(inner).collect(),
    };
    let blocks = section.items.iter().filter(|one| one.kind == Kind::Block);
    SectionView {
        key: section.key.clone(),
        title: both(&section.title),
        help: both(&section.help),
        minutes: section.minutes,
        shown_title: section.title.in_locale(cx.locale).to_owned(),
        may_rise: place > 0,
        items: section.items.iter().enumerate().map(item).collect(),
        kinds: kinds(cx, true),
        blocks: blocks
            .map(|one| choice(&one.key, one.label.in_locale(cx.locale).to_owned(), false))
            .collect(),
    }
}

/// A text in both languages, to be written.
#[derive(Serialize)]
pub(super) struct Both {
    fr: String,
    en: String,
}

pub(super) fn both(said: &Said) -> Both {
    Both { fr: said.fr.clone(), en: said.en.clone() }
}

/// A text in both languages, from two fields.
pub(super) fn said(form: &Upload, name: &str) -> Said {
    Said { fr: kept(form.text(&format!("{name}_fr"))), en: kept(form.text(&format!("{name}_en"))) }
}

/// One step of building; then the page at what was added or changed.
pub(super) async fn step(
    cx: &Context<SignedIn>,
    (id, form): (CallId, &Upload),
    step: Step,
    back: impl FnOnce(&str) -> String,
) -> Result<HttpResponse> {
    let version: VersionId = form.text("version").parse().map_err(|_| Error::NotFound)?;
    let lock: i32 = form.text("lock").parse().unwrap_or(-1);
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx
        .db
        .write(move |conn| ops::build(conn, &actor, (&which, &version, lock), step, now))
        .await;
    match done {
        Ok(key) => {
            cx.redirect(&format!("/inbox/calls/{id}/form{}", back(&key)), "calls-flash-built")
        }
        Err(Error::Refused(refusal)) => page(cx, &id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/form/sections`: a new one, or what one says.
pub async fn save_section(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (title, key) = (said(&form, "title"), form.text("key").to_owned());
    let work = match key.as_str() {
        "" => Step::AddSection(title),
        _ => Step::SetSection {
            key,
            title,
            help: said(&form, "help"),
            minutes: form.text("minutes").trim().parse().unwrap_or_default(),
        },
    };
    step(&cx, (id.into_inner(), &form), work, |key| format!("#section-{key}")).await
}

type Place = web::Path<(CallId, String)>;

pub async fn raise_section(cx: Context<SignedIn>, at: Place, form: Upload) -> Result<HttpResponse> {
    let (id, key) = at.into_inner();
    step(&cx, (id, &form), Step::RaiseSection(key), |key| format!("#section-{key}")).await
}

pub async fn remove_section(
    cx: Context<SignedIn>,
    at: Place,
    form: Upload,
) -> Result<HttpResponse> {
    let (id, key) = at.into_inner();
    step(&cx, (id, &form), Step::RemoveSection(key), |_| String::new()).await
}

/// `POST /inbox/calls/{id}/form/letters`
pub async fn set_letters(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let letters = form.text("letters").parse().map_err(|_| Error::NotFound)?;
    step(&cx, (id.into_inner(), &form), Step::SetLetters(letters), |_| String::new()).await
}

/// `POST /inbox/calls/{id}/form/items`: a question, whose page comes next.
pub async fn add_item(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let block = Some(form.text("block").to_owned()).filter(|block| !block.is_empty());
    let work = Step::AddItem {
        section: form.text("section").to_owned(),
        block,
        kind: form.text("kind").parse().unwrap_or(Kind::ShortText),
        label: said(&form, "label"),
    };
    step(&cx, (id.into_inner(), &form), work, |key| format!("/items/{key}")).await
}

pub async fn raise_item(cx: Context<SignedIn>, at: Place, form: Upload) -> Result<HttpResponse> {
    let (id, key) = at.into_inner();
    step(&cx, (id, &form), Step::RaiseItem(key), |key| format!("#item-{key}")).await
}

pub async fn remove_item(cx: Context<SignedIn>, at: Place, form: Upload) -> Result<HttpResponse> {
    let (id, key) = at.into_inner();
    step(&cx, (id, &form), Step::RemoveItem(key), |_| String::new()).await
}
