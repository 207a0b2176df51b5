//! Whether one could apply, asked before there is an account or an application. Nothing is kept.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::CallHead;
use crate::Result;
use crate::calls::{Rule, access, ops};
use crate::web::{Anyone, Context, Head};

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    head: CallHead,
    contact: String,
    rules: Vec<RuleView>,
    /// What the answers come to; nothing before any was given.
    verdict: Option<Verdict>,
}

#[derive(Serialize)]
struct RuleView {
    id: String,
    text: String,
    blocking: bool,
    yes: bool,
    no: bool,
}

#[derive(Serialize)]
struct Verdict {
    class: &'static str,
    icon: &'static str,
    word: String,
    /// What was answered with no, quoted.
    unmet: Vec<UnmetView>,
}

#[derive(Serialize)]
struct UnmetView {
    text: String,
    blocking: bool,
}

/// `GET /calls/{slug}/self-test?{rule}=yes`
pub async fn self_test(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    asked: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let (slug, actor, now) = (slug.into_inner(), cx.actor().cloned(), cx.now);
    let (call, rules) = cx
        .db
        .read(move |conn| {
            let call = access::for_form(conn, actor.as_ref(), &slug, now)?;
            let rules = ops::rules_of(conn, &call)?;
            Ok((call, rules))
        })
        .await?;
    let said = |rule: &Rule| {
        asked.iter().find(|(name, _)| *name == rule.id).map(|(_, value)| value.as_str())
    };
    let any = rules.iter().any(|rule| said(rule).is_some());
    let unmet: Vec<&Rule> = rules.iter().filter(|rule| said(rule) == Some("no")).collect();
    let all_met = rules.iter().all(|rule| said(rule) == Some("yes"));
    let (class, icon, word) = match (unmet.iter().any(|rule| rule.blocking), unmet.is_empty()) {
        (true, _) => ("is-bad", "x-circle", "calls-test-blocked"),
        (false, false) => ("is-warn", "exclamation-triangle", "calls-test-examined"),
        (false, true) if all_met => ("is-good", "check-circle", "calls-test-good"),
        (false, true) => ("is-info", "info-circle", "calls-test-open"),
    };
    let verdict = Verdict {
        class,
        icon,
        word: cx.text(word),
        unmet: unmet
            .iter()
            .map(|rule| UnmetView {
                text: rule.text(cx.locale).to_owned(),
                blocking: rule.blocking,
            })
            .collect(),
    };
    let view = View {
        head: CallHead::of(&call, (cx.locale, cx.now)),
        contact: call.text.contact.clone(),
        rules: rules
            .iter()
            .map(|rule| RuleView {
                id: rule.id.clone(),
                text: rule.text(cx.locale).to_owned(),
                blocking: rule.blocking,
                yes: said(rule) == Some("yes"),
                no: said(rule) == Some("no"),
            })
            .collect(),
        verdict: any.then_some(verdict),
    };
    let title = format!("{} – {}", cx.text("calls-test"), view.head.title);
    cx.page("calls/self_test", Head { title, section: "calls" }, &view)
}
