//! Where a session is planned and run.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::clashes::{self, ClashView, Seen};
use super::quota;
use super::trainers::{Sought, sought};
use crate::accounts::{self, Account, Actor, NodeId};
use crate::clock::network_day;
use crate::courses::ops::{self as planning, Place};
use crate::courses::pages::MOST_COURSES;
use crate::courses::pages::differs::{DifferenceView, views};
use crate::courses::pages::line::{SessionLine, line};
use crate::courses::pages::session_form::{Form, FormView, typed};
use crate::courses::pages::{Frame, session_badge};
use crate::courses::queries::Clash;
use crate::courses::rules::differs::{as_template, differences};
use crate::courses::rules::suited::outside;
use crate::courses::rules::{self, Step, reminders, said, times};
use crate::courses::{
    self, Course, CourseId, Given, Meeting, Mode, Question, Quota, Session, SessionId,
    SessionParts, SessionState, Template, queries as sessions,
};
use crate::db::Conn;
use crate::duty::{self, Absence};
use crate::enrolment::{Proposal, State, TrainerCall, ops, queries};
use crate::i18n::Locale;
use crate::network::{self, NodeName};
use crate::taxonomy::Vocabulary;
use crate::web::{Badge, Context, FieldErrors, Staff, Upload};
use crate::{Error, Refusal, Result};

/// So many of the mails that leave by themselves are shown.
const UPCOMING: usize = 6;

