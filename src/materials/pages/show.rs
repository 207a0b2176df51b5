//! A material on the desk: the form while there is a draft, its files, and what may be done with it.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::doi::{self, Asked, DoiView, Told};
use super::edit::{SKILLS, nodes};
use super::form::Form;
use super::form_view::{FormView, typed};
use super::links::{BrokenView, MovedView, broken_view, moved_view};
use super::{Badge, Frame, address, badge};
use crate::accounts::Actor;
use crate::certification;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::access::{self, Kept};
use crate::materials::rules::needs::Need;
use crate::materials::rules::{fair, may_edit, publishing};
use crate::materials::{LinkCheck, MaterialId, Parts, Published, ops, queries, resolve};
use crate::network::NodeName;
use crate::tickets::pages::files::size;
use crate::web::{Context, FieldErrors, Head, Staff, Upload};
use crate::{Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: MaterialId,
    title: String,
    lang: String,
    badge: Badge,
    node: String,
    number: i32,
    updated_at: NaiveDateTime,
    form: Option<FormView>,
    /// What was learnt of its DOIs, and whether that can be asked.
    dois: Vec<DoiView>,
    filled: bool,
    may_look: bool,
    files: Vec<FileRow>,
    broken: Vec<BrokenView>,
    moved: Vec<MovedView>,
    missing: Vec<Missing>,
    fair: Fair,
    /// What is perhaps the same.
    alike: Vec<AlikeView>,
    reader: Option<String>,
    withdrawn_reason: String,
    withdrawal: Withdrawal,
    versions: Vec<VersionRow>,
    may: May,
}

#[derive(Serialize)]
struct FileRow {
    id: String,
    name: String,
    size: String,
    media_type: String,
    alt_text: String,
    is_source: bool,
}

/// What is missing before readers may see it, and the field that it is about.
#[derive(Serialize)]
struct Missing {
    field: String,
    message: String,
}

#[derive(Serialize)]
struct AlikeView {
    title: String,
    lang: String,
    href: String,
    node: String,
    /// What this one may be made one with.
    merge: Option<MaterialId>,
}

/// What makes a material easy to find, understand and reuse: how much of it is there, and what to do.
#[derive(Serialize)]
struct Fair {
    good: usize,
    all: usize,
    advice: Vec<Missing>,
}

#[derive(Serialize)]
struct VersionRow {
    number: i32,
    badge: Badge,
    note: String,
    at: NaiveDateTime,
    href: Option<String>,
}

/// What the state allows: buttons that would be refused are not shown.
#[derive(Serialize)]
struct May {
    publish: bool,
    dispose: bool,
    revise: bool,
    withdraw: bool,
    certify: bool,
    /// Whether its change may be declared minor, so that it keeps the label of the version before.
    minor: bool,
}

/// All that the page is made of, read at once.
struct Loaded {
    kept: Kept,
    parts: Parts,
    needs: BTreeMap<usize, Need>,
    partners: Vec<NodeName>,
    alike: Vec<Published>,
    broken: Vec<LinkCheck>,
    /// Links that have moved for good, of what is in work.
    moved: Vec<LinkCheck>,
    /// Whether its published version may be certified now.
    certify: bool,
    nodes: (Vec<NodeName>, Vec<NodeName>),
    /// Skills that outcomes name.
    skills: Vec<String>,
}

/// `GET /inbox/materials/{id}`
pub async fn show(
    cx: Context<Staff>,
    id: web::Path<MaterialId>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let told = doi::told(&cx, &id, asked.into_inner()).await?;
    page(&cx, &id, (StatusCode::OK, None, None), Beside { told, ..Beside::default() }).await
}

/// What was typed to withdraw a material: why, and the address of what readers find in its place.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Withdrawal {
    pub reason: String,
    pub replacement: String,
}

impl Withdrawal {
    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        Self { reason: text("reason"), replacement: text("replacement") }
    }

    /// The slug that its address ends with, if one was typed; of an address elsewhere, one that nothing has.
    pub fn slug(&self, base: &str) -> Option<String> {
        let path = self.replacement.strip_prefix(base).unwrap_or(&self.replacement);
        let slug = path.strip_prefix("/materials/").unwrap_or_default().trim_end_matches('/');
        (!self.replacement.is_empty()).then(|| slug.to_owned())
    }
}

