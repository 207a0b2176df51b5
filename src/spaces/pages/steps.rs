//! One step of a space's life; then its page, which says what came of it.

use actix_web::{HttpResponse, web};

use super::examine::{Typed, show};
use super::request::named;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::spaces::ops::{self, Checked, End};
use crate::spaces::rules::{MAX_NAME, MAX_TEXT};
use crate::spaces::{Item, PersonId, Profile, Role, SpaceId};
use crate::web::{Context, Coordinator, Upload, checked_email, day};
use crate::{Error, Refusal, Result, institutions};

const BAD_NAME: Refusal = Refusal::new("spaces-error-name");
const BAD_TEXT: Refusal = Refusal::new("spaces-error-text");
const BAD_CONTACT: Refusal = Refusal::new("spaces-error-contact");
const BAD_DAY: Refusal = Refusal::new("spaces-error-day");
const BAD_PERSON: Refusal = Refusal::new("spaces-error-person");

type Id = web::Path<SpaceId>;

async fn step(
    cx: Context<Coordinator>,
    (id, typed): (SpaceId, Typed),
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &SpaceId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/inbox/spaces/{id}"), flash),
        Err(Error::Refused(refusal)) => show(&cx, id, (Some(refusal), typed)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/spaces/{id}/examination`
pub async fn examine(cx: Context<Coordinator>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    step(
        cx,
        (id.into_inner(), Typed::default()),
        "spaces-flash-examined",
        move |conn, actor, id| ops::examine(conn, actor, id, now),
    )
    .await
}

/// `POST /inbox/spaces/{id}/origin`
pub async fn vouch(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let domain = form.text("domain").trim().to_lowercase();
    let domain = Some(domain).filter(|domain| institutions::rules::is_domain(domain));
    step(cx, (id, Typed::default()), "spaces-flash-vouched", move |conn, actor, id| {
        ops::vouch(conn, actor, (id, domain.as_deref()), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/checks/{item}`
pub async fn check(
    cx: Context<Coordinator>,
    path: web::Path<(SpaceId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (id, item) = path.into_inner();
    let item: Item = item.parse().map_err(|_| Error::NotFound)?;
    let due = form.text("due_on").trim();
    let due_on = day(due);
    if !due.is_empty() && due_on.is_none() {
        return show(&cx, id, (Some(BAD_DAY), Typed::check(&form, item))).await;
    }
    let said = Checked {
        owner: form.text("owner").parse().ok(),
        due_on,
        note: form.text("note").chars().take(MAX_TEXT).collect(),
        done: !form.text("done").is_empty(),
    };
    let now = cx.now;
    step(cx, (id, Typed::check(&form, item)), "spaces-flash-checked", move |conn, actor, id| {
        ops::check(conn, actor, (id, item, &said), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/questions`
pub async fn ask(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let now = cx.now;
    let question =
        form.text("question").parse().unwrap_or_else(|_| crate::spaces::QuestionId::new());
    let body: String = form.text("body").chars().take(MAX_TEXT).collect();
    step(cx, (id.into_inner(), Typed::read(&form)), "spaces-flash-asked", move |conn, actor, id| {
        ops::ask(conn, actor, (id, &question, &body), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/people`
pub async fn add_person(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let role = form.text("role").parse().unwrap_or(Role::Curator);
    let Ok(named) = named(role, form.text("person_name"), form.text("person_email")) else {
        return show(&cx, id, (Some(BAD_PERSON), Typed::read(&form))).await;
    };
    step(cx, (id, Typed::read(&form)), "spaces-flash-named", move |conn, actor, id| {
        ops::add(conn, actor, (id, &named), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/people/{person}/end`
pub async fn end_person(
    cx: Context<Coordinator>,
    path: web::Path<(SpaceId, PersonId)>,
) -> Result<HttpResponse> {
    let (id, person) = path.into_inner();
    let now = cx.now;
    step(cx, (id, Typed::default()), "spaces-flash-ended", move |conn, actor, id| {
        ops::end_part(conn, actor, (id, &person), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}`
pub async fn save(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let text = |name: &str| form.text(name).trim().to_owned();
    let contact = match text("contact").as_str() {
        "" => Some(String::new()),
        typed => checked_email(typed),
    };
    let name = text("name");
    let texts = ["description_fr", "description_en", "perimeter"].map(text);
    let fault = if name.is_empty() || name.chars().count() > MAX_NAME {
        Some(BAD_NAME)
    } else if texts.iter().any(|text| text.chars().count() > MAX_TEXT) {
        Some(BAD_TEXT)
    } else if contact.is_none() {
        Some(BAD_CONTACT)
    } else {
        None
    };
    if fault.is_some() {
        return show(&cx, id, (fault, Typed::read(&form))).await;
    }
    let [description_fr, description_en, perimeter] = texts;
    let profile = Profile {
        name,
        description_fr,
        description_en,
        perimeter,
        contact: contact.unwrap_or_default(),
        node_id: form.text("node").parse().ok(),
    };
    step(cx, (id, Typed::read(&form)), "spaces-flash-saved", move |conn, actor, id| {
        ops::save_profile(conn, actor, (id, &profile), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/approval`
pub async fn approve(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let alias = form.text("alias").trim().to_lowercase();
    let typed = form.text("opens_on").trim();
    let opens_on = if typed.is_empty() { Some(network_day(now)) } else { day(typed) };
    let Some(opens_on) = opens_on else {
        return show(&cx, id, (Some(BAD_DAY), Typed::read(&form))).await;
    };
    step(cx, (id, Typed::read(&form)), "spaces-flash-approved", move |conn, actor, id| {
        ops::approve(conn, actor, (id, &alias, opens_on), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/refusal`
pub async fn refuse(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let now = cx.now;
    let typed = Typed::read(&form);
    step(cx, (id.into_inner(), typed), "spaces-flash-refused", move |conn, actor, id| {
        ops::refuse(conn, actor, (id, form.text("reason")), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/activation`
pub async fn activate(cx: Context<Coordinator>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, (id.into_inner(), Typed::default()), "spaces-flash-active", move |conn, actor, id| {
        ops::activate(conn, actor, id, now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/suspension`
pub async fn suspend(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let now = cx.now;
    let typed = Typed::read(&form);
    step(cx, (id.into_inner(), typed), "spaces-flash-suspended", move |conn, actor, id| {
        ops::suspend(conn, actor, (id, form.text("reason")), now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/resumption`
pub async fn resume(cx: Context<Coordinator>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, (id.into_inner(), Typed::default()), "spaces-flash-resumed", move |conn, actor, id| {
        ops::resume(conn, actor, id, now)
    })
    .await
}

/// `POST /inbox/spaces/{id}/closure`
pub async fn close(cx: Context<Coordinator>, id: Id, form: Upload) -> Result<HttpResponse> {
    let now = cx.now;
    let end = End {
        reason: form.text("reason").to_owned(),
        data_goes: form.text("data_goes").to_owned(),
        successor: form.text("successor").parse().ok(),
    };
    step(
        cx,
        (id.into_inner(), Typed::read(&form)),
        "spaces-flash-closed",
        move |conn, actor, id| ops::close(conn, actor, (id, &end), now),
    )
    .await
}
