//! The form in which one enrols without an account: as it is shown, as it was typed, and what it makes.

use serde::Serialize;

use super::session::presence_word;
use crate::courses::pages::line::left;
use crate::courses::{Course, Fill, Question, QuestionId, Terms};
use crate::enrolment::rules::MAX_NAME;
use crate::enrolment::{FormId, Proof, Wish};
use crate::materials::codes;
use crate::taxonomy::{Discipline, Vocabulary};
use crate::web::{
    Anyone, Choice, Context, Fault, FieldErrors, Upload, checked_email, choice, said_faults,
};

#[derive(Serialize)]
pub(super) struct FormView {
    typed: Typed,
    /// There is no seat left: one joins those who wait.
    full: bool,
    /// Those that are left are kept for some.
    kept_for: String,
    presences: Vec<Choice>,
    institutions: Vec<String>,
    questions: Vec<QuestionView>,
    /// Where the session's rule names some.
    disciplines: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct QuestionView {
    field: String,
    label: String,
    required: bool,
    answer: String,
}

/// What was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    pub form_id: String,
    pub name: String,
    pub email: String,
    pub institution: String,
    pub presence: String,
    pub discipline: String,
    #[serde(skip)]
    pub answers: Vec<(QuestionId, String)>,
}

pub(super) fn form(
    cx: &Context<Anyone>,
    typed: Typed,
    (terms, questions, fill): (&Terms, &[Question], &[Fill]),
    errors: FieldErrors,
) -> FormView {
    let presences = match fill {
        [_] | [] => Vec::new(),
        several => several
            .iter()
            .map(|one| {
                let on = one.mode.as_str() == typed.presence;
                choice(one.mode.as_str(), presence_word(one.mode, cx.locale), on)
            })
            .collect(),
    };
    let (free, _) = left(&fill.iter().collect::<Vec<_>>());
    let mut kept: Vec<_> =
        fill.iter().flat_map(|one| &one.kept).map(|one| one.who.clone()).collect();
    kept.dedup();
    let question = |one: &Question| QuestionView {
        field: format!("q_{}", one.id),
        label: one.label.clone(),
        required: one.required,
        answer: typed
            .answers
            .iter()
            .find(|(id, _)| *id == one.id)
            .map(|(_, body)| body.clone())
            .unwrap_or_default(),
    };
    FormView {
        full: free == 0,
        kept_for: kept.join(", "),
        presences,
        institutions: cx
            .app
            .vocabularies()
            .institutions
            .iter()
            .map(|one| one.name.clone())
            .collect(),
        questions: questions.iter().map(question).collect(),
        disciplines: match terms.rule_disciplines.as_str() {
            "" => Vec::new(),
            _ => disciplines(cx, &typed.discipline),
        },
        faults: said_faults(&errors, cx.locale),
        errors,
        typed,
    }
}

fn disciplines(cx: &Context<Anyone>, chosen: &str) -> Vec<Choice> {
    let words = cx.app.vocabularies();
    let one = |one: &Discipline| {
        let label = cx.locale.pick(&one.label_fr, &one.label_en).to_owned();
        choice(&one.code, label, one.code == chosen)
    };
    words.disciplines.iter().map(one).collect()
}

/// Whom a session lets in without a word of those who give it, a line for each thing that is asked.
pub(super) fn asked_of(
    cx: &Context<Anyone>,
    terms: &Terms,
    course: Option<&Course>,
) -> Vec<String> {
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let said = |key: &str, names: Vec<String>| {
        (!names.is_empty()).then(|| locale.text1(key, "names", names.join(", ")))
    };
    let institution =
        |slug: String| words.institution(&slug).map_or(slug, |known| known.name.clone());
    let discipline =
        |code: String| words.labels(Vocabulary::Discipline, &code).in_locale(locale).to_owned();
    let institutions = codes(&terms.rule_institutions).into_iter().map(institution);
    let disciplines = codes(&terms.rule_disciplines).into_iter().map(discipline);
    let courses = course.map(|one| one.text.said(locale).title.to_owned()).into_iter();
    let all = [
        said("enrolment-rule-institutions", institutions.collect()),
        said("enrolment-rule-disciplines", disciplines.collect()),
        said("enrolment-rule-course", courses.collect()),
    ];
    all.into_iter().flatten().collect()
}

/// Takes the form apart.
pub(super) fn read(upload: &Upload) -> Typed {
    let line = |name: &str| upload.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
    Typed {
        form_id: line("form_id"),
        name: line("name"),
        email: line("email"),
        institution: line("institution").chars().take(200).collect(),
        presence: line("presence"),
        discipline: line("discipline"),
        answers: upload
            .names()
            .filter_map(|name| {
                Some((name.strip_prefix("q_")?.parse().ok()?, upload.text(name).to_owned()))
            })
            .take(50)
            .collect(),
    }
}

pub(super) fn check(cx: &Context<Anyone>, typed: &Typed) -> Result<Wish, FieldErrors> {
    let mut errors = FieldErrors::none();
    let email = checked_email(&typed.email);
    if email.is_none() {
        errors.add("email", "form-email");
    }
    if typed.name.is_empty() || typed.name.chars().count() > MAX_NAME {
        errors.add("name", "enrolment-error-name");
    }
    errors.into_result()?;
    let words = cx.app.vocabularies();
    let discipline = Some(typed.discipline.clone());
    let institution = words.institution_named(&typed.institution).map(|one| one.slug.clone());
    Ok(Wish {
        form_id: typed.form_id.parse().unwrap_or_else(|_| FormId::random()),
        name: typed.name.clone(),
        proof: match cx.actor().is_some_and(|actor| Some(&actor.email) == email.as_ref()) {
            true => Proof::Given,
            false => Proof::Asked,
        },
        email: email.unwrap_or_default(),
        language: cx.locale,
        institution_typed: match institution {
            Some(_) => String::new(),
            None => typed.institution.clone(),
        },
        institution,
        presence: typed.presence.parse().ok(),
        answers: typed.answers.clone(),
        discipline: discipline.filter(|code| words.has(Vocabulary::Discipline, code)),
    })
}
