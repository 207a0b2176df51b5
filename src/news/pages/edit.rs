//! Writing a post, and when it is read.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Fault, Frame, badge, faults};
use crate::accounts::{Actor, NodeId};
use crate::calls::rules::dates::instant;
use crate::clock::in_zone;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::{self, NodeName};
use crate::news::rules::{MAX_BODY, MAX_SUMMARY, MAX_TITLE};
use crate::news::{Draft, Post, PostId, access, codes, ops};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Badge, Choice, Context, FieldErrors, Staff, Upload, choice};
use crate::{Error, Refusal, Result};

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

#[derive(Debug, Clone, Default)]
struct Form {
    id: String,
    /// Empty for a new one.
    lock: String,
    node: String,
    draft: Draft,
}

#[derive(Serialize)]
struct FormView {
    id: String,
    lock: String,
    is_new: bool,
    nodes: Vec<Choice>,
    title_fr: String,
    summary_fr: String,
    body_fr: String,
    title_en: String,
    summary_en: String,
    body_en: String,
    regions: Vec<Choice>,
    disciplines: Vec<Choice>,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    title: String,
    form: FormView,
    faults: Vec<Fault>,
    errors: FieldErrors,
    badge: Option<Badge>,
    publish_at: Option<NaiveDateTime>,
    scheduled: bool,
    publish_typed: String,
    reader: Option<String>,
    may_publish: bool,
    may_retract: bool,
    may_dispose: bool,
}

impl Form {
    fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
        Self {
            id: text("id"),
            lock: text("lock"),
            node: text("node"),
            draft: Draft {
                title_fr: text("title_fr"),
                summary_fr: text("summary_fr"),
                body_fr: text("body_fr"),
                title_en: text("title_en"),
                summary_en: text("summary_en"),
                body_en: text("body_en"),
                regions: form.all("regions").to_vec(),
                disciplines: form.all("disciplines").to_vec(),
            },
        }
    }

    fn of(post: &Post) -> Self {
        let list = |column: &str| codes(column).map(str::to_owned).collect();
        Self {
            id: post.id.to_string(),
            lock: post.lock_version.to_string(),
            node: String::new(),
            draft: Draft {
                title_fr: post.title_fr.clone(),
                summary_fr: post.summary_fr.clone(),
                body_fr: post.body_fr.clone(),
                title_en: post.title_en.clone(),
                summary_en: post.summary_en.clone(),
                body_en: post.body_en.clone(),
                regions: list(&post.regions),
                disciplines: list(&post.disciplines),
            },
        }
    }

    fn check(&self, words: &Vocabularies) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::none();
        let draft = &self.draft;
        if draft.title_fr.is_empty() {
            errors.add("title_fr", "news-error-title");
        }
        if draft.title_en.is_empty() && !(draft.summary_en.is_empty() && draft.body_en.is_empty()) {
            errors.add("title_en", "news-error-title-en");
        }
        if !draft.title_en.is_empty() && draft.body_en.is_empty() && !draft.body_fr.is_empty() {
            errors.add("body_en", "news-error-body-en");
        }
        let long = |text: &str, most: usize| text.chars().count() > most;
        for (field, text, most, key) in [
            ("title_fr", &draft.title_fr, MAX_TITLE, "news-error-title"),
            ("title_en", &draft.title_en, MAX_TITLE, "news-error-title"),
            ("summary_fr", &draft.summary_fr, MAX_SUMMARY, "news-error-summary"),
            ("summary_en", &draft.summary_en, MAX_SUMMARY, "news-error-summary"),
            ("body_fr", &draft.body_fr, MAX_BODY, "news-error-body"),
            ("body_en", &draft.body_en, MAX_BODY, "news-error-body"),
        ] {
            if long(text, most) {
                errors.add(field, key);
            }
        }
        let known = |kind: Vocabulary, all: &[String]| all.iter().all(|code| words.has(kind, code));
        if !known(Vocabulary::Region, &draft.regions) {
            errors.add("regions", "news-error-region");
        }
        if !known(Vocabulary::Discipline, &draft.disciplines) {
            errors.add("disciplines", "news-error-discipline");
        }
        errors.into_result()
    }

    fn view(
        &self,
        own: &[NodeName],
        network: bool,
        words: &Vocabularies,
        locale: Locale,
    ) -> FormView {
        let draft = &self.draft;
        let network =
            network.then(|| choice("", locale.text("news-network"), self.node.is_empty()));
        let named = |node: &NodeName| {
            choice(node.id.as_str(), node.short_name.clone(), node.id.as_str() == self.node)
        };
        FormView {
            id: self.id.clone(),
            lock: self.lock.clone(),
            is_new: self.lock.is_empty(),
            nodes: network.into_iter().chain(own.iter().map(named)).collect(),
            title_fr: draft.title_fr.clone(),
            summary_fr: draft.summary_fr.clone(),
            body_fr: draft.body_fr.clone(),
            title_en: draft.title_en.clone(),
            summary_en: draft.summary_en.clone(),
            body_en: draft.body_en.clone(),
            regions: regions(&draft.regions, words, locale),
            disciplines: disciplines(&draft.disciplines, words, locale),
        }
    }
}

