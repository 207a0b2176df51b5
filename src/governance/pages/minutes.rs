//! Who came, the minutes in their two boxes, and what was decided: written by who runs the body, read by who sits there.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::resolution_form::{self, Form};
use super::room::{PersonView, QuorumView, person};
use super::{Fault, Frame, LineView, faults, item_word, line_view, may_run, status_of};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::ops::{self, Said};
use crate::governance::rules::{self, Event, next};
use crate::governance::{
    Item, ItemId, MeetingId, MeetingState, Presence, Reader, RemarkId, ResolutionId, access,
    queries,
};
use crate::i18n::Locale;
use crate::web::{Context, FieldErrors, Head, SignedIn, Upload, blank_as_none};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    people: Vec<PersonView>,
    quorum: QuorumView,
    items: Vec<ItemView>,
    resolutions: Vec<LineView>,
    remarks: Vec<RemarkView>,
    /// The id of the next remark, where one may be made.
    remark: Option<RemarkId>,
    circulated_at: Option<NaiveDateTime>,
    approved_at: Option<NaiveDateTime>,
    approvable_from: Option<NaiveDateTime>,
    may_note_presence: bool,
    may_write: bool,
    may_circulate: bool,
    may_correct: bool,
    may_approve: bool,
    may_publish: bool,
    form: Option<resolution_form::View>,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

#[derive(Serialize)]
struct ItemView {
    id: ItemId,
    number: usize,
    kind: String,
    title: String,
    lang: Locale,
    reserved: bool,
    public: String,
    public_en: String,
    /// Whether something is said in English.
    english: bool,
    texts: Vec<TextView>,
    private: String,
    private_en: String,
    private_english: bool,
    private_texts: Vec<TextView>,
    /// The print of what is kept.
    was: String,
    /// Somebody else wrote of it since it was read.
    conflict: bool,
}

/// What is kept of one part, in one language.
#[derive(Serialize)]
struct TextView {
    lang: Locale,
    body_html: String,
}

#[derive(Serialize)]
struct RemarkView {
    name: String,
    body: String,
    made_at: NaiveDateTime,
}

