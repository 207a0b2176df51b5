//! A session as everybody reads it, and the form in which one enrols without an account.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::super::rules::{FROM_ADDRESS, TO_ADDRESS};
use super::session_clock::{ClockView, MeetingView, clock, meeting};
use super::session_form::{FormView, Typed, asked_of, check, form, read};
use crate::accounts::throttle;
use crate::courses::pages::course_materials::{MaterialLine, shown};
use crate::courses::pages::line::{ModeView, Titled, left, mode, standing, titled};
use crate::courses::pages::need_line::{NeedLine, need_lines};
use crate::courses::pages::topics;
use crate::courses::queries::TOLD_FOR;
use crate::courses::rules::added::{self, Noted};
use crate::courses::rules::linked::{self, Around};
use crate::courses::rules::{Window, may_run, said, window};
use crate::courses::{
    self, Course, Fill, Given, GoneMeeting, Presence, SessionId, SessionParts, SessionState,
    queries as sessions,
};
use crate::enrolment::{Enrolled, FormId, Proof, access, ops, rules};
use crate::i18n::Locale;
use crate::materials::rules::linked::for_page;
use crate::network;
use crate::text::markdown;
use crate::times;
use crate::web::{Anyone, Badge, Context, FieldErrors, Head, Upload, client_address};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    id: SessionId,
    titled: Titled,
    course: String,
    course_href: Option<String>,
    when: String,
    zone: String,
    badge: Badge,
    mode: ModeView,
    /// In which its place, its meetings and its practical matters are written.
    lang: Locale,
    place: String,
    region: Option<String>,
    language: String,
    nodes: Vec<(String, String)>,
    meetings: Vec<MeetingView>,
    clock: ClockView,
    trainers: Vec<(String, String)>,
    outcomes: Vec<String>,
    outcomes_lang: Locale,
    prerequisites: Vec<NeedLine>,
    prerequisites_lang: Locale,
    materials: Vec<MaterialLine>,
    practical_html: String,
    pools: Vec<PoolView>,
    /// Where calendars of the web note what is to come of it.
    notes: Vec<NoteView>,
    opens: Option<String>,
    closes: Option<String>,
    opens_at: Option<NaiveDateTime>,
    closes_at: Option<NaiveDateTime>,
    approval: bool,
    /// Who is let in at once.
    rule: Vec<String>,
    rule_strict: bool,
    /// Who waits for approval holds a seat meanwhile.
    pending_holds: bool,
    cancelled: Option<String>,
    form: Option<FormView>,
    /// A mail is on its way to who enrolled.
    sent: bool,
    /// Where who has no seat here asks to be told of another session.
    alerts: Option<String>,
    /// Why one was not enrolled.
    alert: String,
    desk: Option<String>,
    linked_html: String,
}

#[derive(Serialize)]
struct NoteView {
    day: String,
    google: String,
    outlook: String,
}

#[derive(Serialize)]
struct PoolView {
    label: String,
    capacity: i32,
    /// There is a seat for whoever comes.
    unlimited: bool,
    free: i32,
    /// Seats that are kept for some: how many, and for whom.
    kept: i32,
    kept_for: String,
    waiting: i32,
}

/// `GET /sessions/{id}`
pub async fn session(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Sent>,
) -> Result<HttpResponse> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    if !query.sent.is_empty() {
        let nothing = (StatusCode::OK, Typed::default(), FieldErrors::none());
        return page(&cx, &id, nothing, Then::Sent).await;
    }
    let (name, email) =
        cx.actor().map(|actor| (actor.name.clone(), actor.email.clone())).unwrap_or_default();
    let typed = Typed { form_id: FormId::random().to_string(), name, email, ..Typed::default() };
    page(&cx, &id, (StatusCode::OK, typed, FieldErrors::none()), Then::Ask(None)).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    sent: String,
    /// By whose clock it is read.
    zone: String,
}

/// What the page is for.
#[derive(Clone, Copy)]
enum Then {
    /// To enrol; why it was not done.
    Ask(Option<Refusal>),
    /// To say that a mail is on its way.
    Sent,
}

