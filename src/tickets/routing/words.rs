//! Words for decisions, made from reason codes when they are shown; prose is never stored.

use fluent_bundle::FluentArgs;

use super::{Decision, Inputs, Reason, Rule, implied_region};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};

/// What a sentence about a decision is made of.
pub struct Said<'a> {
    pub words: &'a Vocabularies,
    pub inputs: &'a Inputs,
    pub decision: &'a Decision,
    /// The name of the node that answers.
    pub node: &'a str,
    /// The name of the absent node it stands in for.
    pub away: Option<&'a str>,
    pub locale: Locale,
}

/// One plain sentence for the team: who answers, and why.
pub fn sentence(said: &Said<'_>) -> String {
    let Said { words, inputs, decision, locale, .. } = said;
    let label = |vocabulary, code: Option<&String>| {
        code.map(|code| words.label(vocabulary, code, *locale)).unwrap_or_default()
    };
    let mut args = FluentArgs::new();
    args.set("node", said.node);
    args.set("away", said.away.unwrap_or_default());
    // Of several employers or disciplines, the one that the chosen node covers.
    let row = decision.candidates.first().map(|best| &best.row);
    let employer = row.and_then(|row| row.institution.as_ref()).or(inputs.institutions.first());
    let field = row.and_then(|row| row.discipline.as_ref()).or(inputs.disciplines.first());
    args.set("institution", label(Vocabulary::Institution, employer));
    args.set("site", label(Vocabulary::Site, inputs.site.as_ref()));
    let region = inputs.region.clone().or_else(|| implied_region(inputs, words));
    args.set("region", label(Vocabulary::Region, region.as_ref()));
    args.set("discipline", label(Vocabulary::Discipline, field));
    args.set("topic", label(Vocabulary::Topic, inputs.topic.as_ref()));
    let key = match decision.rule {
        _ if said.away.is_some() => "tickets-why-stand-in",
        Rule::InstitutionAndSite => "tickets-why-institution-and-site",
        Rule::Institution => "tickets-why-institution",
        Rule::Site => "tickets-why-site",
        Rule::Region => "tickets-why-region",
        Rule::Discipline => "tickets-why-discipline",
        Rule::Topic => "tickets-why-topic",
        Rule::Desk => "tickets-why-desk",
        Rule::Person => "tickets-why-person",
    };
    let mut text = locale.text_with(key, Some(&args));
    if decision.gap && decision.rule != Rule::Desk {
        text.push(' ');
        text.push_str(&locale.text("tickets-why-gap"));
    }
    text
}

/// A reason in a few words, for staff.
pub fn reason(reason: Reason, locale: Locale) -> String {
    locale.text(&format!("tickets-reason-{}", reason.as_str().replace('_', "-")))
}
