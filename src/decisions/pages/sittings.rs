//! When the committee sits: who is there now, and the sheet of what was decided, by whom, without whom.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::minutes::{self, MinutesView, Typed};
use super::scenario::{self, ScenarioView};
use super::{Frame, outcome_word, refused};
use crate::accounts::{AccountId, Actor};
use crate::applications::{ApplicationId, pages::pdf_answer};
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::decisions::access::{self, Seat};
use crate::decisions::rules::votes::Tally;
use crate::decisions::{
    Decision, Minutes, Portfolio, Presence, Recusal, Scenario, Sitting, SittingId, ops, queries,
    rules,
};
use crate::i18n::Locale;
use crate::print::paper::{self, Paper, Style};
use crate::reviews::queries::hidden_from;
use crate::times::said;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    /// The one that goes on.
    now: Option<OpenView>,
    past: Vec<PastView>,
    may_lead: bool,
    may_sit: bool,
    /// For the next one.
    id: String,
    quorum: usize,
    seats: Vec<MemberView>,
}

#[derive(Serialize)]
struct OpenView {
    id: SittingId,
    since: NaiveDateTime,
    quorum: i32,
    here: usize,
    quorate: bool,
}

#[derive(Serialize)]
struct MemberView {
    id: AccountId,
    name: String,
    here: bool,
}

#[derive(Serialize)]
struct PastView {
    href: String,
    from: NaiveDateTime,
    until: Option<NaiveDateTime>,
}

/// `GET /inbox/calls/{id}/sittings`
pub async fn sittings(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (call, seat, all, voters, here) = cx
        .db
        .read(move |conn| {
            let (call, seat) = access::seated(conn, &actor, &id)?;
            let all = queries::sittings_of(conn, &id)?;
            let voters = queries::voters(conn, &id)?;
            let open = all.iter().find(|one| one.closed_at.is_none());
            let here = match open {
                Some(open) => ops::here(conn, &open.id)?,
                None => Vec::new(),
            };
            Ok((call, seat, all, voters, here))
        })
        .await?;
    let mut frame = Frame::of((&call, seat), "sittings", cx.locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let open = all.iter().find(|one| one.closed_at.is_none());
    let view = View {
        frame,
        now: open.map(|one| OpenView {
            id: one.id.clone(),
            since: one.opened_at,
            quorum: one.quorum,
            here: here.len(),
            quorate: usize::try_from(one.quorum).is_ok_and(|quorum| here.len() >= quorum),
        }),
        past: all
            .iter()
            .map(|one| PastView {
                href: format!("/inbox/calls/{}/sittings/{}", call.id, one.id),
                from: one.opened_at,
                until: one.closed_at,
            })
            .collect(),
        may_lead: seat.coordinates || seat.chairs,
        may_sit: open.is_none()
            && rules::may_sit(call.state)
            && !voters.is_empty()
            && (seat.coordinates || seat.chairs),
        id: SittingId::new().to_string(),
        quorum: rules::usual_quorum(voters.len()),
        seats: voters
            .into_iter()
            .map(|(id, name)| MemberView { here: here.contains(&id), id, name })
            .collect(),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "decisions/sittings", cx.head("decisions-sittings", "inbox"), &view)
}

async fn step(
    cx: Context<SignedIn>,
    id: CallId,
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &CallId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    match refused(&cx, &id, work).await? {
        None => cx.redirect(&format!("/inbox/calls/{id}/sittings"), flash),
        Some(refusal) => page(&cx, &id, Some(refusal)).await,
    }
}

/// `POST /inbox/calls/{id}/sittings`
pub async fn sit(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "decisions-flash-sits", move |conn, actor, id| {
        let sitting = form.text("id").parse().map_err(|_| Error::Malformed("id"))?;
        let quorum = form.text("quorum").trim().parse().unwrap_or(-1);
        let present: Vec<AccountId> =
            form.all("present").iter().filter_map(|typed| typed.parse().ok()).collect();
        ops::sit(conn, actor, (id, &sitting, quorum), &present, now)
    })
    .await
}

type At = web::Path<(CallId, SittingId)>;

/// `POST /inbox/calls/{id}/sittings/{sitting}/presences`: somebody comes or goes.
pub async fn presence(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (now, (id, sitting)) = (cx.now, at.into_inner());
    step(cx, id, "decisions-flash-presence", move |conn, actor, id| {
        let account = form.text("account").parse().map_err(|_| Error::Malformed("account"))?;
        match form.text("here") {
            "yes" => ops::come(conn, actor, (id, &sitting, &account), now),
            _ => ops::go(conn, actor, (id, &sitting, &account), now),
        }
    })
    .await
}