async fn page(
    cx: &Context<Anyone>,
    id: &SessionId,
    (status, typed, errors): (StatusCode, Typed, FieldErrors),
    then: Then,
) -> Result<HttpResponse> {
    let (id, now, locale) = (id.clone(), cx.now, cx.locale);
    let (given, (parts, gone), fill, around) = cx
        .db
        .read(move |conn| {
            let given = courses::access::session_for_reader(conn, &id)?;
            let parts = sessions::parts_of(conn, &id)?;
            let mut of = vec![given.session.node_id.clone()];
            of.extend(parts.partners.iter().cloned());
            let nodes = network::queries::by_ids(conn, &of)?;
            let materials = shown(conn, &given.course.id, locale)?;
            let one = std::slice::from_ref(&id);
            let gone = sessions::gone_of(conn, one, now - TOLD_FOR)?;
            let asked = match &given.session.terms.rule_course {
                Some(course) => Some(sessions::find(conn, course)?),
                None => None,
            };
            let around = (nodes, materials, asked);
            Ok((given, (parts, gone), sessions::fill_of(conn, one, now)?, around))
        })
        .await?;
    let mut view = view(cx, (&given, &parts, &gone), &fill, around);
    match then {
        Then::Sent => view.sent = true,
        Then::Ask(refusal) => {
            view.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
        }
    }
    let open = window(&given.session, cx.now) == Window::Open;
    if open {
        view.alerts = view.alerts.filter(|_| left(&fill.iter().collect::<Vec<_>>()).0 == 0);
    }
    // What was typed stays, also when it came too late or too early.
    if (open && !view.sent) || status != StatusCode::OK {
        view.form = Some(form(cx, typed, (&given.session.terms, &parts.questions, &fill), errors));
    }
    let head = Head { title: given.title(cx.locale), section: "courses" };
    cx.respond(status, "enrolment/session", head, &view)
}

/// The clock of the reader, as the address says it; else that of Paris.
fn reader_zone(cx: &Context<Anyone>) -> Tz {
    let asked = web::Query::<Sent>::from_query(cx.request().query_string());
    asked.ok().and_then(|asked| times::zone(&asked.zone)).unwrap_or(Tz::Europe__Paris)
}

fn view(
    cx: &Context<Anyone>,
    (given, parts, gone): (&Given, &SessionParts, &[GoneMeeting]),
    fill: &[Fill],
    (nodes, materials, asked): (Vec<network::NodeName>, Vec<MaterialLine>, Option<Course>),
) -> View {
    let (locale, session, zone) = (cx.locale, &given.session, given.session.zone());
    let text = given.course.text.said(locale);
    let own = reader_zone(cx);
    let all: Vec<&Fill> = fill.iter().collect();
    let moment = |at| said::moment_there(at, zone, locale);
    let runs = cx.actor().is_some_and(|actor| may_run(actor, session, &parts.partners));
    let trains = cx.actor().is_some_and(|actor| {
        parts.trainers.iter().any(|one| one.account_id.as_ref() == Some(&actor.id))
    });
    let words = cx.app.vocabularies();
    let around = Around {
        base: &cx.app.config.base_url,
        node: &given.node,
        node_slug: &given.node_slug,
        keywords: topics(&given.course, &words, locale),
        parts: materials.iter().filter(|one| !one.is_gone).map(MaterialLine::part).collect(),
        locale,
    };
    let mut told = linked::session(session, (&parts.meetings, &parts.trainers), &all, &around);
    if let Some(events) = told["subEvent"].as_array_mut() {
        events.extend(linked::called_off((session, &given.title(locale)), gone, &around));
    }
    let region = session.terms.region.as_deref().and_then(|code| words.region(code));
    View {
        id: session.id.clone(),
        titled: titled(given, locale),
        lang: session.terms.language,
        course: text.title.to_owned(),
        course_href: given.course.slug.as_ref().map(|slug| format!("/courses/{slug}")),
        when: session
            .starts_at
            .zip(session.ends_at)
            .map(|span| said::when(span, zone, locale))
            .unwrap_or_default(),
        zone: said::zone_name(&session.terms.zone, locale),
        badge: standing(session, &all, cx.now, locale),
        mode: mode(session.terms.mode, locale),
        place: session.terms.place.clone(),
        region: region.map(|one| locale.pick(&one.label_fr, &one.label_en).to_owned()),
        language: cx.text(&format!("courses-language-{}", session.terms.language)),
        nodes: nodes.iter().map(|node| (node.slug.clone(), node.short_name.clone())).collect(),
        meetings: parts.meetings.iter().map(|one| meeting(one, given, own, locale)).collect(),
        clock: clock(session, own, locale),
        trainers: parts
            .trainers
            .iter()
            .map(|one| (one.name.clone(), one.affiliation.clone()))
            .collect(),
        outcomes: courses::rules::lines(text.outcomes),
        outcomes_lang: text.outcomes_language,
        prerequisites: need_lines(text.prerequisites),
        prerequisites_lang: text.prerequisites_language,
        materials,
        practical_html: markdown(&session.terms.practical),
        pools: fill
            .iter()
            .map(|one| PoolView {
                label: presence_word(one.mode, locale),
                capacity: one.capacity,
                unlimited: one.unlimited,
                free: one.free(),
                kept: one.reserved(),
                kept_for: one.kept_for(),
                waiting: one.waiting,
            })
            .collect(),
        notes: notes(cx, given, &parts.meetings),
        opens: session.terms.opens_at.filter(|at| *at > cx.now).map(moment),
        closes: session.terms.closes_at.filter(|at| *at > cx.now).map(moment),
        opens_at: session.terms.opens_at,
        closes_at: session.terms.closes_at,
        approval: session.terms.approval,
        rule: asked_of(cx, &session.terms, asked.as_ref()),
        rule_strict: session.terms.rule_strict,
        pending_holds: session.terms.pending_holds,
        cancelled: (session.state == SessionState::Cancelled).then(|| session.reason.clone()),
        linked_html: for_page(&linked::course(&given.course, &around, vec![told])),
        form: None,
        sent: false,
        alerts: (given.course.state == courses::CourseState::Published).then(|| {
            format!("/courses/{}/alerts", given.course.slug.as_deref().unwrap_or_default())
        }),
        alert: String::new(),
        desk: match (runs, trains) {
            (true, _) => Some(format!("/inbox/sessions/{}", session.id)),
            (false, true) => Some(format!("/inbox/sessions/{}/attendance", session.id)),
            (false, false) => None,
        },
    }
}

