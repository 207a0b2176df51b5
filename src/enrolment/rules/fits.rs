//! Who is let into a session without a word of those who give it.

use crate::courses::Terms;
use crate::materials::codes;

/// What somebody lacks of what a session asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    Institution,
    Discipline,
    Course,
}

/// What is known of somebody who asks to take part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asker<'a> {
    pub institution: Option<&'a str>,
    pub discipline: Option<&'a str>,
    /// Whether they were at the course that is asked for.
    pub was_there: bool,
}

/// What of all that is asked somebody lacks; `institutions` are those of the rule as they are now.
pub fn lacks(terms: &Terms, institutions: &[String], asker: Asker<'_>) -> Vec<Lack> {
    let mut all = Vec::new();
    let is_of = |own: &str| institutions.iter().any(|one| one == own);
    if !institutions.is_empty() && !asker.institution.is_some_and(is_of) {
        all.push(Lack::Institution);
    }
    let disciplines = codes(&terms.rule_disciplines);
    let is_in = |own: &str| disciplines.iter().any(|one| covers(one, own));
    if !disciplines.is_empty() && !asker.discipline.is_some_and(is_in) {
        all.push(Lack::Discipline);
    }
    if terms.rule_course.is_some() && !asker.was_there {
        all.push(Lack::Course);
    }
    all
}

/// Whether a discipline is another one, or a part of it: `1.3` covers `1.3+astro`.
fn covers(discipline: &str, own: &str) -> bool {
    own.strip_prefix(discipline).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '+']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courses::CourseId;

    #[test]
    fn all_that_a_rule_names_is_asked_and_nothing_else() {
        let any = Asker::default();
        assert!(lacks(&Terms::default(), &[], any).is_empty());
        let terms = Terms {
            rule_institutions: "cnrs,inrae".into(),
            rule_disciplines: "1.3,2.1".into(),
            rule_course: Some(CourseId::new()),
            ..Terms::default()
        };
        let own = codes(&terms.rule_institutions);
        assert_eq!(lacks(&terms, &own, any), [Lack::Institution, Lack::Discipline, Lack::Course]);
        let one = Asker { institution: Some("inrae"), discipline: Some("1.3"), was_there: true };
        assert!(lacks(&terms, &own, one).is_empty());
        let part = Asker { discipline: Some("1.3+astro"), ..one };
        assert!(lacks(&terms, &own, part).is_empty());
        let other = Asker { discipline: Some("1"), ..one };
        assert_eq!(lacks(&terms, &own, other), [Lack::Discipline]);
    }
}