/// `POST /inbox/courses/{id}/sessions`: a draft, to be filled in.
pub async fn plan(
    cx: Context<Staff>,
    course: web::Path<CourseId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, course) = (cx.actor(), cx.now, course.into_inner());
    let id: SessionId = form.text("session").parse().unwrap_or_else(|_| SessionId::new());
    let node: NodeId = form.text("node").parse().map_err(|_| Error::NotFound)?;
    let made = id.clone();
    let words = cx.app.vocabularies();
    let there = Some(form.text("region").to_owned());
    let there = there.filter(|code| words.has(Vocabulary::Region, code));
    let of = course.clone();
    let done = cx
        .db
        .write(move |conn| {
            let region = there.or(network::queries::find(conn, &node)?.region);
            let zone = words.zone_of(region.as_deref()).name().to_owned();
            let place = Place { zone, region, today: network_day(now) };
            planning::plan_of_course(conn, &actor, (&made, &of, &node), &place, now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{id}"), "courses-flash-planned"),
        Err(Error::Refused(refusal)) => courses::pages::refused(&cx, &course, refusal).await,
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: SessionId,
    course: CourseId,
    line: SessionLine,
    state: Badge,
    form: FormView,
    is_draft: bool,
    is_cancelled: bool,
    reason: String,
    may_publish: bool,
    may_call_off: bool,
    reader: Option<String>,
    counts: Vec<(String, i64)>,
    clashes: Vec<ClashView>,
    /// When mails leave by themselves, and of which meeting.
    reminders: Vec<String>,
    /// Trainers who said that they are away, and the meetings that are then.
    away: Vec<(String, String)>,
    quotas: Vec<QuotaView>,
    quota: quota::FormView,
    questions: Vec<QuestionView>,
    copy_id: SessionId,
    /// Freed seats stay free.
    keeps: bool,
    may_keep: bool,
    /// Whether those who are enrolled may go along to another way of taking part.
    offers_move: bool,
    /// Where it says something else than its course, and whether what that says is in the form now.
    differs: Vec<DifferenceView>,
    takes: bool,
    /// Where one who takes part from afar would do so early or late.
    outside: Vec<&'static str>,
    trainers: Sought,
}

#[derive(Serialize)]
struct QuestionView {
    id: String,
    label: String,
    required: bool,
}

fn asked(one: &Question) -> QuestionView {
    QuestionView { id: one.id.to_string(), label: one.label.clone(), required: one.required }
}

#[derive(Serialize)]
struct QuotaView {
    id: String,
    who: String,
    presence: String,
    most: Option<i32>,
    reserved: i32,
    until: Option<String>,
}

struct Loaded {
    given: Given,
    parts: SessionParts,
    fill: Vec<courses::Fill>,
    counts: std::collections::HashMap<State, i64>,
    quotas: Vec<Quota>,
    clashes: Vec<(Clash, Seen)>,
    absences: Vec<Absence>,
    nodes: Vec<NodeName>,
    /// Of trainers who have one.
    trainers: Vec<Account>,
    template: Template,
    /// Of which one may be asked to have been there.
    courses: Vec<Course>,
    call: TrainerCall,
    proposals: Vec<(Proposal, String)>,
}

fn load(conn: &mut Conn, actor: &Actor, id: &SessionId, now: NaiveDateTime) -> Result<Loaded> {
    let (given, _) = courses::access::session_for_desk(conn, actor, id)?;
    let parts = sessions::parts_of(conn, id)?;
    let pools: Vec<_> = parts.pools.iter().map(|pool| pool.id.clone()).collect();
    let known: Vec<_> = parts.trainers.iter().filter_map(|one| one.account_id.clone()).collect();
    let span = given.session.starts_at.zip(given.session.ends_at);
    let clashes = clashes::found(conn, actor, (id, &parts), span)?;
    let zone = given.session.zone();
    let day = |at| times::local(at, zone).date_naive();
    let absences = match span {
        Some((first, last)) => duty::queries::absent_within(conn, &known, (day(first), day(last)))?,
        None => Vec::new(),
    };
    let template = sessions::template_of(conn, &given.course.id)?;
    // Also one that is shown no more: the form that does not name it would take the condition away.
    let named = [&given.session.terms.rule_course, &template.rule_course];
    let named: Vec<_> = named.into_iter().flatten().cloned().collect();
    let courses = sessions::titles_with(conn, MOST_COURSES, &named)?;
    Ok(Loaded {
        fill: sessions::fill_of(conn, std::slice::from_ref(id), now)?,
        counts: queries::counts(conn, id)?,
        quotas: sessions::quotas_of(conn, &pools)?,
        nodes: network::queries::names(conn)?,
        trainers: accounts::queries::by_ids(conn, &known)?,
        template,
        courses,
        call: queries::call_of(conn, id)?,
        proposals: queries::proposals_of(conn, id)?,
        clashes,
        absences,
        given,
        parts,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Taken {
    /// `course`: what the course says is put into the form.
    take: String,
}

/// `GET /inbox/sessions/{id}`
pub async fn show(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    taken: web::Query<Taken>,
) -> Result<HttpResponse> {
    let takes = taken.take == "course";
    whole(&cx, &id, Before { takes, ..Before::default() }, None).await
}

/// What was typed on the page before, and what of it does not pass.
#[derive(Default)]
struct Before {
    form: Option<Form>,
    errors: FieldErrors,
    /// What the course says is put into the form.
    takes: bool,
    quota: quota::Typed,
}

pub(super) async fn page(
    cx: &Context<Staff>,
    id: &SessionId,
    (form, errors): (Option<Form>, FieldErrors),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    whole(cx, id, Before { form, errors, ..Before::default() }, refusal).await
}

/// The page with a quota that did not pass, and why.
pub(super) async fn page_with(
    cx: &Context<Staff>,
    id: &SessionId,
    quota: quota::Typed,
    refusal: Refusal,
) -> Result<HttpResponse> {
    whole(cx, id, Before { quota, ..Before::default() }, Some(refusal)).await
}

async fn whole(
    cx: &Context<Staff>,
    id: &SessionId,
    before: Before,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (reader, id, now) = (cx.actor(), id.clone(), cx.now);
    let loaded = cx.db.read(move |conn| load(conn, &reader, &id, now)).await?;
    let status = match (refusal, before.errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let mut view = view(cx, loaded, before, alert);
    view.offers_move = refusal == Some(rules::POOL_IN_USE);
    cx.respond(status, "enrolment/plan", cx.head("courses-session", "inbox"), &view)
}

fn view(cx: &Context<Staff>, loaded: Loaded, before: Before, alert: String) -> View {
    let Before { form, errors, takes, quota: kept } = before;
    let (locale, words) = (cx.locale, cx.app.vocabularies());
    let Loaded { given, parts, fill, counts, quotas, clashes, absences, nodes, trainers, .. } =
        loaded;
    let (template, call, proposals) = (loaded.template, loaded.call, loaded.proposals);
    let courses: Vec<_> =
        loaded.courses.into_iter().filter(|one| one.id != given.course.id).collect();
    let session = &given.session;
    let zone = session.zone();
    let mut form = form.unwrap_or_else(|| typed(session, &parts, &trainers));
    let session_now = as_template(&session.terms, &parts.trainers, &parts.limits());
    let differs = differences(&template, &session_now);
    if takes {
        form.take(&template, &differs);
    }
    let quota = |one: &Quota| QuotaView {
        id: one.id.to_string(),
        who: match (&one.institution, &one.node_id) {
            (Some(slug), _) => {
                words.institution(slug).map_or_else(|| slug.clone(), |found| found.name.clone())
            }
            (None, Some(id)) => nodes
                .iter()
                .find(|node| node.id == *id)
                .map(|node| node.short_name.clone())
                .unwrap_or_default(),
            (None, None) => String::new(),
        },
        presence: parts
            .pools
            .iter()
            .find(|pool| pool.id == one.pool_id)
            .map(|pool| super::session::presence_word(pool.mode, locale))
            .unwrap_or_default(),
        most: one.most,
        reserved: one.reserved,
        until: one.release_at.map(|at| said::moment_there(at, zone, locale)),
    };
    let states = [State::Confirmed, State::Offered, State::Pending, State::Waiting];
    View {
        frame: Frame::of("sessions", &cx.actor(), alert),
        id: session.id.clone(),
        course: given.course.id.clone(),
        line: line(&given, &fill, cx.now, locale),
        state: session_badge(session, locale),
        is_draft: session.state == SessionState::Draft,
        is_cancelled: session.state == SessionState::Cancelled,
        reason: session.reason.clone(),
        may_publish: rules::next_of_session(session.state, Step::Publish).is_ok(),
        may_call_off: rules::next_of_session(session.state, Step::CallOff).is_ok()
            && session.ends_at.is_none_or(|ends| cx.now < ends),
        reader: session.published_at.map(|_| format!("/sessions/{}", session.id)),
        counts: states
            .iter()
            .map(|state| {
                let count = counts.get(state).copied().unwrap_or_default();
                (locale.text(&format!("enrolment-tab-{state}")), count)
            })
            .collect(),
        clashes: clashes
            .into_iter()
            .map(|(clash, seen)| clashes::view(clash, seen, (zone, locale)))
            .collect(),
        reminders: match session.state {
            SessionState::Published => upcoming(session, &parts.meetings, (cx.now, locale)),
            SessionState::Draft | SessionState::Cancelled => Vec::new(),
        },
        away: clashes::away(&absences, &parts.meetings, (zone, locale)),
        quotas: quotas.iter().map(quota).collect(),
        quota: kept.view((&words, locale), (&parts.pools, &nodes), zone),
        questions: parts.questions.iter().map(asked).collect(),
        copy_id: SessionId::new(),
        offers_move: false,
        takes: takes && !differs.is_empty(),
        outside: match session.terms.mode {
            Mode::OnSite => Vec::new(),
            Mode::Online | Mode::Hybrid => {
                let spans = parts.meetings.iter().map(|one| (one.starts_at, one.ends_at));
                outside(&spans.collect::<Vec<_>>(), locale)
            }
        },
        differs: views(differs, (&words, &courses), locale),
        keeps: session.kept_since.is_some(),
        may_keep: session.state == SessionState::Published
            && session.starts_at.is_some_and(|starts| cx.now < starts),
        trainers: sought(call, proposals, locale),
        form: form.view((&words, locale), (&nodes, &courses), errors),
    }
}

/// The next reminders of a session, by its clock.
fn upcoming(
    session: &Session,
    meetings: &[Meeting],
    (now, locale): (NaiveDateTime, Locale),
) -> Vec<String> {
    let wanted = reminders::wanted(&session.terms.remind_codes);
    let all = reminders::to_come(meetings, &wanted, now).into_iter().take(UPCOMING);
    let line = |(at, one): (NaiveDateTime, &Meeting)| {
        let which = locale.text1("courses-meeting", "n", one.position);
        format!("{} – {which}", said::moment_there(at, session.zone(), locale))
    };
    all.map(line).collect()
}

/// `POST /inbox/sessions/{id}`
pub async fn save(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, app, id) = (cx.actor(), cx.now, cx.app.clone(), id.into_inner());
    let form = Form::read(&upload);
    let plan = match form.check(&cx.app.vocabularies()) {
        Ok(plan) => plan,
        Err(errors) => return page(&cx, &id, (Some(form), errors), None).await,
    };
    let lock: i32 = form.lock.parse().map_err(|_| Error::Malformed("lock"))?;
    let which = id.clone();
    let done = cx
        .db
        .write(move |conn| {
            ops::change_session(conn, &actor, (&which, lock, &plan), &app.signer, now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{id}"), "courses-flash-saved"),
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, (Some(form), FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}
