//! The terms that the privacy page tells: taken from where the program takes them, what the network chose included, so that
//! the page cannot say otherwise.

use crate::i18n::Locale;
use crate::privacy::{Term, Terms, TextPolicy, rules as privacy};
use crate::schedule::clean_up;
use crate::tickets::rules as tickets;
use crate::{accounts, alerts, enrolment, spaces};

/// What stands in braces in the text, and what replaces it.
pub fn terms(held: &Terms, locale: Locale) -> Vec<(&'static str, String)> {
    let years = |term| locale.text1("privacy-years", "n", held.of(term));
    let number = |term| held.of(term).to_string();
    let text = match held.text() {
        TextPolicy::Kept => "privacy-text-kept-page",
        TextPolicy::Removed => "privacy-text-removed-page",
    };
    let approval = match held.approval() {
        true => format!(" {}", locale.text("privacy-approval-page")),
        false => String::new(),
    };
    vec![
        ("{closed_years}", years(Term::Closed)),
        ("{audit_years}", years(Term::Audit)),
        ("{text_policy}", locale.text(text) + &approval),
        ("{confirm_days}", tickets::CONFIRM_WITHIN.num_days().to_string()),
        ("{follow_days}", tickets::FOLLOW_FOR.num_days().to_string()),
        ("{renewed_days}", tickets::RENEWED_FOR.num_days().to_string()),
        ("{link_minutes}", accounts::rules::LINK_LIFE.num_minutes().to_string()),
        ("{step_minutes}", accounts::rules::FIRST_STEP_LIFE.num_minutes().to_string()),
        ("{session_days}", accounts::rules::SESSION_LIFE.num_days().to_string()),
        ("{ended_days}", number(Term::Sessions)),
        ("{sent_days}", number(Term::Sent)),
        ("{throttle_days}", clean_up::THROTTLES.num_days().to_string()),
        ("{repeat_hours}", clean_up::IDEMPOTENCY.num_hours().to_string()),
        ("{machine_days}", number(Term::Machine)),
        ("{quarantine_days}", number(Term::Quarantine)),
        ("{raw_days}", number(Term::Received)),
        ("{spam_days}", number(Term::Spam)),
        ("{reading_days}", number(Term::Readings)),
        ("{invitation_days}", number(Term::Invitations)),
        ("{copy_days}", privacy::EXPORT_FOR.num_days().to_string()),
        ("{duty_days}", number(Term::Duty)),
        ("{presence_hours}", (clean_up::PRESENCES * 2).num_hours().to_string()),
        ("{webhook_days}", number(Term::Webhooks)),
        ("{texts_of_a_name}", privacy::TEXTS_OF_A_NAME.to_string()),
        ("{prove_hours}", enrolment::rules::PROVE_WITHIN.num_hours().to_string()),
        ("{said_months}", number(Term::Said)),
        ("{proof_years}", years(Term::Proof)),
        ("{draft_months}", number(Term::Drafts)),
        ("{filed_years}", years(Term::Filed)),
        ("{announced_days}", privacy::ANNOUNCED.num_days().to_string()),
        ("{space_years}", years(Term::Spaces)),
        ("{way_in_days}", spaces::rules::WAY_IN_LIFE.num_days().to_string()),
        ("{seat_years}", years(Term::Seats)),
        ("{signatory_years}", years(Term::Signatories)),
        ("{owner_years}", years(Term::Owners)),
        ("{author_years}", years(Term::Authors)),
        ("{time_years}", years(Term::Times)),
        ("{check_years}", years(Term::Checks)),
        ("{proposal_years}", years(Term::Proposals)),
        ("{alert_months}", alerts::rules::MONTHS.to_string()),
        ("{alert_confirm_days}", alerts::rules::CONFIRM_WITHIN.num_days().to_string()),
        ("{request_days}", number(Term::Requests)),
    ]
}
