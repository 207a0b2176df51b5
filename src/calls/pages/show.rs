//! The page of a call.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::ask::AskView;
use super::{ChangeView, Moment, badge, has_desk, moment, told};
use crate::calls::{Call, CallRole, Extension, Phase, Question, Rule, access, ops, queries};
use crate::clock::network_day;
use crate::decisions::pages::{ResultView, results_of};
use crate::gaps::pages::{PriorityView, priority_views};
use crate::i18n::Locale;
use crate::network::pages::kind_word;
use crate::questionnaires::{self, Version};
use crate::text::markdown;
use crate::web::{Anyone, Badge, Context, Head};
use crate::{Result, gaps, governance};

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    head: CallHead,
    body_html: String,
    notice_html: String,
    contact: String,
    reason: String,
    steps: Vec<Step>,
    grace: i32,
    opens: Option<Moment>,
    closes: Option<Moment>,
    extensions: Vec<ExtensionView>,
    /// How the form changed since it opened, the last change last.
    amendments: Vec<AmendmentView>,
    priorities: Vec<PriorityView>,
    results: Vec<ResultView>,
    sections: Vec<SectionView>,
    /// The version of the form, whose schema programs read.
    form_version: i32,
    minutes: u32,
    rules: Vec<RuleView>,
    questions: Vec<QuestionView>,
    questions_until: Option<Moment>,
    ask: Option<AskView>,
    /// What its applications become, where it says so.
    labelled: String,
    /// Whether one may begin to apply.
    apply: bool,
    desk: Option<String>,
    /// What was decided about it.
    resolutions: Vec<governance::pages::LineView>,
}

/// What stands at the top of each page about a call.
#[derive(Serialize)]
pub struct CallHead {
    pub slug: String,
    pub reference: String,
    pub title: String,
    pub lang: Locale,
    pub summary: String,
    pub badge: Badge,
}

impl CallHead {
    pub fn of(call: &Call, (locale, now): (Locale, NaiveDateTime)) -> Self {
        Self {
            slug: call.slug.clone(),
            reference: call.reference.clone(),
            title: call.text.title(locale).to_owned(),
            lang: call.text.language(locale),
            summary: call.text.summary(locale).to_owned(),
            badge: badge(call.phase(now), locale),
        }
    }
}

#[derive(Serialize)]
struct Step {
    word: String,
    when: String,
    done: bool,
    current: bool,
}

#[derive(Serialize)]
struct ExtensionView {
    from: String,
    to: String,
    reason: String,
    granted_at: NaiveDateTime,
}

#[derive(Serialize)]
struct AmendmentView {
    at: String,
    reason: String,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct SectionView {
    title: String,
    minutes: u32,
}

/// What an application must be to be eligible.
#[derive(Serialize)]
struct RuleView {
    text: String,
    blocking: bool,
}

#[derive(Serialize)]
struct QuestionView {
    id: String,
    body_html: String,
    answer_html: String,
    answered_at: NaiveDateTime,
    changes_rules: bool,
}

/// `GET /calls/{slug}`
pub async fn call(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &slug, None).await
}

/// The page, with what was asked when that did not pass.
pub async fn page(
    cx: &Context<Anyone>,
    slug: &str,
    asked: Option<AskView>,
) -> Result<HttpResponse> {
    let (slug, who) = (slug.to_owned(), cx.actor().map(|actor| actor.id.clone()));
    let (locale, today, actor) = (cx.locale, network_day(cx.now), cx.actor().cloned());
    let (
        call,
        form,
        extensions,
        questions,
        priorities,
        results,
        coordinates,
        amended,
        rules,
        decided,
    ) = cx
        .db
        .read(move |conn| {
            let call = access::for_reader(conn, &slug)?;
            let form = questionnaires::queries::find(conn, &call.version_id)?;
            let extensions = queries::extensions_of(conn, &call.id)?;
            let questions = queries::questions_of(conn, &call.id)?;
            let priorities = gaps::queries::priorities(conn, &call.id)?;
            let results = results_of(conn, &call, locale)?;
            let coordinates = match who {
                Some(who) => queries::has_role(conn, (&call.id, &who), CallRole::Coordinator)?,
                None => false,
            };
            let amended = ops::amended(conn, &call.id)?;
            let rules = ops::rules_of(conn, &call)?;
            let about = [format!("/calls/{}", call.slug)];
            let decided = governance::access::about(conn, actor.as_ref(), &about, today)?;
            Ok((
                call,
                form,
                extensions,
                questions,
                priorities,
                results,
                coordinates,
                amended,
                rules,
                decided,
            ))
        })
        .await?;
    let (phase, failed) = (call.phase(cx.now), asked.is_some());
    let mut view = view(cx, &call, (&form, &extensions, &questions));
    view.priorities = priority_views(&priorities, &cx.app.vocabularies(), cx.locale);
    view.results = results;
    if !matches!(phase, Phase::Announced | Phase::Cancelled) {
        let rule =
            |one: &Rule| RuleView { text: one.text(locale).to_owned(), blocking: one.blocking };
        view.rules = rules.iter().map(rule).collect();
    }
    view.amendments = amended
        .iter()
        .map(|(one, before, after)| AmendmentView {
            at: crate::times::said::day(one.made_at, call.terms.tz(), locale),
            reason: one.reason.clone(),
            changes: told(&before.definition, &after.definition, locale),
        })
        .collect();
    view.resolutions = governance::pages::line_views(&decided, today, locale);
    // Whoever runs it, or the network, does not apply to it.
    view.apply &= !has_desk(cx.actor(), coordinates);
    view.desk = has_desk(cx.actor(), coordinates).then(|| format!("/inbox/calls/{}", call.id));
    let in_time = call.terms.questions_until.is_none_or(|last| cx.now <= last);
    if in_time && matches!(phase, Phase::Announced | Phase::Scheduled | Phase::Open) {
        view.ask = Some(asked.unwrap_or_else(|| AskView::blank(cx.actor())));
    }
    let head = Head { title: view.head.title.clone(), section: "calls" };
    match failed {
        true => cx.respond(StatusCode::UNPROCESSABLE_ENTITY, "calls/call", head, &view),
        // What is asked has an id of its own: nobody is shown another's page.
        false => cx.page("calls/call", head, &view),
    }
}

