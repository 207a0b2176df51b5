//! What was typed into a ticket's forms and could not be done: shown again, with the reason, and nothing lost.

use serde::Serialize;

use super::pause::PauseForm;
use super::uploads::Attached;
use crate::Refusal;
use crate::i18n::Locale;
use crate::web::{FieldErrors, Upload};

/// Which part of the composer is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Reply,
    Note,
    Close,
    Pause,
    Refusal,
    Nothing,
}

#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub part: Part,
    pub body: String,
    pub note: String,
    pub keep: bool,
    pub reason: String,
    pub outcome: String,
    pub topic: String,
    pub last_word: String,
    pub pause: PauseForm,
    pub aside: Aside,
    pub errors: FieldErrors,
    pub alert: Option<Alert>,
    /// Others wrote meanwhile, and the text may be sent all the same.
    pub meanwhile: bool,
    /// The files that came along: they need not be chosen again.
    pub attached: Attached,
}

/// What was typed beside the conversation: a tag, or time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Aside {
    pub label: String,
    pub minutes: String,
    pub word: String,
}

/// Why it was not done, above the conversation.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Alert {
    pub title: String,
    pub text: String,
    /// The message to read first.
    pub link: Option<String>,
}

impl Typed {
    pub fn read(part: Part, form: &Upload) -> Self {
        Self {
            part,
            body: form.text("body").to_owned(),
            note: form.text("note").to_owned(),
            keep: form.text("then") == "keep",
            reason: form.text("reason").to_owned(),
            outcome: form.text("outcome").to_owned(),
            topic: form.text("topic").to_owned(),
            last_word: form.text("last_word").to_owned(),
            ..Self::default()
        }
    }

    /// Notes that a field is empty which must not be, or longer than anybody reads.
    pub fn require(&mut self, field: &str, value: &str, key: &str) {
        if value.trim().is_empty() {
            self.errors.add(field, key);
        }
        self.limit(field, value);
    }

    pub fn limit(&mut self, field: &str, value: &str) {
        if value.chars().count() > crate::tickets::rules::MAX_BODY {
            self.errors.add(field, "tickets-desk-error-too-long");
        }
    }

    /// Keeps the files, and says of which field those are that were left out.
    pub fn attach(&mut self, attached: Attached, field: &str) {
        if !attached.refused.is_empty() {
            self.errors.add(field, "tickets-desk-error-files");
        }
        self.attached = attached;
    }

    pub fn refused(mut self, refusal: Refusal, locale: Locale) -> Self {
        self.alert = Some(Alert {
            title: locale.text("tickets-desk-not-done"),
            text: locale.text(refusal.key()),
            link: None,
        });
        self
    }
}
