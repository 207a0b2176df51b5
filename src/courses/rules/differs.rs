//! Where a session says something else than its course would have it begin with.

use super::lines;
use crate::courses::{Presence, Template, Terms, Trainer};
use crate::text::fold;

/// What is said of seats of which there are as many as one likes.
pub const UNLIMITED: &str = "unlimited";

/// A field that differs: by the name it has in the session's form, with what the course says and what the session says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub field: &'static str,
    pub course: String,
    pub session: String,
}

/// A session as the template that would begin one like it.
pub fn as_template(
    terms: &Terms,
    trainers: &[Trainer],
    limits: &[(Presence, Option<i32>)],
) -> Template {
    let seats = |presence: Presence| {
        let pool = limits.iter().find(|(mode, _)| *mode == presence);
        pool.and_then(|(_, seats)| *seats)
    };
    let unlimited = |presence| limits.contains(&(presence, None));
    Template {
        title: terms.title.clone(),
        mode: terms.mode,
        language: terms.language,
        place: terms.place.clone(),
        join_url: terms.join_url.clone(),
        practical: terms.practical.clone(),
        trainers: trainers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("\n"),
        approval: terms.approval,
        pending_holds: terms.pending_holds,
        offer_hours: terms.offer_hours,
        on_site: seats(Presence::OnSite),
        online: seats(Presence::Online),
        on_site_unlimited: unlimited(Presence::OnSite),
        online_unlimited: unlimited(Presence::Online),
        remind_codes: terms.remind_codes.clone(),
        remind_text: terms.remind_text.clone(),
        certificate_share: terms.certificate_share,
        certificate_text: terms.certificate_text.clone(),
        rule_institutions: terms.rule_institutions.clone(),
        rule_disciplines: terms.rule_disciplines.clone(),
        rule_course: terms.rule_course.clone(),
        rule_strict: terms.rule_strict,
        ..Template::default()
    }
}

/// What a course does not say, no session differs in; a course whose template was never filled in says nothing.
pub fn differences(template: &Template, session: &Template) -> Vec<Difference> {
    if *template == Template::default() {
        return Vec::new();
    }
    let (ours, theirs) = (fields(template), fields(session));
    let pairs = ours.into_iter().zip(theirs);
    let one = |((field, course), (_, session)): ((&'static str, String), (_, String))| {
        let same =
            if field == "trainers" { fold(&course) == fold(&session) } else { course == session };
        // Without a rule nobody is refused by it.
        let strict_only = field == "rule_strict" && session.is_empty();
        let meant = !(course.is_empty() || strict_only);
        (!same && meant).then_some(Difference { field, course, session })
    };
    pairs.filter_map(one).collect()
}

/// The fields of a session's form as a template says them.
fn fields(template: &Template) -> [(&'static str, String); 20] {
    let unlimited = template.unlimited();
    let seats = |presence: Presence, said: Option<i32>| match said {
        _ if !template.mode.presences().contains(&presence) => String::new(),
        _ if unlimited.contains(&presence) => UNLIMITED.to_owned(),
        Some(seats) => seats.to_string(),
        None => String::new(),
    };
    let flag = |on: bool| if on { "yes" } else { "no" }.to_owned();
    let strict = template.has_rule().then(|| flag(template.rule_strict));
    [
        ("mode", template.mode.to_string()),
        ("language", template.language.to_string()),
        ("place", template.place.clone()),
        ("join_url", template.join_url.clone()),
        ("practical", template.practical.clone()),
        ("title", template.title.clone()),
        ("trainers", named(&template.trainers)),
        ("on_site", seats(Presence::OnSite, template.on_site)),
        ("online", seats(Presence::Online, template.online)),
        ("approval", flag(template.approval)),
        ("pending_holds", flag(template.pending_holds)),
        ("offer_hours", template.offer_hours.to_string()),
        ("remind", template.remind_codes.clone()),
        ("remind_text", template.remind_text.clone()),
        ("certificate_share", template.certificate_share.to_string()),
        ("certificate_text", template.certificate_text.clone()),
        ("rule_institutions", template.rule_institutions.clone()),
        ("rule_disciplines", template.rule_disciplines.clone()),
        ("rule_course", template.rule_course.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("rule_strict", strict.unwrap_or_default()),
    ]
}

/// The names of trainers that were typed, one on a line, with their address and where they work or not.
fn named(typed: &str) -> String {
    let name = |line: String| {
        line.split([',', '<']).next().map(|who| who.trim().to_owned()).unwrap_or_default()
    };
    let names = lines(typed).into_iter().map(name).filter(|one| !one.is_empty());
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courses::Mode;

    fn differing(template: &Template, session: &Template) -> Vec<&'static str> {
        differences(template, session).into_iter().map(|one| one.field).collect()
    }

    #[test]
    fn only_what_the_course_says_can_differ() {
        let template = Template {
            place: "Salle 3".into(),
            trainers: "Léa Payet <lea@exemple.fr>, Nancy".into(),
            on_site: Some(25),
            online: Some(200),
            ..Template::default()
        };
        let session = Template {
            title: "Pour les doctorants".into(),
            trainers: "LEA PAYET".into(),
            online: None,
            starts: "14:00".into(),
            ..template.clone()
        };
        let nothing: [&str; 0] = [];
        assert_eq!(differing(&template, &session), nothing);
        let unlimited = Template { on_site_unlimited: true, ..session.clone() };
        assert_eq!(differing(&template, &unlimited), ["on_site"]);
        assert_eq!(differing(&unlimited, &session), ["on_site"]);
        let ruled = Template { rule_institutions: "cnrs".into(), ..session.clone() };
        assert_eq!(differing(&ruled, &session), ["rule_institutions"]);
        assert_eq!(differing(&template, &ruled), nothing, "the course says nothing of it");

        let other = Template {
            mode: Mode::Hybrid,
            place: "Salle 4".into(),
            trainers: String::new(),
            on_site: Some(12),
            approval: true,
            remind_codes: "week,day".into(),
            certificate_share: 50,
            certificate_text: "Formation ouverte.".into(),
            ..session
        };
        let fields =
            ["mode", "place", "trainers", "on_site", "approval", "remind", "certificate_share"];
        assert_eq!(differing(&template, &other), fields);
        assert_eq!(differing(&Template::default(), &other), nothing);
    }
}