/// Every region, and which are chosen.
pub(super) fn regions(on: &[String], words: &Vocabularies, locale: Locale) -> Vec<Choice> {
    let one = words.regions.iter().map(|one| {
        let label = locale.pick(&one.label_fr, &one.label_en).to_owned();
        choice(&one.code, label, on.contains(&one.code))
    });
    one.collect()
}

/// Every area of research and what is in it, and which are chosen.
pub(super) fn disciplines(on: &[String], words: &Vocabularies, locale: Locale) -> Vec<Choice> {
    let one = words.disciplines_with(on).map(|one| {
        let label = locale.pick(&one.label_fr, &one.label_en);
        choice(&one.code, format!("{} {label}", one.code), on.contains(&one.code))
    });
    one.collect()
}

fn own(conn: &mut Conn, actor: &Actor) -> Result<Vec<NodeName>> {
    let mut own = network::queries::names(conn)?;
    own.retain(|node| access::may_write(actor, Some(&node.id)));
    Ok(own)
}

/// `GET /inbox/news/new`
pub async fn new(cx: Context<Staff>) -> Result<HttpResponse> {
    let form = Form { id: PostId::new().to_string(), ..Form::default() };
    page(&cx, None, Shown { form: Some(form), ..Shown::default() }).await
}

/// `GET /inbox/news/{id}`
pub async fn edit(cx: Context<Staff>, id: web::Path<PostId>) -> Result<HttpResponse> {
    page(&cx, Some(&id), Shown::default()).await
}

/// What is shown beside what is stored: what was typed, and why it did not pass.
#[derive(Default)]
struct Shown {
    form: Option<Form>,
    errors: FieldErrors,
    refusal: Option<Refusal>,
    publish_typed: String,
}

