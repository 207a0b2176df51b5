//! `#clos répondu`: how a ticket ended.

use super::words::is_more;
use crate::text::fold;
use crate::tickets::Outcome;

/// How it ended, as the beginning of what follows the word says, or the word itself: `#résolu`. And whether the line says
/// more than that.
pub fn outcome(command: &str, rest: &str) -> (Option<Outcome>, bool) {
    const OUTCOMES: &[(&str, Outcome)] = &[
        ("repondu", Outcome::Answered),
        ("resolu", Outcome::Answered),
        ("answered", Outcome::Answered),
        ("resolved", Outcome::Answered),
        ("solved", Outcome::Answered),
        ("ailleurs", Outcome::ReferredOutside),
        ("reoriente", Outcome::ReferredOutside),
        ("elsewhere", Outcome::ReferredOutside),
        ("referred", Outcome::ReferredOutside),
        ("sans suite", Outcome::NoAnswerNeeded),
        ("sans reponse", Outcome::NoAnswerNeeded),
        ("no answer", Outcome::NoAnswerNeeded),
        ("not needed", Outcome::NoAnswerNeeded),
        ("doublon", Outcome::Duplicate),
        ("duplicate", Outcome::Duplicate),
        ("hors sujet", Outcome::NotInScope),
        ("hors champ", Outcome::NotInScope),
        ("hors perimetre", Outcome::NotInScope),
        ("not in scope", Outcome::NotInScope),
        ("out of scope", Outcome::NotInScope),
    ];
    const SMALL: &[&str] = &[
        "a", "as", "avec", "comme", "demande", "est", "for", "la", "needed", "par", "reason",
        "ticket", "the", "was",
    ];
    let begins = |text: &str| OUTCOMES.iter().find(|(word, _)| text.starts_with(word)).copied();
    let folded = fold(rest);
    let mut said = folded.as_str();
    while let Some((first, after)) = said.split_once(' ').filter(|_| begins(said).is_none()) {
        if !SMALL.contains(&first) {
            break;
        }
        said = after;
    }
    let Some((words, found)) = begins(said) else {
        let own = begins(&fold(command)).map(|(_, outcome)| outcome);
        return (own, is_more(rest));
    };
    // Endings of French participles are no words.
    let mut after = said[words.len()..].split(' ').map(|word| word.trim_end_matches(['e', 's']));
    (Some(found), after.any(|word| !word.is_empty() && !SMALL.contains(&word)))
}
