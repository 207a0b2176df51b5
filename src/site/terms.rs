//! The terms that the privacy page tells: taken from where the program takes them, so that the page cannot say otherwise.

use crate::config::Config;
use crate::i18n::Locale;
use crate::privacy::{TextPolicy, rules as privacy};
use crate::schedule::clean_up;
use crate::tickets::rules as tickets;
use crate::{accounts, alerts, enrolment, mail_in, webhooks};

/// What stands in braces in the text, and what replaces it.
pub fn terms(config: &Config, locale: Locale) -> Vec<(&'static str, String)> {
    let retention = &config.retention;
    let years = |n: u32| locale.text1("privacy-years", "n", n);
    let text = match retention.text {
        TextPolicy::Kept => "privacy-text-kept-page",
        TextPolicy::Removed => "privacy-text-removed-page",
    };
    let approval = match retention.approval {
        true => format!(" {}", locale.text("privacy-approval-page")),
        false => String::new(),
    };
    vec![
        ("{closed_years}", years(retention.years)),
        ("{audit_years}", years(privacy::AUDIT_YEARS)),
        ("{text_policy}", locale.text(text) + &approval),
        ("{confirm_days}", tickets::CONFIRM_WITHIN.num_days().to_string()),
        ("{follow_days}", tickets::FOLLOW_FOR.num_days().to_string()),
        ("{link_minutes}", accounts::rules::LINK_LIFE.num_minutes().to_string()),
        ("{session_days}", accounts::rules::SESSION_LIFE.num_days().to_string()),
        ("{ended_days}", clean_up::ENDED.num_days().to_string()),
        ("{sent_days}", clean_up::SENT_MAIL.num_days().to_string()),
        ("{throttle_days}", clean_up::THROTTLES.num_days().to_string()),
        ("{repeat_hours}", clean_up::IDEMPOTENCY.num_hours().to_string()),
        ("{machine_days}", mail_in::rules::KEPT.num_days().to_string()),
        ("{quarantine_days}", privacy::QUARANTINED.num_days().to_string()),
        ("{raw_days}", privacy::RAW_MAIL.num_days().to_string()),
        ("{spam_days}", privacy::SPAM.num_days().to_string()),
        ("{reading_days}", privacy::READINGS.num_days().to_string()),
        ("{invitation_days}", privacy::INVITATIONS.num_days().to_string()),
        ("{copy_days}", privacy::EXPORT_FOR.num_days().to_string()),
        ("{duty_days}", clean_up::DUTY.num_days().to_string()),
        ("{presence_hours}", (clean_up::PRESENCES * 2).num_hours().to_string()),
        ("{webhook_days}", webhooks::rules::KEPT.num_days().to_string()),
        ("{texts_of_a_name}", privacy::TEXTS_OF_A_NAME.to_string()),
        ("{prove_hours}", enrolment::rules::PROVE_WITHIN.num_hours().to_string()),
        ("{said_months}", privacy::SAID_MONTHS.to_string()),
        ("{proof_years}", years(privacy::PROOF_YEARS)),
        ("{draft_months}", privacy::DRAFT_MONTHS.to_string()),
        ("{filed_years}", years(privacy::FILED_YEARS)),
        ("{announced_days}", privacy::ANNOUNCED.num_days().to_string()),
        ("{alert_months}", alerts::rules::MONTHS.to_string()),
        ("{alert_confirm_days}", alerts::rules::CONFIRM_WITHIN.num_days().to_string()),
        ("{request_days}", privacy::REQUESTS.num_days().to_string()),
    ]
}