/// What stands beside the form.
#[derive(Default)]
struct Beside {
    told: Told,
    withdrawal: Withdrawal,
}

/// The page again, with why it was not withdrawn and what was typed.
pub(super) async fn not_withdrawn(
    cx: &Context<Staff>,
    id: &MaterialId,
    refusal: Refusal,
    withdrawal: Withdrawal,
) -> Result<HttpResponse> {
    let beside = Beside { withdrawal, ..Beside::default() };
    page(cx, id, (StatusCode::CONFLICT, None, Some(refusal)), beside).await
}

/// The page again, with what was typed and why it was not kept.
pub(super) async fn again(
    cx: &Context<Staff>,
    id: &MaterialId,
    (form, errors, refusal): (Form, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let status = match refusal {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page(cx, id, (status, Some((form, errors)), refusal), Beside::default()).await
}

/// The page again, with why a step was not taken.
pub(super) async fn refused(
    cx: &Context<Staff>,
    id: &MaterialId,
    refusal: Refusal,
) -> Result<HttpResponse> {
    page(cx, id, (StatusCode::CONFLICT, None, Some(refusal)), Beside::default()).await
}

async fn page(
    cx: &Context<Staff>,
    id: &MaterialId,
    (status, typed, refusal): (StatusCode, Option<(Form, FieldErrors)>, Option<Refusal>),
    beside: Beside,
) -> Result<HttpResponse> {
    let (actor, wanted) = (cx.actor(), id.clone());
    let reader = actor.clone();
    let now = cx.now;
    let loaded = cx.db.read(move |conn| load(conn, &reader, &wanted, now)).await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = view(cx, &actor, loaded, (typed, alert, beside))?;
    let head = Head { title: view.title.clone(), section: "inbox" };
    cx.respond(status, "materials/show", head, &view)
}

fn load(conn: &mut Conn, actor: &Actor, id: &MaterialId, now: NaiveDateTime) -> Result<Loaded> {
    let kept = access::for_desk(conn, actor, id)?;
    let parts = queries::parts_of(conn, &kept.newest()?.id)?;
    let needs = ops::needs::of_lines(conn, &parts.points)?;
    let alike = match kept.draft().or(kept.published()) {
        Some(version) => ops::alike(conn, &kept, version)?,
        None => Vec::new(),
    };
    let broken = match kept.published() {
        Some(version) => queries::broken_of(conn, &version.id)?,
        None => Vec::new(),
    };
    let certify = match kept.published() {
        Some(version) => certification::ops::may_request(conn, &version.id, now)?,
        None => false,
    };
    Ok(Loaded {
        alike,
        broken,
        moved: queries::moved_of(conn, &kept.newest()?.id)?,
        certify,
        needs,
        partners: queries::partners_of(conn, id)?,
        nodes: nodes(conn, actor)?,
        skills: queries::skills(conn, SKILLS)?,
        parts,
        kept,
    })
}

fn view(
    cx: &Context<Staff>,
    actor: &Actor,
    loaded: Loaded,
    (given, alert, beside): (Option<(Form, FieldErrors)>, String, Beside),
) -> Result<View> {
    let (locale, Beside { told, withdrawal }) = (cx.locale, beside);
    let Loaded { kept, parts, needs, partners, alike, broken, moved, certify, nodes, skills } =
        loaded;
    let (own, all) = nodes;
    let (material, current) = (&kept.material, kept.newest()?.clone());
    let files = parts.files.clone();
    let fair = fair(material, &current, &parts, locale);
    let record = current.record(parts);
    let missing = missing(&kept, &record, files.len(), locale);
    let form = kept.draft().map(|draft| {
        given.unwrap_or_else(|| {
            let lock = (material, draft.lock_version);
            let mut form = typed(lock, &record, &needs, &partners);
            told.fill(&mut form);
            (form, FieldErrors::none())
        })
    });
    let said = current.said(locale);
    let node = all.iter().find(|node| node.id == material.node_id);
    let (draft, published) = (kept.draft().is_some(), kept.published().is_some());
    Ok(View {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        badge: badge(current.state, locale),
        node: node.map(|node| node.short_name.clone()).unwrap_or_default(),
        number: current.number,
        updated_at: current.updated_at,
        form: form.map(|(form, errors)| {
            let mut form = form.view(&cx.app.vocabularies(), locale, (&own, &all), errors);
            form.skills = skills;
            form
        }),
        may_look: draft
            && resolve::is_on(&cx.app.config)
            && (current.doi.is_some() || material.doi.is_some()),
        filled: told.filled,
        dois: told.views,
        files: files
            .iter()
            .map(|held| FileRow {
                id: held.file.id.to_string(),
                name: held.file.name.clone(),
                size: size(held.bytes, locale),
                media_type: held.media_type.clone(),
                alt_text: held.file.alt_text.clone(),
                is_source: held.file.is_source,
            })
            .collect(),
        broken: broken.iter().map(broken_view).collect(),
        moved: moved.into_iter().filter_map(moved_view).collect(),
        missing,
        fair,
        alike: alike
            .iter()
            .map(|one| alike_view(one, published && may_edit(actor, &one.material.node_id), locale))
            .collect(),
        reader: material.slug.as_ref().map(|slug| address(slug, None)),
        withdrawn_reason: material.withdrawn_reason.clone(),
        withdrawal,
        versions: kept
            .versions
            .iter()
            .map(|one| row(material.slug.as_deref(), one, locale))
            .collect(),
        may: May {
            publish: draft,
            dispose: draft,
            revise: !draft,
            withdraw: published,
            certify,
            minor: draft && kept.published().is_some_and(|one| one.certified_until.is_some()),
        },
        frame: Frame::of("materials", actor, alert),
        id: material.id.clone(),
    })
}

fn missing(
    kept: &Kept,
    record: &crate::materials::Record,
    files: usize,
    locale: Locale,
) -> Vec<Missing> {
    let Some(draft) = kept.draft() else { return Vec::new() };
    let mut found = publishing::missing(record, files);
    if publishing::lacks_note(record, draft.number) {
        found.push(("change_note", "materials-error-change-note"));
    }
    let said =
        |(field, key): (&str, &str)| Missing { field: field.to_owned(), message: locale.text(key) };
    found.into_iter().map(said).collect()
}

fn alike_view(one: &Published, may_merge: bool, locale: Locale) -> AlikeView {
    let said = one.version.said(locale);
    AlikeView {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        href: address(one.material.slug.as_deref().unwrap_or_default(), None),
        node: one.node.clone(),
        merge: may_merge.then(|| one.material.id.clone()),
    }
}

fn fair(
    material: &crate::materials::Material,
    version: &crate::materials::Version,
    parts: &Parts,
    locale: Locale,
) -> Fair {
    let around = fair::Around { doi: material.doi.as_deref(), has_page: material.slug.is_some() };
    let checks = fair::checks(version, parts, around);
    let advice = checks.iter().filter(|check| !check.ok).map(|check| Missing {
        field: check.field.to_owned(),
        message: locale.text(&format!("materials-fair-{}", check.code)),
    });
    let flaws = fair::flaws(&parts.files).map(|(name, flaw)| Missing {
        field: "files".to_owned(),
        message: format!("{name} — {}", locale.text(&format!("materials-flaw-{flaw}"))),
    });
    Fair {
        good: checks.iter().filter(|check| check.ok).count(),
        all: checks.len(),
        advice: advice.chain(flaws).collect(),
    }
}

fn row(slug: Option<&str>, one: &crate::materials::Version, locale: Locale) -> VersionRow {
    let public = publishing::is_public(one.state);
    VersionRow {
        number: one.number,
        badge: badge(one.state, locale),
        note: one.change_note.clone(),
        at: one.published_at.unwrap_or(one.updated_at),
        href: slug.filter(|_| public).map(|slug| address(slug, Some(one.number))),
    }
}