/// `POST /inbox/calls/{id}/sittings/{sitting}/closure`
pub async fn rise(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (now, (id, sitting)) = (cx.now, at.into_inner());
    step(cx, id, "decisions-flash-rises", move |conn, actor, id| {
        ops::rise(conn, actor, (id, &sitting), now)
    })
    .await
}

/// `POST /inbox/calls/{id}/decisions/{application}/recusal`
pub async fn stand_aside(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (call, id)) = (cx.actor(), cx.now, path.into_inner());
    let id: ApplicationId = id.parse().map_err(|_| Error::NotFound)?;
    let (which, why) = (call.clone(), form.text("why").to_owned());
    let done =
        cx.db.write(move |conn| ops::stand_aside(conn, &actor, (&which, &id, &why), now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{call}/decisions"), "decisions-flash-aside"),
        Err(Error::Refused(refusal)) => page(&cx, &call, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct SheetView {
    frame: Frame,
    id: SittingId,
    from: String,
    until: String,
    quorum: i32,
    present: Vec<String>,
    decided: Vec<DecidedView>,
    minutes: MinutesView,
    scenario: ScenarioView,
}

#[derive(Serialize)]
struct DecidedView {
    reference: String,
    title: String,
    outcome: String,
    /// Who was there and had no part in it.
    aside: Vec<String>,
    /// How it was voted on; none when nobody voted.
    votes: Option<Tally>,
}

/// What a sheet is made of: nothing of an application that its reader must not see.
struct Sheet {
    call: Call,
    seat: Seat,
    sitting: Sitting,
    present: Vec<Presence>,
    decided: Vec<(Decision, crate::applications::Application)>,
    aside: Vec<Recusal>,
    votes: Vec<queries::Cast>,
    minutes: Vec<Minutes>,
    /// The applications of the call that its reader may see.
    all: Vec<crate::applications::Application>,
    kept: (Option<Scenario>, Vec<Portfolio>),
}

async fn read(cx: &Context<SignedIn>, (id, which): (&CallId, &SittingId)) -> Result<Sheet> {
    let (actor, id, which) = (cx.actor(), id.clone(), which.clone());
    cx.db
        .read(move |conn| {
            let (call, seat) = access::seated(conn, &actor, &id)?;
            let sitting = queries::sitting(conn, &which)?;
            if sitting.call_id != call.id {
                return Err(Error::NotFound);
            }
            let hidden = hidden_from(conn, &actor.id, &id)?;
            let present = queries::presences_of(conn, &which)?;
            let mut decided = queries::decided_in(conn, &which)?;
            decided.retain(|(_, application)| !hidden.contains(&application.id));
            let aside = queries::recusals_of(conn, &which)?;
            // Whoever stood aside does not vote, whenever that was found.
            let mut votes = queries::votes_in(conn, &which)?;
            for (one, _) in &decided {
                let apart = queries::apart_from(conn, &one.application_id)?;
                votes.retain(|(id, by, ..)| *id != one.application_id || !apart.contains(by));
            }
            let minutes = queries::minutes_of(conn, &which)?;
            let all = queries::applications_of(conn, &id, Some(&actor.id))?;
            let tried = ops::portfolios(conn, &actor, &id)?;
            let kept = sitting.scenario();
            let shown = |one: &Scenario| !one.applications.iter().any(|bid| hidden.contains(bid));
            let kept = (kept.filter(shown), tried);
            Ok(Sheet { call, seat, sitting, present, decided, aside, votes, minutes, all, kept })
        })
        .await
}

impl Sheet {
    fn view(&self, typed: Option<&Typed>, locale: Locale) -> SheetView {
        let zone = self.call.terms.tz();
        let moment = |at| said::moment(at, zone, locale);
        let here = |one: &Presence| match one.left_at {
            Some(left) => format!("{} ({} – {})", one.name, moment(one.came_at), moment(left)),
            None => format!("{} ({} –)", one.name, moment(one.came_at)),
        };
        let decided = |(decision, one): &(Decision, crate::applications::Application)| {
            let aside = self.aside.iter().filter(|aside| aside.application == one.id);
            DecidedView {
                reference: one.reference.clone().unwrap_or_default(),
                title: one.title.clone(),
                outcome: outcome_word(decision.outcome, locale),
                aside: aside.map(|aside| aside.name.clone()).collect(),
                votes: Some(Tally::of(
                    self.votes
                        .iter()
                        .filter(|one| ops::counts(one, decision))
                        .map(|(.., vote)| *vote),
                ))
                .filter(|tally| tally.cast() > 0),
            }
        };
        let ids: Vec<ApplicationId> =
            self.decided.iter().map(|(_, application)| application.id.clone()).collect();
        SheetView {
            frame: Frame::of((&self.call, self.seat), "sittings", locale),
            id: self.sitting.id.clone(),
            from: moment(self.sitting.opened_at),
            until: self.sitting.closed_at.map(moment).unwrap_or_default(),
            quorum: self.sitting.quorum,
            present: self.present.iter().map(here).collect(),
            decided: self.decided.iter().map(decided).collect(),
            minutes: minutes::view(
                (&self.sitting, self.seat),
                (&self.minutes, &self.all, &ids),
                typed,
                (zone, locale),
            ),
            scenario: scenario::view(
                self.kept.0.as_ref(),
                (&self.all, &self.kept.1),
                self.sitting.approved_at.is_none() && (self.seat.coordinates || self.seat.chairs),
            ),
        }
    }
}

/// `GET /inbox/calls/{id}/sittings/{sitting}`
pub async fn sheet(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    sheet_page(&cx, (&at.0, &at.1), (None, None)).await
}

pub(super) async fn sheet_page(
    cx: &Context<SignedIn>,
    at: (&CallId, &SittingId),
    (typed, refusal): (Option<&Typed>, Option<Refusal>),
) -> Result<HttpResponse> {
    let mut view = read(cx, at).await?.view(typed, cx.locale);
    view.frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let status = match refusal {
        None => StatusCode::OK,
        Some(refusal) if refusal == rules::MINUTES_TOO_LONG => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
    };
    cx.respond(status, "decisions/sheet", cx.head("decisions-sheet", "inbox"), &view)
}

/// `GET /inbox/calls/{id}/sittings/{sitting}/sheet.pdf`
pub async fn sheet_pdf(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let read = read(&cx, (&at.0, &at.1)).await?;
    let (locale, view) = (cx.locale, read.view(None, cx.locale));
    let title = format!("{} – {}", cx.text("decisions-sheet"), view.frame.reference);
    let mut blocks = vec![
        (Style::Title, title.clone()),
        (Style::Text, view.frame.title.clone()),
        (Style::Label, cx.text("decisions-sheet-from")),
        (Style::Text, view.from.clone()),
    ];
    if !view.until.is_empty() {
        blocks.push((Style::Label, cx.text("decisions-sheet-until")));
        blocks.push((Style::Text, view.until.clone()));
    }
    blocks.push((Style::Text, locale.text1("decisions-quorum-of", "n", view.quorum)));
    blocks.push((Style::Heading, cx.text("decisions-present")));
    blocks.extend(view.present.iter().map(|one| (Style::Text, one.clone())));
    blocks.push((Style::Heading, cx.text("decisions-title")));
    for one in &view.decided {
        blocks.push((Style::Label, format!("{} – {}", one.reference, one.title)));
        blocks.push((Style::Text, one.outcome.clone()));
        if !one.aside.is_empty() {
            let names = one.aside.join(", ");
            blocks.push((Style::Small, locale.text1("decisions-aside", "names", names)));
        }
        if let Some(votes) = one.votes {
            blocks.push((Style::Small, tally_said(votes, locale)));
        }
    }
    if let Some(kept) = &view.scenario.kept {
        blocks.push((Style::Heading, cx.text("decisions-scenario")));
        blocks.push((Style::Label, kept.name.clone()));
        blocks.extend(kept.bids.iter().map(|one| (Style::Text, one.clone())));
        blocks.push((Style::Small, scenario::said(kept, locale)));
    }
    let said = view.minutes.parts.iter().filter(|part| !part.body.is_empty());
    for (place, part) in said.enumerate() {
        if place == 0 {
            blocks.push((Style::Heading, cx.text("decisions-minutes")));
        }
        blocks.push((Style::Label, part.title.clone()));
        blocks.push((Style::Text, part.body.clone()));
    }
    let paper = Paper { language: locale.pick("fr-FR", "en-GB"), title, blocks };
    let bytes = paper::write(&paper).ok_or_else(|| anyhow::anyhow!("no fonts to write with"))?;
    Ok(pdf_answer(bytes, &format!("{}-seance", view.frame.reference)))
}

fn tally_said(tally: Tally, locale: Locale) -> String {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("yes", tally.yes);
    args.set("no", tally.no);
    args.set("abstain", tally.abstain);
    locale.text_with("decisions-votes-said", Some(&args))
}