/// `GET /governance/meetings/{id}/room/minutes`
pub async fn minutes(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    page(&cx, &id, (None, FieldErrors::none(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &MeetingId,
    (form, errors, refusal): (Option<Upload>, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, now, locale) = (cx.actor(), id.clone(), cx.now, cx.locale);
    let today = network_day(now);
    let (meeting, body, part, items, people, came, lines, remarks, quorum) = cx
        .db
        .read(move |conn| {
            let (meeting, body, part) = access::room(conn, &actor, &id, today)?;
            let items = queries::items_of(conn, &id)?;
            let people = ops::people(conn, &meeting)?;
            let came = queries::attendance_of(conn, &id)?;
            let ids = queries::resolutions_of(conn, &id)?;
            let ids: Vec<ResolutionId> = ids.into_iter().map(|one| one.id).collect();
            let reader = Reader { all: true, bodies: Vec::new() };
            let lines = queries::lines(conn, &ids, &reader)?;
            let remarks = queries::remarks_of(conn, &id)?;
            let quorum = ops::quorum(conn, (&meeting, &body))?;
            Ok((meeting, body, part, items, people, came, lines, remarks, quorum))
        })
        .await?;
    let may = |event| may_run(&part, next(meeting.state, event).is_ok());
    let begun = meeting.starts_at <= now;
    let open = rules::check_written(meeting.state).is_ok();
    let approvable = meeting.circulated_at.map(|at| at + rules::CIRCULATED_FOR);
    let mut frame = Frame::of((&meeting, &body), "minutes", locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let typed = form.as_ref().filter(|form| form.names().any(|name| name == "outcome"));
    // Who wrote while the minutes were sent is shown what they wrote.
    let written = form.as_ref().is_some_and(|form| items.iter().any(|one| is_said(form, &one.id)));
    let view = View {
        people: people.iter().map(|one| person(one, &came, locale)).collect(),
        quorum: quorum.into(),
        items: items
            .iter()
            .enumerate()
            .map(|(place, item)| item_view((place + 1, item), form.as_ref(), locale))
            .collect(),
        resolutions: lines.iter().map(|line| line_view(line, today, locale)).collect(),
        remarks: remarks
            .into_iter()
            .map(|one| RemarkView { name: one.name, body: one.body, made_at: one.made_at })
            .collect(),
        remark: (meeting.state == MeetingState::Circulated).then(RemarkId::new),
        circulated_at: meeting.circulated_at,
        approved_at: meeting.approved_at,
        approvable_from: approvable.filter(|_| meeting.state == MeetingState::Circulated),
        may_note_presence: may_run(
            &part,
            begun && (open || meeting.state == MeetingState::Convened),
        ),
        may_write: may_run(&part, open || written),
        may_circulate: may(Event::Circulate),
        may_correct: may(Event::Correct),
        may_approve: may(Event::Approve) && approvable.is_some_and(|from| now >= from),
        may_publish: may(Event::Publish),
        form: may_run(&part, open || typed.is_some())
            .then(|| Form::typed(typed).view((&items, quorum), locale)),
        faults: faults(&errors),
        errors: errors.clone(),
        frame,
    };
    let head = Head { title: view.frame.title.clone(), section: "governance" };
    cx.respond(status_of(&errors, refusal), "governance/minutes", head, &view)
}

fn item_view((number, item): (usize, &Item), form: Option<&Upload>, locale: Locale) -> ItemView {
    let typed = form.and_then(|form| said_of(form, &item.id)).filter(|one| !one.is_untouched());
    let of = |typed: Option<&String>, kept: &String| typed.unwrap_or(kept).clone();
    let public_en = of(typed.as_ref().map(|one| &one.public_en), &item.public_minutes_en);
    let private_en = of(typed.as_ref().map(|one| &one.private_en), &item.private_minutes_en);
    ItemView {
        id: item.id.clone(),
        number,
        kind: item_word(item.kind, locale),
        title: item.name(locale).0.to_owned(),
        lang: item.name(locale).1,
        reserved: item.reserved,
        public: of(typed.as_ref().map(|one| &one.public), &item.public_minutes),
        english: !public_en.is_empty(),
        public_en,
        texts: texts(item.public()),
        private: of(typed.as_ref().map(|one| &one.private), &item.private_minutes),
        private_english: !private_en.is_empty(),
        private_en,
        private_texts: texts(item.private()),
        was: rules::print_of(item.public(), item.private()),
        conflict: typed.is_some_and(|one| one.is_stale(item)),
    }
}

/// A part, in each language in which it is written.
fn texts((french, english): (&str, &str)) -> Vec<TextView> {
    [(Locale::Fr, french), (Locale::En, english)]
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(lang, text)| TextView { lang, body_html: crate::text::markdown(text) })
        .collect()
}

fn is_said(form: &Upload, item: &ItemId) -> bool {
    let public = format!("public-{item}");
    form.names().any(|name| name == public)
}

/// What a form says of a point, if it does.
fn said_of(form: &Upload, item: &ItemId) -> Option<Said> {
    if !is_said(form, item) {
        return None;
    }
    let text = |name: &str| form.text(name).replace("\r\n", "\n");
    Some(Said {
        public: text(&format!("public-{item}")),
        public_en: text(&format!("public-en-{item}")),
        private: text(&format!("private-{item}")),
        private_en: text(&format!("private-en-{item}")),
        was: blank_as_none(form.text(&format!("was-{item}"))),
        item: item.clone(),
    })
}

/// Does one thing, and leads back to the minutes; or shows them with why not, and what was typed.
async fn step(
    cx: Context<SignedIn>,
    id: MeetingId,
    (form, flash): (Option<Upload>, &str),
    work: impl FnOnce(&mut Conn, &Actor, &MeetingId, NaiveDateTime) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which, now)).await {
        Ok(()) => cx.redirect(&format!("/governance/meetings/{id}/room/minutes"), flash),
        Err(Error::Refused(why)) => page(&cx, &id, (form, FieldErrors::none(), Some(why))).await,
        Err(error) => Err(error),
    }
}

/// `POST /governance/meetings/{id}/presence`
pub async fn note_presence(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let came: Vec<_> = form
        .names()
        .filter_map(|name| {
            let seat = name.strip_prefix("seat-")?.parse().ok()?;
            Some((seat, form.text(name).parse::<Presence>().ok()))
        })
        .collect();
    let shown = (None, "governance-flash-saved");
    step(cx, id.into_inner(), shown, move |conn, actor, id, now| {
        ops::note_presence(conn, actor, (id, &came), now)
    })
    .await
}

/// So long may what is said of one point be.
const LONGEST: usize = 30_000;

/// `POST /governance/meetings/{id}/minutes`
pub async fn write(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let said: Vec<Said> = form
        .names()
        .filter_map(|name| {
            let item: ItemId = name.strip_prefix("public-")?.parse().ok()?;
            said_of(&form, &item)
        })
        .collect();
    let long = |one: &&Said| {
        [&one.public, &one.public_en, &one.private, &one.private_en]
            .iter()
            .any(|text| text.chars().count() > LONGEST)
    };
    if let Some(one) = said.iter().find(long) {
        let (field, id) = (format!("public-{}", one.item), id.into_inner());
        let (actor, which, today) = (cx.actor(), id.clone(), network_day(cx.now));
        cx.db.read(move |conn| access::run(conn, &actor, &which, today).map(drop)).await?;
        let errors = FieldErrors::one(&field, "governance-error-long");
        return page(&cx, &id, (Some(form), errors, None)).await;
    }
    let shown = (Some(form), "governance-flash-saved");
    step(cx, id.into_inner(), shown, move |conn, actor, id, now| {
        ops::write_minutes(conn, actor, (id, &said), now)
    })
    .await
}

/// `POST /governance/meetings/{id}/circulation`
pub async fn circulate(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    step(cx, id.into_inner(), (None, "governance-flash-circulated"), |conn, actor, id, now| {
        ops::circulate(conn, actor, id, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/correction`
pub async fn correct(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    step(cx, id.into_inner(), (None, "governance-flash-corrected"), |conn, actor, id, now| {
        ops::correct(conn, actor, id, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/approval`
pub async fn approve(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    step(cx, id.into_inner(), (None, "governance-flash-approved"), |conn, actor, id, now| {
        ops::approve(conn, actor, id, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/publication`
pub async fn publish(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    step(cx, id.into_inner(), (None, "governance-flash-published"), |conn, actor, id, now| {
        ops::publish(conn, actor, id, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/remarks`
pub async fn remark(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let remark = form.text("id").parse().unwrap_or_else(|_| RemarkId::new());
    let body: String = form.text("body").chars().take(5_000).collect();
    if body.trim().is_empty() {
        let errors = FieldErrors::one("body", "governance-error-remark");
        return page(&cx, &id, (Some(form), errors, None)).await;
    }
    let shown = (None, "governance-flash-remarked");
    step(cx, id.into_inner(), shown, move |conn, actor, id, now| {
        ops::remark(conn, actor, (id, &remark, &body), now)
    })
    .await
}

/// `POST /governance/meetings/{id}/resolutions`
pub async fn resolve(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let id = id.into_inner();
    let typed = Form::typed(Some(&form));
    let draft = match typed.check() {
        Ok(draft) => draft,
        Err(errors) => {
            let (actor, which, today) = (cx.actor(), id.clone(), network_day(cx.now));
            cx.db.read(move |conn| access::run(conn, &actor, &which, today).map(drop)).await?;
            return page(&cx, &id, (Some(form), errors, None)).await;
        }
    };
    let resolution = form.text("id").parse().unwrap_or_else(|_| ResolutionId::new());
    let shown = (Some(form), "governance-flash-resolved");
    step(cx, id, shown, move |conn, actor, id, now| {
        ops::resolve(conn, actor, (id, &resolution), &draft, now).map(drop)
    })
    .await
}
