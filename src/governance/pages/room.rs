//! The page of a meeting for those who sit there: agenda, documents, who comes; and for who runs it how these change.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::body_form::MeetingForm;
use super::{
    Fault, Frame, capacity_word, faults, item_word, kinds, may_run, presence_word, status_of, typed,
};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::rules::{self, Quorum};
use crate::governance::{
    Attendance, Document, Item, ItemId, ItemKind, MeetingId, MeetingState, Presence, Seated,
    access, ops, queries,
};
use crate::i18n::Locale;
use crate::web::{Choice, Context, FieldErrors, Head, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    place: String,
    join_url: String,
    reason: String,
    items: Vec<ItemView>,
    documents: Vec<DocumentView>,
    people: Vec<PersonView>,
    /// What would be there, by what people answered.
    quorum: QuorumView,
    answer: Option<AnswerView>,
    plan: Option<PlanView>,
    agenda: Option<AgendaView>,
    may_bring: bool,
    may_convene: bool,
    may_invite_others: bool,
    /// How often calendars were told something else.
    sequence: i32,
    may_cancel: bool,
    /// Why it is called off, as it was typed.
    cancel_reason: String,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

#[derive(Serialize)]
struct ItemView {
    id: ItemId,
    number: usize,
    kind: String,
    name: String,
    lang: Locale,
    title: String,
    title_en: String,
    minutes: Option<i32>,
    reserved: bool,
    kinds: Vec<Choice>,
    documents: Vec<DocumentView>,
}

#[derive(Serialize, Clone)]
pub struct DocumentView {
    href: String,
    name: String,
    size: String,
    public: bool,
    removal: Option<String>,
}

#[derive(Serialize)]
pub struct PersonView {
    pub name: String,
    pub capacity: String,
    pub votes: bool,
    pub answer: String,
    pub note: String,
    pub seat: String,
    pub presences: Vec<Choice>,
}

#[derive(Debug, Serialize)]
pub struct QuorumView {
    pub votes: usize,
    pub there: usize,
    pub needed: usize,
    pub met: bool,
}

impl From<Quorum> for QuorumView {
    fn from(one: Quorum) -> Self {
        Self { votes: one.votes, there: one.there, needed: one.needed, met: one.is_met() }
    }
}

#[derive(Serialize)]
struct AnswerView {
    choices: Vec<Choice>,
    note: String,
}

#[derive(Serialize)]
struct PlanView {
    form: MeetingForm,
    lock: i32,
    told: bool,
}

#[derive(Serialize)]
struct AgendaView {
    id: ItemId,
    title: String,
    title_en: String,
    minutes: String,
    kinds: Vec<Choice>,
    reserved: bool,
}

/// `GET /governance/meetings/{id}/room`
pub async fn room(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    page(&cx, &id, (None, FieldErrors::none(), None)).await
}

pub async fn page(
    cx: &Context<SignedIn>,
    id: &MeetingId,
    (form, errors, refusal): (Option<Upload>, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, now, locale) = (cx.actor(), id.clone(), cx.now, cx.locale);
    let (meeting, body, part, items, documents, people, came) = cx
        .db
        .read(move |conn| {
            let (meeting, body, part) = access::room(conn, &actor, &id, network_day(now))?;
            let items = queries::items_of(conn, &id)?;
            let documents = queries::documents_of(conn, &id)?;
            let people = ops::people(conn, &meeting)?;
            let came = queries::attendance_of(conn, &id)?;
            Ok((meeting, body, part, items, documents, people, came))
        })
        .await?;
    let ahead = rules::is_ahead(meeting.state);
    let may_write = may_run(&part, rules::has_open_agenda(meeting.state));
    let done = matches!(meeting.state, MeetingState::Published | MeetingState::Cancelled);
    let may_bring = may_run(&part, !done);
    let shown: Vec<_> = documents
        .iter()
        .map(|one| (one.item_id.clone(), document(one, may_bring, locale)))
        .collect();
    let answered = came_by_answer(&came);
    let own = part.seat.as_ref().and_then(|seat| came.iter().find(|one| one.seat_id == seat.id));
    let text = |name: &str| form.as_ref().map(|form| form.text(name)).unwrap_or_default();
    let title = |kept: &str| {
        if text("title").is_empty() { kept.to_owned() } else { text("title").to_owned() }
    };
    let of = |name: &str, kept: String| match &form {
        Some(form) if form.names().any(|one| one == "starts") => form.text(name).to_owned(),
        _ => kept,
    };
    let status = status_of(&errors, refusal);
    let mut frame = Frame::of((&meeting, &body), "room", locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        items: items
            .iter()
            .enumerate()
            .map(|(place, item)| item_view((place + 1, item), &shown, locale))
            .collect(),
        documents: shown
            .iter()
            .filter(|(item, _)| item.is_none())
            .map(|(_, one)| one.clone())
            .collect(),
        people: people.iter().map(|one| person(one, &came, locale)).collect(),
        quorum: rules::quorum(&people, &answered, body.quorum).into(),
        answer: (part.seat.is_some()
            && meeting.state == MeetingState::Convened
            && meeting.ends_at > now)
            .then(|| AnswerView {
                choices: presences(own.and_then(|one| one.answer), locale),
                note: own.map(|one| one.note.clone()).unwrap_or_default(),
            }),
        plan: may_run(&part, ahead).then(|| PlanView {
            form: MeetingForm {
                id: meeting.id.to_string(),
                title: title(&meeting.title),
                title_en: of("title_en", meeting.title_en.clone()),
                starts: of("starts", typed(meeting.starts_at)),
                ends: of("ends", typed(meeting.ends_at)),
                place: of("place", meeting.place.clone()),
                join_url: of("join_url", meeting.join_url.clone()),
            },
            lock: meeting.lock_version,
            told: meeting.state == MeetingState::Convened,
        }),
        agenda: may_write.then(|| AgendaView {
            id: ItemId::new(),
            title: text("item_title").to_owned(),
            title_en: text("item_title_en").to_owned(),
            minutes: text("item_minutes").to_owned(),
            kinds: item_kinds(text("item_kind"), locale),
            reserved: !text("item_reserved").is_empty(),
        }),
        may_bring,
        may_convene: may_run(&part, meeting.state == MeetingState::Planned),
        may_invite_others: may_run(&part, meeting.state == MeetingState::Convened),
        sequence: meeting.sequence,
        may_cancel: may_run(&part, ahead),
        cancel_reason: text("reason").to_owned(),
        place: meeting.place.clone(),
        join_url: meeting.join_url.clone(),
        reason: meeting.reason.clone(),
        faults: faults(&errors),
        errors,
        frame,
    };
    let head = Head { title: view.frame.title.clone(), section: "governance" };
    cx.respond(status, "governance/room", head, &view)
}

/// What people said beforehand, as if it were so.
fn came_by_answer(came: &[Attendance]) -> Vec<Attendance> {
    let as_said = |one: &Attendance| Attendance { presence: one.answer, ..one.clone() };
    came.iter().map(as_said).collect()
}

fn item_view(
    (number, item): (usize, &Item),
    documents: &[(Option<ItemId>, DocumentView)],
    locale: Locale,
) -> ItemView {
    let of = documents.iter().filter(|(of, _)| of.as_ref() == Some(&item.id));
    ItemView {
        id: item.id.clone(),
        number,
        kind: item_word(item.kind, locale),
        name: item.name(locale).0.to_owned(),
        lang: item.name(locale).1,
        title: item.title.clone(),
        title_en: item.title_en.clone(),
        minutes: item.minutes,
        reserved: item.reserved,
        kinds: item_kinds(item.kind.as_str(), locale),
        documents: of.map(|(_, one)| one.clone()).collect(),
    }
}

fn item_kinds(on: &str, locale: Locale) -> Vec<Choice> {
    kinds(ItemKind::ALL, |one| item_word(one, locale), ItemKind::as_str, on)
}

fn document(one: &Document, may_remove: bool, locale: Locale) -> DocumentView {
    let href = format!("/governance/meetings/{}/documents/{}", one.meeting_id, one.id);
    DocumentView {
        removal: may_remove.then(|| format!("{href}/removal")),
        href,
        name: one.name.clone(),
        size: size(one.bytes, locale),
        public: one.public,
    }
}

/// How large a file is, in words.
pub fn size(bytes: i64, locale: Locale) -> String {
    let (unit, mega) = (locale.pick("Ko", "KB"), locale.pick("Mo", "MB"));
    match bytes {
        0..1_048_576 => format!("{}\u{a0}{unit}", (bytes / 1024).max(1)),
        _ => format!("{}\u{a0}{mega}", bytes / 1_048_576),
    }
}

pub fn person(one: &Seated, came: &[Attendance], locale: Locale) -> PersonView {
    let known = came.iter().find(|row| row.seat_id == one.seat.id);
    let capacity = match one.seat.alternate_of {
        Some(_) => locale.text("governance-alternate"),
        None => capacity_word(one.seat.capacity, locale),
    };
    PersonView {
        name: one.name.clone(),
        capacity,
        votes: one.seat.votes,
        answer: known
            .and_then(|row| row.answer)
            .map(|said| presence_word(said, locale))
            .unwrap_or_default(),
        note: known.map(|row| row.note.clone()).unwrap_or_default(),
        seat: one.seat.id.to_string(),
        presences: std::iter::once(choice("", "–".to_owned(), false))
            .chain(presences(known.and_then(|row| row.presence.or(row.answer)), locale))
            .collect(),
    }
}

fn presences(on: Option<Presence>, locale: Locale) -> Vec<Choice> {
    let on = on.map(Presence::as_str).unwrap_or_default();
    kinds(Presence::ALL, |one| presence_word(one, locale), Presence::as_str, on)
}

/// Does one thing with a meeting, and leads back to its page; or shows the page with why not.
pub async fn step(
    cx: Context<SignedIn>,
    id: MeetingId,
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &MeetingId, NaiveDateTime) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which, now)).await {
        Ok(()) => cx.redirect(&format!("/governance/meetings/{id}/room"), flash),
        Err(Error::Refused(why)) => page(&cx, &id, (None, FieldErrors::none(), Some(why))).await,
        Err(error) => Err(error),
    }
}
