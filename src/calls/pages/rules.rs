//! By which rules an application is eligible, where they are set.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use crate::calls::{Call, CallId, Rule, RuleKind, access, ops, rules};
use crate::questionnaires::{self, Kind};
use crate::web::{Choice, Context, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    slug: String,
    rules: Vec<RuleView>,
    may_change: bool,
    id: String,
    kinds: Vec<Choice>,
    fields: Vec<Choice>,
    typed: Typed,
}

#[derive(Serialize)]
struct RuleView {
    place: usize,
    text_fr: String,
    text_en: String,
    kind: String,
    blocking: bool,
    may_remove: bool,
}

/// What was typed for a new rule.
#[derive(Default, Clone, Serialize)]
struct Typed {
    least: String,
    wanted: String,
    text_fr: String,
    text_en: String,
    blocking: bool,
}

fn kind_word(cx: &Context<SignedIn>, kind: RuleKind) -> String {
    cx.text(match kind {
        RuleKind::Complete => "calls-rule-complete",
        RuleKind::Institutions => "calls-rule-institutions",
        RuleKind::Lead => "calls-rule-lead",
        RuleKind::Staff => "calls-rule-staff",
        RuleKind::Territory => "calls-rule-territory",
        RuleKind::Letters => "calls-rule-letters",
        RuleKind::Answer => "calls-rule-answer",
    })
}

/// `GET /inbox/calls/{id}/rules`
pub async fn rules(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, (Typed::default(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (typed, refusal): (Typed, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let (call, all, form) = cx
        .db
        .read(move |conn| {
            let call: Call = access::for_desk(conn, &actor, &id)?;
            let all = ops::rules_of(conn, &call)?;
            let form = questionnaires::queries::find(conn, &call.version_id)?.definition;
            Ok((call, all, form))
        })
        .await?;
    let may_change = ops::rules_are_open(&call, cx.now);
    let several = all.len() > 1;
    let rule = |(place, one): (usize, &Rule)| RuleView {
        place,
        text_fr: one.text_fr.clone(),
        text_en: one.text_en.clone(),
        kind: kind_word(cx, one.kind),
        blocking: one.blocking,
        may_remove: may_change && several,
    };
    let decides = |kind| matches!(kind, Kind::YesNo | Kind::Single | Kind::Multiple);
    let mut frame = Frame::of(&call, "rules", (locale, cx.now));
    if let Some(refusal) = refusal {
        frame = frame.with_alert(cx.text(refusal.key()));
    }
    let view = View {
        frame,
        slug: call.slug.clone(),
        rules: (1..).zip(&all).map(rule).collect(),
        may_change,
        id: Rule::new_id(),
        kinds: RuleKind::ALL
            .iter()
            .map(|kind| choice(kind.as_str(), kind_word(cx, *kind), false))
            .collect(),
        fields: std::iter::once(choice("", "–".to_owned(), false))
            .chain(
                form.walk().filter(|(_, block, item)| block.is_none() && decides(item.kind)).map(
                    |(_, _, item)| {
                        choice(&item.key, item.label.in_locale(locale).to_owned(), false)
                    },
                ),
            )
            .collect(),
        typed,
    };
    let status = match refusal {
        Some(refusal) if refusal == rules::NO_RULE_TEXT => StatusCode::UNPROCESSABLE_ENTITY,
        Some(refusal) if refusal == rules::NO_SUCH_QUESTION => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    cx.respond(status, "calls/rules", cx.head("calls-rules", "inbox"), &view)
}

/// `POST /inbox/calls/{id}/rules`
pub async fn put_rule(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let text =
        |name: &str, most: usize| -> String { form.text(name).trim().chars().take(most).collect() };
    let typed = Typed {
        least: text("least", 4),
        wanted: text("wanted", 60),
        text_fr: text("text_fr", 300),
        text_en: text("text_en", 300),
        blocking: form.text("blocking") == "1",
    };
    let kind: RuleKind = form.text("kind").parse().map_err(|_| Error::Malformed("kind"))?;
    let made: CallId = form.text("id").parse().map_err(|_| Error::Malformed("id"))?;
    let rule = Rule {
        id: made.to_string(),
        kind,
        least: typed.least.parse().unwrap_or(0).clamp(0, 1_000),
        field_key: if kind == RuleKind::Answer { text("field", 60) } else { String::new() },
        wanted: if kind == RuleKind::Answer { typed.wanted.clone() } else { String::new() },
        blocking: typed.blocking,
        text_fr: typed.text_fr.clone(),
        text_en: typed.text_en.clone(),
    };
    let which = id.clone();
    let done = cx
        .db
        .write(move |conn| {
            if rule.text_fr.is_empty() {
                access::for_desk(conn, &actor, &which)?;
                return Err(rules::NO_RULE_TEXT.into());
            }
            ops::put_rule(conn, &actor, (&which, &rule), now)
        })
        .await;
    answered(&cx, &id, (done, typed), "calls-flash-rule").await
}

/// `POST /inbox/calls/{id}/rules/{n}/removal`
pub async fn remove_rule(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, usize)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, place)) = (cx.actor(), cx.now, path.into_inner());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::remove_rule(conn, &actor, (&which, place), now)).await;
    answered(&cx, &id, (done, Typed::default()), "calls-flash-rule-removed").await
}

async fn answered(
    cx: &Context<SignedIn>,
    id: &CallId,
    (done, typed): (Result<()>, Typed),
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/rules"), flash),
        Err(Error::Refused(refusal)) => page(cx, id, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}