fn notes(cx: &Context<Anyone>, given: &Given, meetings: &[courses::Meeting]) -> Vec<NoteView> {
    let (session, zone) = (&given.session, given.session.zone());
    let title = given.title(cx.locale);
    let url = format!("{}/sessions/{}", cx.app.config.base_url, session.id);
    let to_come = meetings.iter().filter(|one| one.starts_at > cx.now);
    let note = |one: &courses::Meeting| {
        let place = if one.place.is_empty() { &session.terms.place } else { &one.place };
        let noted = Noted {
            title: &title,
            place,
            url: &url,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
        };
        NoteView {
            day: said::day(one.starts_at, zone, cx.locale),
            google: added::google(&noted),
            outlook: added::outlook(&noted),
        }
    };
    to_come.map(note).collect()
}

pub(super) fn presence_word(presence: Presence, locale: Locale) -> String {
    match presence {
        Presence::OnSite => locale.text("courses-mode-on-site"),
        Presence::Online => locale.text("courses-mode-online"),
    }
}

/// `POST /sessions/{id}/enrolments`
pub async fn enrol(
    cx: Context<Anyone>,
    id: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let id: SessionId = id.parse().map_err(|_| Error::NotFound)?;
    let typed = read(&upload);
    let wish = match check(&cx, &typed) {
        Ok(wish) => wish,
        Err(errors) => {
            let again = (StatusCode::UNPROCESSABLE_ENTITY, typed, errors);
            return page(&cx, &id, again, Then::Ask(None)).await;
        }
    };
    let (app, now, from) = (cx.app.clone(), cx.now, client_address(cx.request()));
    let times = if app.config.demo { 100 } else { 1 };
    let (session, own) = (id.clone(), wish.proof == Proof::Given);
    let done = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "from-enrolment", &from, FROM_ADDRESS.times(times), now)?;
            // Whether or not it is enrolled: nobody learns by it who is.
            if wish.proof == Proof::Asked {
                throttle::count(conn, "to-enrolment", &wish.email, TO_ADDRESS, now)?;
            }
            let enrolled = ops::enrol(conn, None, (&session, &wish), &app.signer, now)?;
            if let Enrolled::Known(known) = &enrolled {
                ops::remind(conn, known, &app.signer, now)?;
            }
            Ok(enrolled)
        })
        .await;
    match done {
        // To anybody else the answer is the same whether or not the address was enrolled: the mail says it.
        Ok(_) if !own => cx.go(&format!("/sessions/{id}?sent=1")),
        Ok(Enrolled::Made(one)) => {
            cx.redirect(&access::link(&cx.app.signer, &one.id), "enrolment-flash-made")
        }
        Ok(Enrolled::Known(one)) => cx.go(&access::link(&cx.app.signer, &one.id)),
        Err(Error::Refused(refusal)) => {
            let (status, errors) = match refusal {
                rules::NO_ANSWER => {
                    (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::one("questions", refusal.key()))
                }
                rules::NO_PRESENCE => {
                    (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::one("presence", refusal.key()))
                }
                _ => (StatusCode::CONFLICT, FieldErrors::none()),
            };
            let alert = errors.is_empty().then_some(refusal);
            page(&cx, &id, (status, typed, errors), Then::Ask(alert)).await
        }
        Err(Error::TooMany(seconds)) => {
            let again = (StatusCode::TOO_MANY_REQUESTS, typed, FieldErrors::none());
            let mut response = page(&cx, &id, again, Then::Ask(Some(rules::TOO_MANY))).await?;
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            Ok(response)
        }
        Err(error) => Err(error),
    }
}
