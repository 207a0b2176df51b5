//! A course as everybody reads it, with the times at which it is given.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::course_materials::{MaterialLine, shown};
use super::line::{SessionLine, line};
use super::list::topics;
use super::need_line::{NeedLine, need_lines};
use crate::clock::network_day;
use crate::courses::rules::linked::{self, Around};
use crate::courses::{CourseState, Given, Session, SessionState, access, queries, rules};
use crate::i18n::Locale;
use crate::materials::pages::coded_level;
use crate::materials::rules::linked::for_page;
use crate::materials::rules::minutes;
use crate::text::markdown;
use crate::web::{Anyone, Context, Head};
use crate::{Result, governance};

#[derive(Serialize)]
struct View {
    title: String,
    lang: Locale,
    summary_lang: Locale,
    summary_html: String,
    outcomes: Vec<String>,
    outcomes_lang: Locale,
    prerequisites: Vec<NeedLine>,
    prerequisites_lang: Locale,
    materials: Vec<MaterialLine>,
    withdrawn: bool,
    level: Option<String>,
    duration: Option<String>,
    node: String,
    node_slug: String,
    topics: Vec<String>,
    to_come: Vec<SessionLine>,
    over: Vec<SessionLine>,
    /// Where one asks to be told of a session to come.
    alerts: Option<String>,
    /// Where its people see to it.
    desk: Option<String>,
    resolutions: Vec<governance::pages::LineView>,
    linked_html: String,
}

/// `GET /courses/{slug}`
pub async fn course(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, now, locale) = (slug.into_inner(), cx.now, cx.locale);
    let (actor, today) = (cx.actor().cloned(), network_day(now));
    let (course, node, (sessions, meetings, fill), materials, decided) = cx
        .db
        .read(move |conn| {
            let course = access::course_for_reader(conn, &slug)?;
            let node = crate::network::queries::find(conn, &course.node_id)?;
            let mut sessions = queries::sessions_of(conn, &course.id)?;
            let seen =
                |one: &Session| one.state != SessionState::Draft && one.published_at.is_some();
            sessions.retain(seen);
            let ids: Vec<_> = sessions.iter().map(|one| one.id.clone()).collect();
            let later = sessions.iter().filter(|one| one.ends_at.is_some_and(|ends| ends > now));
            let later: Vec<_> = later.map(|one| one.id.clone()).collect();
            let meetings = queries::meetings_of(conn, &later)?;
            let materials = shown(conn, &course.id, locale)?;
            let fill = queries::fill_of(conn, &ids, now)?;
            let about = [format!("/courses/{slug}")];
            let decided = governance::access::about(conn, actor.as_ref(), &about, today)?;
            Ok((course, node, (sessions, meetings, fill), materials, decided))
        })
        .await?;
    let (mut to_come, over): (Vec<_>, Vec<_>) =
        sessions.into_iter().partition(|one| one.ends_at.is_some_and(|ends| ends > now));
    to_come.reverse();
    let lines = |sessions: Vec<Session>| -> Vec<SessionLine> {
        let given = |session| Given {
            session,
            course: course.clone(),
            node: node.short_name.clone(),
            node_slug: node.slug.clone(),
        };
        sessions.into_iter().map(|one| line(&given(one), &fill, now, locale)).collect()
    };
    let said = course.text.said(locale);
    let may_edit = cx.actor().is_some_and(|actor| rules::may_edit(actor, &course.node_id));
    let words = cx.app.vocabularies();
    let topics = topics(&course, &words, locale);
    let around = Around {
        base: &cx.app.config.base_url,
        node: &node.short_name,
        node_slug: &node.slug,
        keywords: topics.clone(),
        parts: materials.iter().filter(|one| !one.is_gone).map(MaterialLine::part).collect(),
        locale,
    };
    let told = to_come.iter().map(|one| {
        let own: Vec<_> = fill.iter().filter(|of| of.session_id == one.id).collect();
        let held: Vec<_> = meetings.iter().filter(|of| of.session_id == one.id).cloned().collect();
        linked::session(one, (&held, &[]), &own, &around)
    });
    let linked_html = for_page(&linked::course(&course, &around, told.collect()));
    let view = View {
        resolutions: governance::pages::line_views(&decided, today, locale),
        linked_html,
        title: said.title.to_owned(),
        lang: said.language,
        summary_lang: said.summary_language,
        summary_html: markdown(said.summary),
        outcomes: rules::lines(said.outcomes),
        outcomes_lang: said.outcomes_language,
        prerequisites: need_lines(said.prerequisites),
        prerequisites_lang: said.prerequisites_language,
        materials,
        withdrawn: course.state == CourseState::Withdrawn,
        level: course.level.as_deref().map(|level| coded_level(level, locale)),
        duration: course.minutes.map(|n| minutes::said(n, locale)),
        node: node.short_name.clone(),
        node_slug: node.slug.clone(),
        topics,
        to_come: lines(to_come),
        over: lines(over),
        alerts: (course.state == CourseState::Published)
            .then(|| format!("/courses/{}/alerts", course.slug.as_deref().unwrap_or_default())),
        desk: may_edit.then(|| format!("/inbox/courses/{}", course.id)),
    };
    let head = Head { title: view.title.clone(), section: "courses" };
    cx.public_page("courses/course", head, &view)
}