fn view(
    cx: &Context<Anyone>,
    call: &Call,
    (version, extensions, questions): (&Version, &[Extension], &[Question]),
) -> View {
    let (locale, now, zone) = (cx.locale, cx.now, call.terms.tz());
    let (phase, form) = (call.phase(now), &version.definition);
    let at = |at: Option<NaiveDateTime>| at.map(|at| moment(at, zone, locale));
    let shows_form = call.shows_form(now);
    let section = |one: &questionnaires::Section| SectionView {
        title: one.title.in_locale(locale).to_owned(),
        minutes: one.minutes,
    };
    let question = |one: &Question| {
        Some(QuestionView {
            id: one.id.to_string(),
            body_html: markdown(&one.body),
            answer_html: markdown(&one.answer),
            answered_at: one.answered_at?,
            changes_rules: one.changes_rules,
        })
    };
    View {
        head: CallHead::of(call, (locale, now)),
        labelled: call.terms.node_kind.map(|kind| kind_word(kind, locale)).unwrap_or_default(),
        body_html: markdown(call.text.body(locale)),
        notice_html: markdown(call.text.notice(locale)),
        contact: call.text.contact.clone(),
        reason: call.reason.clone(),
        steps: steps(call, phase, locale),
        grace: call.terms.grace_minutes,
        opens: at(call.terms.opens_at),
        closes: at(call.terms.closes_at),
        extensions: extensions
            .iter()
            .map(|one| ExtensionView {
                from: moment(one.closed_at, zone, locale).when,
                to: moment(one.closes_at, zone, locale).when,
                reason: one.reason.clone(),
                granted_at: one.granted_at,
            })
            .collect(),
        amendments: Vec::new(),
        priorities: Vec::new(),
        results: Vec::new(),
        sections: if shows_form { form.sections.iter().map(section).collect() } else { Vec::new() },
        form_version: version.number,
        minutes: form.sections.iter().map(|one| one.minutes).sum(),
        rules: Vec::new(),
        questions: questions.iter().filter_map(question).collect(),
        questions_until: at(call.terms.questions_until),
        ask: None,
        apply: phase == Phase::Open,
        resolutions: Vec::new(),
        desk: None,
    }
}

/// The steps as they are told to all, with the date of each and where it stands.
fn steps(call: &Call, phase: Phase, locale: Locale) -> Vec<Step> {
    let place = match phase {
        Phase::Draft | Phase::Announced | Phase::Cancelled => 0,
        Phase::Scheduled => 1,
        Phase::Open | Phase::Grace => 2,
        Phase::Closed | Phase::InReview | Phase::Deliberation | Phase::Decided => 3,
        Phase::ResultsPublished | Phase::Archived => 4,
    };
    let zone = call.terms.tz();
    let day = |at: Option<NaiveDateTime>| {
        at.map(|at| crate::times::said::day(at, zone, locale)).unwrap_or_default()
    };
    let step = |number: usize, key: &str, at: Option<NaiveDateTime>| Step {
        word: locale.text(key),
        when: day(at),
        done: number < place || place == 4,
        current: number == place,
    };
    vec![
        step(1, "calls-step-opens", call.terms.opens_at),
        step(2, "calls-step-closes", call.terms.closes_at),
        step(3, "calls-step-review", None),
        step(4, "calls-step-results", call.results_at),
    ]
}
