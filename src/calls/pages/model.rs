//! What differs from the call of which one is a copy: its questions, its terms and texts, its rules, its grid.

use serde::Serialize;

use super::form::opened;
use super::revision::{ChangeView, told};
use crate::accounts::Actor;
use crate::calls::rules::checklist;
use crate::calls::{Call, Rule, ops};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::pages::kind_word;
use crate::questionnaires::Definition;
use crate::reviews::Criterion;
use crate::{Error, Result, reviews};

/// The call that is the model, and what is compared of both beside the form.
pub(super) struct Compared {
    model: Call,
    form: Definition,
    /// Of the model, then of the copy.
    rules: [Vec<Rule>; 2],
    grids: [Vec<Criterion>; 2],
}

#[derive(Serialize)]
pub(super) struct View {
    reference: String,
    changes: Vec<ChangeView>,
    terms: Vec<Line>,
    rules: Vec<Line>,
    grid: Vec<Line>,
    /// Nothing differs at all.
    same: bool,
}

/// Something as it was and as it is. Both are empty where it only is said that they differ.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    label: String,
    before: String,
    after: String,
}

/// The model of a call that is being written, for who may see that.
pub(super) fn found(conn: &mut Conn, actor: &Actor, call: &Call) -> Result<Option<Compared>> {
    let id = call.cloned_from.as_ref().filter(|_| checklist::is_being_written(call.state));
    let Some(id) = id else { return Ok(None) };
    let (model, version) = match opened(conn, actor, id) {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let rules = [ops::rules_of(conn, &model)?, ops::rules_of(conn, call)?];
    let grids = [reviews::ops::grid(conn, &model)?, reviews::ops::grid(conn, call)?];
    Ok(Some(Compared { model, form: version.definition, rules, grids }))
}

impl View {
    pub fn of(before: &Compared, (call, form): (&Call, &Definition), locale: Locale) -> Self {
        let changes = told(&before.form, form, locale);
        let terms = terms(&before.model, call, locale);
        let [old, new] = &before.rules;
        let rules = lines(&said_rules(old, locale), &said_rules(new, locale));
        let [old, new] = &before.grids;
        let grid = lines(&said_grid(old, locale), &said_grid(new, locale));
        let same = changes.is_empty() && terms.is_empty() && rules.is_empty() && grid.is_empty();
        Self { reference: before.model.reference.clone(), changes, terms, rules, grid, same }
    }
}

/// Terms and texts, but for dates: a copy has none of its model's.
fn terms(model: &Call, call: &Call, locale: Locale) -> Vec<Line> {
    let kind = |call: &Call| {
        let kind = call.terms.node_kind.map(|kind| kind_word(kind, locale));
        kind.unwrap_or_else(|| "–".to_owned())
    };
    let values = |call: &Call| {
        let terms = &call.terms;
        [
            ("calls-field-title", call.text.title(locale).to_owned()),
            ("calls-field-zone", terms.zone.clone()),
            ("calls-field-grace", terms.grace_minutes.to_string()),
            ("calls-field-blind", locale.text(&format!("calls-blind-{}", terms.blind.as_str()))),
            ("calls-field-reviewers", terms.reviewers_each.to_string()),
            ("calls-field-kind", kind(call)),
            ("calls-field-appeal-months", terms.appeal_months.to_string()),
            ("calls-field-contact", call.text.contact.clone()),
        ]
    };
    let pairs = values(model).into_iter().zip(values(call));
    let valued = pairs
        .filter(|(old, new)| old.1 != new.1)
        .map(|((key, before), (_, after))| Line { label: locale.text(key), before, after });
    let texts = |call: &Call| {
        let text = &call.text;
        [
            ("calls-field-summary", (text.summary_fr.clone(), text.summary_en.clone())),
            ("calls-field-body", (text.body_fr.clone(), text.body_en.clone())),
            ("calls-field-notice", (text.notice_fr.clone(), text.notice_en.clone())),
        ]
    };
    let pairs = texts(model).into_iter().zip(texts(call));
    let rewritten = pairs.filter(|(old, new)| old.1 != new.1).map(|((key, _), _)| Line {
        label: locale.text(key),
        before: String::new(),
        after: String::new(),
    });
    valued.chain(rewritten).collect()
}

/// What a thing is called, and what is said of it.
type Said = (String, String);

fn said_rules(rules: &[Rule], locale: Locale) -> Vec<Said> {
    let one = |rule: &Rule| {
        let key = if rule.blocking { "applications-rule-blocks" } else { "calls-since-examined" };
        let more = match rule.least {
            0 => rule.wanted.clone(),
            least => least.to_string(),
        };
        let parts = [locale.text(key), rule.field_key.clone(), more];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (rule.text(locale).to_owned(), parts.join(", "))
    };
    rules.iter().map(one).collect()
}

fn said_grid(grid: &[Criterion], locale: Locale) -> Vec<Said> {
    let one = |criterion: &Criterion| {
        let mut said = locale.text1("calls-since-weight", "n", i64::from(criterion.weight));
        if let Some(least) = criterion.threshold {
            said =
                format!("{said}, {}", locale.text1("calls-since-threshold", "n", i64::from(least)));
        }
        let levels = criterion.levels().join(" / ");
        let said = if levels.trim_matches([' ', '/']).is_empty() {
            said
        } else {
            format!("{said}, {levels}")
        };
        (criterion.label(locale).to_owned(), said)
    };
    grid.iter().map(one).collect()
}

/// What is new, what is gone, and what has another value, each by its name.
fn lines(old: &[Said], new: &[Said]) -> Vec<Line> {
    let of =
        |all: &[Said], label: &str| all.iter().find(|one| one.0 == label).map(|one| one.1.clone());
    let gone = old.iter().filter(|one| of(new, &one.0).is_none()).map(|(label, before)| Line {
        label: label.clone(),
        before: before.clone(),
        after: "–".to_owned(),
    });
    let now = new.iter().filter_map(|(label, after)| {
        let before = of(old, label).unwrap_or_else(|| "–".to_owned());
        (before != *after).then(|| Line { label: label.clone(), before, after: after.clone() })
    });
    now.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_or_changed_is_told_and_nothing_else() {
        let said = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let old = [said("a", "1"), said("b", "2"), said("c", "3")];
        let new = [said("d", "4"), said("b", "2"), said("c", "5")];

        let told = lines(&old, &new);

        let line = |label: &str, before: &str, after: &str| Line {
            label: label.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        assert_eq!(told, [line("d", "–", "4"), line("c", "3", "5"), line("a", "1", "–")]);
    }
}
