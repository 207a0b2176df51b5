//! Whoever reviews: those asked for this call, the pool to ask from, and who is new to it.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Frame, after, status};
use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::questionnaires::pages::entries;
use crate::reviews::access::desk;
use crate::reviews::ops::{self, Newcomer, Profile};
use crate::reviews::queries::Person;
use crate::reviews::rules::conflicts::Bid;
use crate::reviews::{Affiliation, Standing, queries};
use crate::taxonomy::Vocabulary;
use crate::web::{Badge, Choice, Context, FieldErrors, SignedIn, Upload, checked_email, choice};
use crate::{Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    has_plan: bool,
    most: i32,
    asked: Vec<AskedView>,
    others: Vec<PersonView>,
    domains: Vec<DomainView>,
    feasible: Option<FeasibleView>,
    form: FormView,
}

/// Whether those who said yes would do for as many applications as last time.
#[derive(Serialize)]
struct FeasibleView {
    last: String,
    bids: usize,
    missing: usize,
    regions: String,
}

#[derive(Serialize)]
struct PersonView {
    id: AccountId,
    name: String,
    email: String,
    institutions: String,
    disciplines: String,
    languages: String,
    past: i64,
    /// Conflicts that are seen before anybody is asked.
    conflicts: usize,
}

#[derive(Serialize)]
struct AskedView {
    person: PersonView,
    badge: Badge,
    load: usize,
    most: i32,
    signed: bool,
    reason: String,
    may_remind: bool,
    may_let_go: bool,
}

#[derive(Serialize)]
struct DomainView {
    domain: String,
    institution: String,
}

#[derive(Serialize, Default)]
struct FormView {
    name: String,
    email: String,
    institutions: Vec<Choice>,
    disciplines: Vec<Choice>,
    errors: FieldErrors,
}

