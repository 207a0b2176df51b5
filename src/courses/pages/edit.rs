//! Writing a course, and offering it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::course_form::{Form, FormView, typed};
use super::course_materials;
use super::differs;
use super::line::{SessionLine, line};
use super::{Badge, Frame, MOST_COURSES, course_badge, region_name};
use crate::accounts::{Actor, NodeId};
use crate::courses::rules::Step;
use crate::courses::{
    Course, CourseId, CourseState, Given, SessionId, access, ops, queries, rules,
};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::ops::needs::{CIRCLE, UNKNOWN_NEED};
use crate::network::{self, NodeName};
use crate::surveys::pages::{Part, part};
use crate::surveys::{self, Owner};
use crate::taxonomy::Vocabularies;
use crate::web::{Context, FieldErrors, Staff, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct NewView {
    frame: Frame,
    form: FormView,
}

/// `GET /inbox/courses/new`
pub async fn new(cx: Context<Staff>) -> Result<HttpResponse> {
    let form = Form::blank();
    let view = new_view(&cx, form, FieldErrors::none()).await?;
    cx.page("courses/new", cx.head("courses-new", "inbox"), &view)
}

async fn new_view(cx: &Context<Staff>, form: Form, errors: FieldErrors) -> Result<NewView> {
    let actor = cx.actor();
    let reader = actor.clone();
    let load = move |conn: &mut Conn| {
        Ok((own_nodes(conn, &reader)?, queries::titles_with(conn, MOST_COURSES, &[])?))
    };
    let (own, courses) = cx.db.read(load).await?;
    let form = form.view((&cx.app.vocabularies(), cx.locale), (&own, &courses), errors);
    Ok(NewView { frame: Frame::of("courses", &actor, String::new()), form })
}

/// The nodes for which somebody may write.
pub fn own_nodes(conn: &mut Conn, actor: &Actor) -> Result<Vec<NodeName>> {
    let mut own = network::queries::names(conn)?;
    own.retain(|node| rules::may_edit(actor, &node.id));
    Ok(own)
}

/// `POST /inbox/courses`: keeps a new course or a changed one; the form is shown again with what does not pass.
pub async fn save(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, Form::read(&upload));
    let id: CourseId = form.id.parse().unwrap_or_else(|_| CourseId::new());
    let lock = form.lock.parse::<i32>().ok();
    let (lines, base) = (form.materials.clone(), cx.app.config.base_url.clone());
    let known = cx.db.read(move |conn| course_materials::known(conn, &lines, &base)).await?;
    let materials = (&known, cx.app.config.base_url.as_str());
    let written = match form.check(&cx.app.vocabularies(), materials) {
        Ok(written) => written,
        Err(errors) => return not_kept(&cx, &id, (form, errors)).await,
    };
    let node: Option<NodeId> = form.node.parse().ok();
    let saved = id.clone();
    let done = cx
        .db
        .write(move |conn| match (lock, node) {
            (Some(lock), _) => ops::change(conn, &actor, (&saved, lock), written, now),
            (None, Some(node)) => ops::write(conn, &actor, (&saved, &node), written, now),
            (None, None) => Err(Error::NotFound),
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/courses/{id}"), "courses-flash-saved"),
        Err(Error::Refused(refusal @ (UNKNOWN_NEED | CIRCLE))) => {
            let errors = FieldErrors::one("prerequisites_fr", refusal.key());
            not_kept(&cx, &id, (form, errors)).await
        }
        Err(Error::Refused(refusal)) => {
            shown(&cx, &id, (Some(form), FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

async fn not_kept(
    cx: &Context<Staff>,
    id: &CourseId,
    (form, errors): (Form, FieldErrors),
) -> Result<HttpResponse> {
    if !form.lock.is_empty() {
        return shown(cx, id, (Some(form), errors), None).await;
    }
    let view = new_view(cx, form, errors).await?;
    cx.invalid("courses/new", cx.head("courses-new", "inbox"), &view)
}

#[derive(Serialize)]
struct ShowView {
    frame: Frame,
    id: CourseId,
    title: String,
    lang: Locale,
    badge: Badge,
    form: FormView,
    missing: Vec<Missing>,
    may_publish: bool,
    may_withdraw: bool,
    may_restore: bool,
    reader: Option<String>,
    sessions: Vec<SessionLine>,
    /// Those to come that say something else than it does.
    apart: Vec<ApartView>,
    /// For a session to be planned.
    session_id: SessionId,
    session_nodes: Vec<super::Choice>,
    /// The node for which a session is opened where people wait for one.
    session_node: NodeId,
    wanted: Vec<WantedView>,
    wanted_online: i64,
    wanted_any: bool,
    /// What its sessions ask in the end beside the questions of the network.
    survey: Part,
}

/// A session that says something else, and where that is brought together.
#[derive(Serialize)]
struct ApartView {
    when: String,
    fields: usize,
    href: String,
}

/// How many wait in a region.
#[derive(Serialize)]
struct WantedView {
    region: String,
    label: String,
    people: i64,
    /// For a session to be planned there.
    session: SessionId,
}

#[derive(Serialize)]
struct Missing {
    field: &'static str,
    message: String,
}

/// `GET /inbox/courses/{id}`
pub async fn show(cx: Context<Staff>, id: web::Path<CourseId>) -> Result<HttpResponse> {
    shown(&cx, &id, (None, FieldErrors::none()), None).await
}

/// The same page with why something was not done.
pub async fn refused(cx: &Context<Staff>, id: &CourseId, why: Refusal) -> Result<HttpResponse> {
    shown(cx, id, (None, FieldErrors::none()), Some(why)).await
}

async fn shown(
    cx: &Context<Staff>,
    id: &CourseId,
    (form, errors): (Option<Form>, FieldErrors),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, locale, now, reader, id) = (cx.actor(), cx.locale, cx.now, cx.actor(), id.clone());
    let (course, (node, template, asked), (own, courses), (sessions, fill, apart), (near, afar)) =
        cx.db
            .read(move |conn| {
                let course = access::course_for_desk(conn, &reader, &id)?;
                let node = network::queries::find(conn, &course.node_id)?.short_name;
                let sessions = queries::sessions_of(conn, &course.id)?;
                let ids: Vec<_> = sessions.iter().map(|one| one.id.clone()).collect();
                let fill = queries::fill_of(conn, &ids, now)?;
                let wanted = queries::wanted(conn, &course.id)?;
                let materials = course_materials::addresses(conn, &course.id)?;
                let template = (queries::template_of(conn, &course.id)?, materials);
                let apart = differs::apart(conn, &template.0, (&sessions, &fill), now)?;
                let named: Vec<_> = template.0.rule_course.iter().cloned().collect();
                let mut courses = queries::titles_with(conn, MOST_COURSES, &named)?;
                courses.retain(|one| one.id != course.id);
                let asked =
                    surveys::queries::questions_of(conn, &Owner::Course(course.id.clone()))?;
                Ok((
                    course,
                    (node, template, asked),
                    (own_nodes(conn, &reader)?, courses),
                    (sessions, fill, apart),
                    wanted,
                ))
            })
            .await?;
    let lines = sessions.into_iter().map(|session| {
        let id = session.id.clone();
        let given =
            Given { session, course: course.clone(), node: node.clone(), node_slug: String::new() };
        let mut line = line(&given, &fill, now, locale);
        line.href = format!("/inbox/sessions/{id}");
        line
    });
    let lines: Vec<SessionLine> = lines.collect();
    let apart = apart.iter().filter_map(|one| {
        let here = format!("/inbox/sessions/{}", one.session);
        let line = lines.iter().find(|line| line.href == here)?;
        let href = format!("{here}?take=course");
        Some(ApartView { when: line.when.clone(), fields: one.fields, href })
    });
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let failed = refusal.is_some() || !errors.is_empty();
    let form = form.unwrap_or_else(|| typed(&course, (&template.0, template.1), locale));
    let may = |step| rules::next_of_course(course.state, step).is_ok();
    let view = ShowView {
        frame: Frame::of("courses", &actor, alert),
        title: course.text.said(locale).title.to_owned(),
        lang: course.text.said(locale).language,
        badge: course_badge(&course, locale),
        form: form.view((&cx.app.vocabularies(), locale), (&own, &courses), errors),
        missing: missing(&course, cx),
        may_publish: may(Step::Publish),
        may_withdraw: may(Step::CallOff),
        may_restore: may(Step::Restore),
        reader: (course.state != CourseState::Draft)
            .then(|| format!("/courses/{}", course.slug.clone().unwrap_or_default())),
        apart: apart.collect(),
        sessions: lines,
        session_id: SessionId::new(),
        session_node: course.node_id.clone(),
        wanted_any: !near.is_empty() || afar > 0,
        wanted: wanted(near, &cx.app.vocabularies(), locale),
        wanted_online: afar,
        survey: part(&Owner::Course(course.id.clone()), &asked, Default::default(), locale),
        session_nodes: own
            .iter()
            .map(|one| {
                super::choice(one.id.as_str(), one.short_name.clone(), one.id == course.node_id)
            })
            .collect(),
        id: course.id,
    };
    let head = cx.head("courses-desk", "inbox");
    match (failed, refusal) {
        (true, Some(_)) => {
            cx.respond(actix_web::http::StatusCode::CONFLICT, "courses/edit", head, &view)
        }
        (true, None) => cx.invalid("courses/edit", head, &view),
        (false, _) => cx.page("courses/edit", head, &view),
    }
}

fn wanted(near: Vec<(String, i64)>, words: &Vocabularies, locale: Locale) -> Vec<WantedView> {
    let mut lines: Vec<_> = near
        .into_iter()
        .map(|(region, people)| WantedView {
            label: region_name(&region, words, locale),
            region,
            people,
            session: SessionId::new(),
        })
        .collect();
    lines.sort_by(|one, other| {
        other.people.cmp(&one.people).then_with(|| one.label.cmp(&other.label))
    });
    lines
}

fn missing(course: &Course, cx: &Context<Staff>) -> Vec<Missing> {
    let line = |field: &'static str| Missing {
        field,
        message: cx.text(&format!(
            "courses-missing-{}",
            field.trim_end_matches("_fr").trim_end_matches("_en")
        )),
    };
    rules::missing_of_course(&course.text).into_iter().map(line).collect()
}

type Id = web::Path<CourseId>;

async fn step(
    cx: Context<Staff>,
    id: CourseId,
    flash: &str,
    step: impl FnOnce(&mut Conn, &Actor, &CourseId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| step(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/inbox/courses/{id}"), flash),
        Err(Error::Refused(refusal)) => {
            shown(&cx, &id, (None, FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

pub async fn publish(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CourseId| ops::publish(conn, actor, id, now);
    step(cx, id, "courses-flash-published", work).await
}

pub async fn withdraw(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CourseId| ops::withdraw(conn, actor, id, now);
    step(cx, id, "courses-flash-withdrawn", work).await
}

pub async fn restore(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CourseId| ops::restore(conn, actor, id, now);
    step(cx, id, "courses-flash-restored", work).await
}
