//! The rules by which an application is examined once it was filed. A person decides; a rule only says what it sees.

use crate::applications::{Partner, PartnerRole, PartnerState};
use crate::questionnaires::rules::complete;
use crate::questionnaires::rules::conditions::is_blank;
use crate::questionnaires::{Answers, Definition, Meaning};

/// What a rule saw. Its words are the message `reviews-rule-` and this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub rule: &'static str,
    pub met: bool,
}

pub fn check(definition: &Definition, answers: &Answers, partners: &[Partner]) -> Vec<Check> {
    let confirmed = partners.iter().filter(|one| one.state == PartnerState::Confirmed);
    let territory = definition
        .walk()
        .filter(|(_, _, item)| item.maps_to == Some(Meaning::Regions))
        .any(|(_, _, item)| answers.get(&item.key, "").is_some_and(|value| !is_blank(value)));
    vec![
        Check { rule: "complete", met: complete::check(definition, answers).is_empty() },
        Check { rule: "two-institutions", met: confirmed.clone().count() >= 2 },
        Check { rule: "lead", met: confirmed.clone().any(|one| one.role == PartnerRole::Lead) },
        Check { rule: "staff", met: confirmed.clone().all(|one| one.fte.is_some()) },
        Check { rule: "territory", met: territory },
    ]
}