async fn page(cx: &Context<Staff>, id: Option<&PostId>, shown: Shown) -> Result<HttpResponse> {
    let (actor, now, locale) = (cx.actor(), cx.now, cx.locale);
    let (reader, wanted) = (actor.clone(), id.cloned());
    let (post, own) = cx
        .db
        .read(move |conn| {
            let post = match &wanted {
                Some(id) => Some(access::for_desk(conn, &reader, id)?),
                None => None,
            };
            Ok((post, own(conn, &reader)?))
        })
        .await?;
    let status = match (shown.errors.is_empty(), shown.refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    let form = shown.form.or_else(|| post.as_ref().map(Form::of)).unwrap_or_default();
    let alert = shown.refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let read = post.as_ref().is_some_and(|post| post.is_published(now));
    let at = post.as_ref().and_then(|post| post.publish_at);
    let view = View {
        frame: Frame::of(&actor, alert),
        title: match &post {
            Some(post) => post.said(locale).title.to_owned(),
            None => cx.text("news-new"),
        },
        badge: post.as_ref().map(|post| badge(post, now, locale)),
        publish_at: at,
        scheduled: at.is_some_and(|at| at > now),
        publish_typed: match shown.publish_typed {
            blank if blank.is_empty() => at
                .map(|at| in_zone(at, ZONE).format("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            said => said,
        },
        reader: post.as_ref().filter(|_| read).map(|post| format!("/news/{}", post.slug)),
        may_publish: post.is_some() && !read,
        may_retract: at.is_some(),
        may_dispose: post.is_some() && !read,
        form: form.view(&own, actor.coordinates(), &cx.app.vocabularies(), locale),
        faults: faults(&shown.errors),
        errors: shown.errors,
    };
    cx.respond(status, "news/edit", cx.head("news-desk", "inbox"), &view)
}

/// `POST /inbox/news`: keeps a new post or a changed one; the form is shown again with what does not pass.
pub async fn save(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, Form::read(&upload));
    let id: PostId = form.id.parse().unwrap_or_else(|_| PostId::new());
    let lock = form.lock.parse::<i32>().ok();
    let of = lock.map(|_| id.clone());
    if let Err(errors) = form.check(&cx.app.vocabularies()) {
        let shown = Shown { form: Some(form), errors, ..Shown::default() };
        return page(&cx, of.as_ref(), shown).await;
    }
    let node: Option<NodeId> = form.node.parse().ok();
    let (saved, draft) = (id.clone(), form.draft.clone());
    let done = cx
        .db
        .write(move |conn| match lock {
            Some(lock) => ops::change(conn, &actor, (&saved, lock), &draft, now),
            None => ops::write(conn, &actor, (&saved, node.as_ref()), &draft, now),
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/news/{id}"), "news-flash-saved"),
        Err(Error::Refused(refusal)) => {
            let shown = Shown { form: Some(form), refusal: Some(refusal), ..Shown::default() };
            page(&cx, of.as_ref(), shown).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/news/{id}/publication`: now, or at the moment that is given.
pub async fn publish(
    cx: Context<Staff>,
    id: web::Path<PostId>,
    form: Upload,
) -> Result<HttpResponse> {
    let id = id.into_inner();
    let wrong = |refusal: Refusal| Shown {
        errors: FieldErrors::one("publish_at", refusal.key()),
        publish_typed: form.text("publish_at").to_owned(),
        ..Shown::default()
    };
    let at = match instant(form.text("publish_at"), ZONE) {
        Ok(at) => at,
        Err(refusal) => return page(&cx, Some(&id), wrong(refusal)).await,
    };
    let later = at.is_some_and(|at| at > cx.now);
    let flash = if later { "news-flash-scheduled" } else { "news-flash-published" };
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    match cx.db.write(move |conn| ops::publish(conn, &actor, (&which, at), now)).await {
        Ok(()) => cx.redirect(&format!("/inbox/news/{id}"), flash),
        Err(Error::Refused(refusal)) => page(&cx, Some(&id), wrong(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/news/{id}/retraction`
pub async fn retract(cx: Context<Staff>, id: web::Path<PostId>) -> Result<HttpResponse> {
    step(cx, id.into_inner(), (None, "news-flash-retracted"), ops::retract).await
}

/// `POST /inbox/news/{id}/disposal`
pub async fn dispose(cx: Context<Staff>, id: web::Path<PostId>) -> Result<HttpResponse> {
    step(cx, id.into_inner(), (Some("/inbox/news"), "news-flash-disposed"), ops::dispose).await
}

/// Does one thing with a post, and leads back to it; or shows it with why not.
async fn step(
    cx: Context<Staff>,
    id: PostId,
    (to, flash): (Option<&str>, &str),
    work: impl FnOnce(&mut Conn, &Actor, &PostId, NaiveDateTime) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which, now)).await {
        Ok(()) => {
            let own = format!("/inbox/news/{id}");
            cx.redirect(to.unwrap_or(&own), flash)
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, Some(&id), Shown { refusal: Some(refusal), ..Shown::default() }).await
        }
        Err(error) => Err(error),
    }
}
