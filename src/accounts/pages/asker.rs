//! Somebody without an account says who they are, and gets a link by mail.

use crate::accounts::Asker;
use crate::web::{Anyone, Context, FieldErrors, Upload, checked_email, client_address};

/// What was typed, and what of it does not pass.
#[derive(Debug, Clone, Default)]
pub struct TypedAsker {
    pub name: String,
    pub email: String,
    pub errors: FieldErrors,
}

/// What the fields for a name, of at most so many letters, and for an address hold; and who asks, if both pass.
pub fn asker(
    cx: &Context<Anyone>,
    form: &Upload,
    ([name, email], longest): ([&str; 2], usize),
) -> (TypedAsker, Option<Asker>) {
    let mut typed = TypedAsker {
        name: form.text(name).trim().to_owned(),
        email: form.text(email).trim().to_owned(),
        errors: FieldErrors::none(),
    };
    if typed.name.is_empty() || typed.name.chars().count() > longest {
        typed.errors.add(name, "form-name");
    }
    let checked = checked_email(&typed.email);
    if checked.is_none() {
        typed.errors.add(email, "form-email");
    }
    let asker = checked.filter(|_| typed.errors.is_empty()).map(|email| Asker {
        name: typed.name.clone(),
        email,
        language: cx.locale,
        from: client_address(cx.request()),
    });
    (typed, asker)
}