/// `GET /inbox/calls/{id}/reviews/pool`
pub async fn pool(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, (FormView::default(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (mut form, refusal): (FormView, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale, words) = (cx.actor(), id.clone(), cx.locale, cx.app.vocabularies());
    let day = crate::clock::network_day(cx.now);
    let (known_words, now) = (cx.app.vocabularies(), cx.now);
    let (desk, plan, asked, pool, affiliations, fields, past, all, domains, bids, feasible) = cx
        .db
        .read(move |conn| {
            let desk = desk(conn, &actor, &id)?;
            let feasible = ops::feasible(conn, &actor, (&desk, &known_words), now)?;
            Ok((
                desk,
                queries::plan(conn, &id)?,
                queries::asked(conn, &id)?,
                queries::pool(conn)?,
                queries::affiliations(conn, None)?,
                queries::disciplines(conn, None)?,
                queries::past_reviews(conn)?,
                queries::assignments_of_call(conn, &id)?,
                queries::domains(conn)?,
                queries::bids(conn, &id)?,
                feasible,
            ))
        })
        .await?;
    let institution = |slug: &str| words.label(Vocabulary::Institution, slug, locale);
    let conflicts = |person: &Person, of: &[&Affiliation]| {
        let judge = crate::reviews::rules::conflicts::Judge {
            account: person.id.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            institutions: crate::reviews::rules::conflicts::counted(of.iter().copied(), day),
        };
        let with = |(id, bid): &(&ApplicationId, &Bid)| {
            desk.shows(id)
                && !crate::reviews::rules::conflicts::found(&judge, bid, (&words, &domains))
                    .is_empty()
        };
        bids.iter().filter(with).count()
    };
    let view_of = |person: &Person| {
        let own: Vec<&Affiliation> =
            affiliations.iter().filter(|one| one.account_id == person.id).collect();
        let known = fields.iter().filter(|(of, _)| *of == person.id);
        PersonView {
            id: person.id.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            institutions: joined(own.iter().map(|one| institution(&one.institution))),
            disciplines: joined(
                known.map(|(_, code)| words.label(Vocabulary::Discipline, code, locale)),
            ),
            languages: person.languages.replace(',', ", "),
            past: past.iter().find(|(of, _)| *of == person.id).map_or(0, |(_, n)| *n),
            conflicts: conflicts(person, &own),
        }
    };
    let known: BTreeMap<_, _> =
        asked.iter().map(|(one, person)| (person.id.clone(), one.state)).collect();
    let failed = !form.errors.is_empty();
    form.institutions = chosen(Vocabulary::Institution, cx, &[]);
    form.disciplines = chosen(Vocabulary::Discipline, cx, &[]);
    let view = View {
        frame: Frame::of(&desk.call, "pool", cx, refusal),
        has_plan: plan.is_some(),
        most: plan.map_or(6, |plan| plan.most_each),
        asked: asked
            .iter()
            .map(|(one, person)| AskedView {
                person: view_of(person),
                badge: badge(one.state, cx),
                load: ops::load_of(&desk, &all, &person.id),
                most: one.most,
                signed: one.signed_at.is_some(),
                reason: one.reason.clone(),
                may_remind: one.state != Standing::Accepted,
                may_let_go: matches!(one.state, Standing::Invited | Standing::Accepted),
            })
            .collect(),
        others: pool.iter().filter(|one| !known.contains_key(&one.id)).map(view_of).collect(),
        domains: domains
            .iter()
            .map(|(domain, of)| DomainView { domain: domain.clone(), institution: institution(of) })
            .collect(),
        feasible: feasible.map(|one| FeasibleView {
            regions: joined(
                one.regions.iter().map(|code| words.label(Vocabulary::Region, code, locale)),
            ),
            last: one.last,
            bids: one.bids,
            missing: one.missing,
        }),
        form,
    };
    let status = match failed {
        true => actix_web::http::StatusCode::UNPROCESSABLE_ENTITY,
        false => status(refusal),
    };
    cx.respond(status, "reviews/pool", cx.head("reviews-pool", "inbox"), &view)
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// A vocabulary to choose from.
pub(super) fn chosen(of: Vocabulary, cx: &Context<SignedIn>, on: &[String]) -> Vec<Choice> {
    entries(of, &cx.app.vocabularies(), on, cx.locale)
        .into_iter()
        .map(|(code, label)| {
            let is_on = on.contains(&code);
            choice(&code, label, is_on)
        })
        .collect()
}

fn badge(state: Standing, cx: &Context<SignedIn>) -> Badge {
    let (class, icon) = match state {
        Standing::Invited => ("is-warn", "hourglass-split"),
        Standing::Accepted => ("is-good", "check-circle"),
        Standing::Declined | Standing::Removed => ("", "x-circle"),
    };
    Badge { class, icon, word: cx.text(&format!("reviews-standing-{state}")) }
}

/// `POST /inbox/calls/{id}/reviews/pool`: somebody new.
pub async fn add(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let text = |name: &str| form.text(name).trim().to_owned();
    let words = cx.app.vocabularies();
    let mut typed = FormView { name: text("name"), email: text("email"), ..FormView::default() };
    if typed.name.is_empty() || typed.name.chars().count() > 200 {
        typed.errors.add("name", "form-name");
    }
    let email = checked_email(&typed.email);
    if email.is_none() {
        typed.errors.add("email", "form-email");
    }
    let Some(email) = email.filter(|_| typed.errors.is_empty()) else {
        return page(&cx, &id, (typed, None)).await;
    };
    let known = |of: Vocabulary, name: &str| -> Vec<String> {
        form.all(name).iter().filter(|code| words.has(of, code)).cloned().collect()
    };
    let institutions = known(Vocabulary::Institution, "institution");
    let new = Newcomer {
        name: typed.name.clone(),
        email,
        profile: Profile {
            languages: "fr".to_owned(),
            disciplines: known(Vocabulary::Discipline, "disciplines"),
            affiliations: institutions.into_iter().map(|slug| (slug, None, None)).collect(),
        },
    };
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::add(conn, &actor, (&which, &new), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/pool");
    after(&cx, done, (&to, "reviews-flash-added"), |refusal| page(&cx, &id, (typed, Some(refusal))))
        .await
}

/// `POST /inbox/calls/{id}/reviews/pool/{account}/invitation`
pub async fn ask(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, AccountId)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, account)) = (cx.actor(), cx.now, path.into_inner());
    let most = form.text("most").trim().parse().ok().filter(|n| (1..=50).contains(n)).unwrap_or(6);
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::ask(conn, &actor, (&which, &account, most), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/pool");
    let refused = |refusal| page(&cx, &id, (FormView::default(), Some(refusal)));
    after(&cx, done, (&to, "reviews-flash-asked"), refused).await
}

/// `POST /inbox/calls/{id}/reviews/pool/{account}/removal`
pub async fn let_go(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, AccountId)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, account)) = (cx.actor(), cx.now, path.into_inner());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::let_go(conn, &actor, (&which, &account), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/pool");
    let refused = |refusal| page(&cx, &id, (FormView::default(), Some(refusal)));
    after(&cx, done, (&to, "reviews-flash-let-go"), refused).await
}

/// `POST /inbox/calls/{id}/reviews/pool/domains`
pub async fn domain(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let domain = form.text("domain").trim().trim_start_matches('@').to_lowercase();
    let institution = form.text("institution").to_owned();
    let words = cx.app.vocabularies();
    let to = format!("/inbox/calls/{id}/reviews/pool");
    let whole =
        domain.contains('.') && domain.len() <= 253 && !domain.contains(char::is_whitespace);
    if !whole || !words.has(Vocabulary::Institution, &institution) {
        let mut typed = FormView::default();
        typed.errors.add("domain", "reviews-error-domain");
        return page(&cx, &id, (typed, None)).await;
    }
    let which = id.clone();
    let done = cx
        .db
        .write(move |conn| ops::know_domain(conn, &actor, (&which, &domain, &institution), now))
        .await;
    let refused = |refusal| page(&cx, &id, (FormView::default(), Some(refusal)));
    after(&cx, done, (&to, "reviews-flash-domain"), refused).await
}
