//! Putting a collection or a path together, and showing it to readers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::form::{Form, FormView, found};
use super::steps::led;
use super::{Badge, Frame, badge};
use crate::accounts::{Actor, NodeId};
use crate::courses::pages::own_nodes;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::paths::rules::Gap;
use crate::paths::{Kind, LearningPath, PathId, Step, access, ops};
use crate::web::{Context, FieldErrors, Head, Staff, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct NewView {
    frame: Frame,
    form: FormView,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: PathId,
    title: String,
    lang: Locale,
    badge: Badge,
    form: FormView,
    gaps: Vec<GapView>,
    gone: Vec<String>,
    reader: Option<String>,
    published: bool,
}

/// What a step asks for that nothing before it gives.
#[derive(Serialize)]
struct GapView {
    step: usize,
    title: String,
    body: String,
    /// The step that would give it, were it earlier.
    given_by: Option<usize>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Which {
    kind: String,
}

/// `GET /inbox/paths/new`
pub async fn new(cx: Context<Staff>, which: web::Query<Which>) -> Result<HttpResponse> {
    let kind = which.kind.parse().unwrap_or(Kind::Path);
    let form = Form { id: PathId::new().to_string(), kind, ..Form::default() };
    let view = new_view(&cx, form, FieldErrors::none()).await?;
    cx.page("paths/new", cx.head("paths-new", "inbox"), &view)
}

async fn new_view(cx: &Context<Staff>, form: Form, errors: FieldErrors) -> Result<NewView> {
    let actor = cx.actor();
    let reader = actor.clone();
    let own = cx.db.read(move |conn| own_nodes(conn, &reader)).await?;
    Ok(NewView {
        frame: Frame::of("materials", &actor, String::new()),
        form: form.view(&own, cx.locale, errors),
    })
}

/// `GET /inbox/paths/{id}`
pub async fn edit(cx: Context<Staff>, id: web::Path<PathId>) -> Result<HttpResponse> {
    page(&cx, &id, (StatusCode::OK, None, None)).await
}

/// `POST /inbox/paths`: keeps a new one or a changed one; the form is shown again with what does not pass.
pub async fn save(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, Form::read(&upload));
    let id: PathId = form.id.parse().unwrap_or_else(|_| PathId::new());
    let (typed, base) = (form.clone(), cx.app.config.base_url.clone());
    let led = cx.db.read(move |conn| found(conn, &typed, &base)).await?;
    let draft = match form.check(&led, &cx.app.config.base_url) {
        Ok(draft) => draft,
        Err(errors) => return not_kept(&cx, &id, (form, errors)).await,
    };
    let (lock, node) = (form.lock.parse::<i32>().ok(), form.node.parse::<NodeId>().ok());
    let saved = id.clone();
    let done = cx
        .db
        .write(move |conn| match (lock, node) {
            (Some(lock), _) => ops::change(conn, &actor, (&saved, lock), &draft, now),
            (None, Some(node)) => ops::write(conn, &actor, (&saved, &node), &draft, now),
            (None, None) => Err(Error::NotFound),
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/paths/{id}"), "paths-flash-saved"),
        Err(Error::Refused(refusal)) => {
            let form = Some((form, FieldErrors::none()));
            page(&cx, &id, (StatusCode::CONFLICT, form, Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

async fn not_kept(
    cx: &Context<Staff>,
    id: &PathId,
    (form, errors): (Form, FieldErrors),
) -> Result<HttpResponse> {
    if !form.lock.is_empty() {
        let form = Some((form, errors));
        return page(cx, id, (StatusCode::UNPROCESSABLE_ENTITY, form, None)).await;
    }
    let view = new_view(cx, form, errors).await?;
    cx.invalid("paths/new", cx.head("paths-new", "inbox"), &view)
}

async fn page(
    cx: &Context<Staff>,
    id: &PathId,
    (status, given, refusal): (StatusCode, Option<(Form, FieldErrors)>, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, wanted, locale) = (cx.actor(), id.clone(), cx.locale);
    let reader = actor.clone();
    let (path, steps, gaps, own, led) = cx
        .db
        .read(move |conn| {
            let (path, steps) = access::for_desk(conn, &reader, &wanted)?;
            let gaps = gaps(conn, &path, &steps)?;
            let own = own_nodes(conn, &reader)?;
            let led = led(conn, &steps)?;
            Ok((path, steps, gaps, own, led))
        })
        .await?;
    let shown: Vec<_> = steps.iter().map(|step| led.shown(step, locale)).collect();
    let addresses: Vec<String> =
        shown.iter().map(|one| one.href.clone().unwrap_or_default()).collect();
    let (form, errors) =
        given.unwrap_or_else(|| (Form::typed(&path, &steps, &addresses), FieldErrors::none()));
    let gap = |gap: Gap| GapView {
        step: gap.step + 1,
        title: shown.get(gap.step).map(|one| one.title.clone()).unwrap_or_default(),
        body: gap.body,
        given_by: gap.given_by.map(|place| place + 1),
    };
    let (title, _, lang) = path.said(locale);
    let view = View {
        title: title.to_owned(),
        lang,
        badge: badge(path.published_at.is_some(), locale),
        form: form.view(&own, locale, errors),
        gaps: gaps.into_iter().map(gap).collect(),
        gone: shown.iter().filter(|one| one.is_gone).map(|one| one.title.clone()).collect(),
        reader: path.published_at.map(|_| path.address()),
        published: path.published_at.is_some(),
        frame: Frame::of(
            "materials",
            &actor,
            refusal.map(|why| cx.text(why.key())).unwrap_or_default(),
        ),
        id: path.id.clone(),
    };
    let head = Head { title: view.title.clone(), section: "inbox" };
    cx.respond(status, "paths/edit", head, &view)
}

fn gaps(conn: &mut Conn, path: &LearningPath, steps: &[Step]) -> Result<Vec<Gap>> {
    let known: Vec<&str> = path.known().collect();
    ops::gaps(conn, (path.kind, steps), &known)
}

type Change = fn(&mut Conn, &Actor, &PathId, chrono::NaiveDateTime) -> Result<()>;

/// Does one thing, and leads back; or shows the page with why not.
async fn take(
    cx: Context<Staff>,
    id: PathId,
    (step, to, flash): (Change, &str, &str),
) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    match cx.db.write(move |conn| step(conn, &actor, &which, now)).await {
        Ok(()) => cx.redirect(to, flash),
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, (StatusCode::CONFLICT, None, Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/paths/{id}/publication`
pub async fn publish(cx: Context<Staff>, id: web::Path<PathId>) -> Result<HttpResponse> {
    let to = format!("/inbox/paths/{id}");
    take(cx, id.into_inner(), (ops::publish, &to, "paths-flash-published")).await
}

/// `POST /inbox/paths/{id}/retraction`
pub async fn retract(cx: Context<Staff>, id: web::Path<PathId>) -> Result<HttpResponse> {
    let to = format!("/inbox/paths/{id}");
    take(cx, id.into_inner(), (ops::retract, &to, "paths-flash-retracted")).await
}

/// `POST /inbox/paths/{id}/disposal`
pub async fn dispose(cx: Context<Staff>, id: web::Path<PathId>) -> Result<HttpResponse> {
    take(cx, id.into_inner(), (ops::dispose, "/inbox/paths", "paths-flash-disposed")).await
}
