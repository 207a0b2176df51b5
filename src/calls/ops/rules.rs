//! By which rules an application is eligible: changed until the call opens, and read by whoever applies.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::calls::rules;
use crate::calls::rules::checklist::{self, Beside, Line};
use crate::calls::{Call, CallId, Phase, Rule, RuleKind, access, queries};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::questionnaires::{self, Definition};
use crate::reviews::rules::rubric;
use crate::{Error, Result, reviews};

/// The rules of a call: its own, those of the last call it comes from that has some, or those with which calls begin.
pub fn rules_of(conn: &mut Conn, call: &Call) -> Result<Vec<Rule>> {
    let mut rules = queries::rules(conn, &call.id)?;
    let mut earlier = call.cloned_from.clone();
    while let Some(id) = earlier.filter(|_| rules.is_empty()) {
        rules = queries::rules(conn, &id)?;
        earlier = queries::find(conn, &id)?.cloned_from;
    }
    Ok(if rules.is_empty() { starter() } else { rules })
}

/// Whether what is judged in a call has weights.
pub(super) fn weighs(conn: &mut Conn, call: &Call) -> Result<bool> {
    Ok(rubric::faults(&reviews::ops::grid(conn, call)?).is_empty())
}

/// What a call needs before it is published.
pub fn checklist_of(
    conn: &mut Conn,
    (call, form): (&Call, &Definition),
    now: NaiveDateTime,
) -> Result<Vec<Line>> {
    let (rules, weighs) = (rules_of(conn, call)?, weighs(conn, call)?);
    Ok(checklist::check(call, Beside { form, rules: &rules, weighs }, now))
}

/// Keeps the rules of an earlier call as a new one's own.
pub(super) fn copy_rules(conn: &mut Conn, earlier: &Call, id: &CallId) -> Result<()> {
    let mut rules = rules_of(conn, earlier)?;
    rules.iter_mut().for_each(|one| one.id = Rule::new_id());
    Ok(queries::put_rules(conn, id, &rules)?)
}

/// What every call looks at unless somebody says otherwise; a person examines each.
fn starter() -> Vec<Rule> {
    let kinds = [
        (RuleKind::Complete, "complete", 0),
        (RuleKind::Institutions, "two-institutions", 2),
        (RuleKind::Lead, "lead", 0),
        (RuleKind::Staff, "staff", 0),
        (RuleKind::Territory, "territory", 0),
    ];
    let rule = |(kind, key, least): (RuleKind, &str, i32)| Rule {
        id: key.to_owned(),
        kind,
        least,
        field_key: String::new(),
        wanted: String::new(),
        blocking: false,
        text_fr: Locale::Fr.text(&format!("reviews-rule-{key}")),
        text_en: Locale::En.text(&format!("reviews-rule-{key}")),
    };
    kinds.map(rule).into()
}

/// A call whose rules may still change: nobody has applied by them.
fn changeable(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<Call> {
    let call = access::for_desk(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    if rules_are_open(&call, now) { Ok(call) } else { Err(rules::RULES_FIXED.into()) }
}

/// Adds a rule, or changes one that has this id.
pub fn put_rule(
    conn: &mut Conn,
    actor: &Actor,
    (id, rule): (&CallId, &Rule),
    now: NaiveDateTime,
) -> Result<()> {
    let call = changeable(conn, actor, id, now)?;
    let form = questionnaires::queries::find(conn, &call.version_id)?.definition;
    if rule.kind == RuleKind::Answer && form.item(&rule.field_key).is_none() {
        return Err(rules::NO_SUCH_QUESTION.into());
    }
    let mut all = kept(conn, &call)?;
    match all.iter().position(|one| one.id == rule.id) {
        Some(place) => all[place] = rule.clone(),
        None if all.len() >= rules::MOST_RULES => return Err(rules::TOO_MANY_RULES.into()),
        None => all.push(rule.clone()),
    }
    queries::put_rules(conn, id, &all)?;
    note(conn, actor, ("call.rule_put", id), &json!({ "kind": rule.kind }), now)
}

/// Takes a rule away; one at least stays.
pub fn remove_rule(
    conn: &mut Conn,
    actor: &Actor,
    (id, place): (&CallId, usize),
    now: NaiveDateTime,
) -> Result<()> {
    let call = changeable(conn, actor, id, now)?;
    let mut all = kept(conn, &call)?;
    if place == 0 || place > all.len() {
        return Err(Error::NotFound);
    }
    if all.len() == 1 {
        return Err(rules::ONE_RULE.into());
    }
    let gone = all.remove(place - 1);
    queries::put_rules(conn, id, &all)?;
    note(conn, actor, ("call.rule_remove", id), &json!({ "kind": gone.kind }), now)
}

/// The rules as rows of this call's own.
fn kept(conn: &mut Conn, call: &Call) -> Result<Vec<Rule>> {
    let own = !queries::rules(conn, &call.id)?.is_empty();
    let mut all = rules_of(conn, call)?;
    if !own {
        all.iter_mut().for_each(|one| one.id = Rule::new_id());
    }
    Ok(all)
}

/// Whether the rules of a call may still change.
pub fn rules_are_open(call: &Call, now: NaiveDateTime) -> bool {
    matches!(call.phase(now), Phase::Draft | Phase::Announced | Phase::Scheduled)
}
