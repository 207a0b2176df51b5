//! From an application to a node, and the life of its label.

pub mod life;

use std::collections::{BTreeSet, HashMap};

use chrono::{Months, NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::Value;

use super::{Commitment, Label, LabelId, LabelKind, LabelState, Replay, Said};
use crate::Refusal;
use crate::accounts::NodeId;
use crate::decisions::{Decision, Outcome};
use crate::network::{InstitutionRole, Keys};
use crate::questionnaires::{Answers, Definition, Item, Meaning};
use crate::reviews::rules::scores::median;
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::Replayed;
use crate::tickets::routing::{Desk, Load, Network, Question, Row, rules as order};
use crate::working_time::Calendar;

pub const NOT_DECIDED: Refusal = Refusal::new("labels-not-decided");
pub const COVERS_NOTHING: Refusal = Refusal::new("labels-covers-nothing");
pub const NO_MANAGER: Refusal = Refusal::new("labels-no-manager");
pub const ILLEGAL: Refusal = Refusal::new("labels-illegal");
pub const NO_REASON: Refusal = Refusal::new("labels-no-reason");
pub const TOO_SOON: Refusal = Refusal::new("labels-too-soon");
pub const WHICH_NODE: Refusal = Refusal::new("labels-which-node");
pub const OPEN_ALREADY: Refusal = Refusal::new("labels-open-already");
pub const LABELLED_ALREADY: Refusal = Refusal::new("labels-labelled-already");

/// So far back tickets are replayed.
pub const REPLAYED: TimeDelta = TimeDelta::days(90);
/// How long a node has to answer before its label is withdrawn.
pub const NOTICE: TimeDelta = TimeDelta::days(15);
/// So many months before its end people are reminded of a label.
pub const REMINDERS: [u32; 4] = [9, 6, 3, 1];
/// From so many months before its end on a trajectory is to be decided about.
pub const DECIDED_WITHIN: u32 = 3;
/// A figure of fewer than that says nothing.
pub const FEWEST: i64 = 5;

/// From this score of five on somebody was satisfied.
const SATISFIED: i32 = 4;

/// How many hours went by before the first answer, at the median of what was answered; none of few.
pub fn first_answer(asked: &[(NaiveDateTime, Option<NaiveDateTime>)]) -> Option<i64> {
    let hours = asked.iter().filter_map(|(asked, answered)| Some((*answered)? - *asked));
    let hours: Vec<i64> = hours.map(|lasted| (lasted.num_minutes() + 30) / 60).collect();
    let few = i64::try_from(hours.len()).is_ok_and(|count| count < FEWEST);
    if few { None } else { median(hours) }
}

/// So many working days an answer may take to be prompt.
const PROMPT: i64 = 5;

/// Of what was asked how much was answered within five working days of its desk, in whole percents; none of few.
pub fn prompt(
    asked: &[(NaiveDateTime, Option<NaiveDateTime>)],
    calendar: &Calendar,
) -> Option<i64> {
    let most = PROMPT * calendar.day_minutes();
    let soon = asked.iter().filter(|(asked, answered)| {
        answered.is_some_and(|answered| calendar.worked_minutes(*asked, answered) <= most)
    });
    share(soon.count(), asked.len())
}

/// Of a number how much a part is, in whole percents; none of few.
fn share(part: usize, all: usize) -> Option<i64> {
    let all = i64::try_from(all).ok().filter(|all| *all >= FEWEST)?;
    Some((i64::try_from(part).ok()? * 100 + all / 2) / all)
}

/// Of those who gave a score how many were satisfied, in whole percents; none of few.
pub fn satisfied(scores: &[i32]) -> Option<i64> {
    share(scores.iter().filter(|score| **score >= SATISFIED).count(), scores.len())
}

/// Of what was closed how much was answered without another node, in whole percents; none of few.
pub fn unaided(aided: usize, all: usize) -> Option<i64> {
    share(all.saturating_sub(aided), all)
}

/// What happens to a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Suspend,
    Resume,
    Withdraw,
    Expire,
    /// Another label of the node takes its place.
    Replace,
}

pub fn next(state: LabelState, event: Event) -> Result<LabelState, Refusal> {
    use Event::{Expire, Replace, Resume, Suspend, Withdraw};
    use LabelState::{Active, Expired, Replaced, Suspended, Withdrawn};
    match (state, event) {
        (Active, Suspend) => Ok(Suspended),
        (Suspended, Resume) => Ok(Active),
        (Active | Suspended, Withdraw) => Ok(Withdrawn),
        (Active | Suspended, Expire) => Ok(Expired),
        (Active | Suspended, Replace) => Ok(Replaced),
        (Active, Resume)
        | (Suspended, Suspend)
        | (Withdrawn | Expired | Replaced, Suspend | Resume | Withdraw | Expire | Replace) => {
            Err(ILLEGAL)
        }
    }
}

/// Whether a label holds on a day: between its days, and not suspended or withdrawn.
pub fn holds(label: &Label, day: NaiveDate) -> bool {
    let within = label.starts_on <= day && day <= label.ends_on;
    within && !matches!(label.state, LabelState::Suspended | LabelState::Withdrawn)
}

/// What a label was on a day: on trajectory, before it became one in full.
pub fn kind_on(label: &Label, day: NaiveDate) -> LabelKind {
    match label.trajectory_until {
        Some(until) if day <= until => LabelKind::Trajectory,
        _ => label.kind,
    }
}

pub fn kind_of(outcome: Outcome) -> Option<LabelKind> {
    match outcome {
        Outcome::Labelled => Some(LabelKind::Full),
        Outcome::Conditions => Some(LabelKind::Conditional),
        Outcome::Trajectory => Some(LabelKind::Trajectory),
        Outcome::Coaching | Outcome::Redirected | Outcome::Refused => None,
    }
}

/// A trajectory ends with the day that was decided; a label holds three years.
pub fn usual_end(decision: &Decision, starts_on: NaiveDate) -> NaiveDate {
    let end = starts_on + Months::new(36);
    decision.until.unwrap_or_else(|| end.pred_opt().unwrap_or(end))
}

/// How many months before its end somebody is to be reminded of a label now, if they were not.
pub fn reminder(label: &Label, today: NaiveDate) -> Option<u32> {
    let due = |months: &&u32| today + Months::new(**months) >= label.ends_on;
    let nearest = REMINDERS.iter().rev().find(due).copied()?;
    let done = label.reminded.and_then(|months| u32::try_from(months).ok());
    done.is_none_or(|done| done > nearest).then_some(nearest)
}

/// What an application says of the node that it would become, by what its questions mean.
pub fn said(form: &Definition, answers: &Answers, document: &Value) -> Said {
    let means =
        |meaning: Meaning| form.walk().filter(move |(_, _, item)| item.maps_to == Some(meaning));
    let text = |meaning| {
        let given = means(meaning).find_map(|(_, _, item)| answers.get(&item.key, "")?.as_str());
        given.unwrap_or_default().to_owned()
    };
    let codes = |meaning| {
        let given = means(meaning).filter_map(|(_, _, item)| answers.get(&item.key, ""));
        let all = given.flat_map(|value| match value {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        });
        let all: BTreeSet<String> =
            all.filter_map(|code| code.as_str().map(str::to_owned)).collect();
        all.into_iter().collect::<Vec<_>>()
    };
    let contact = means(Meaning::Contact).find_map(|(_, _, item)| {
        let given = answers.get(&item.key, "")?;
        given.as_str().or_else(|| given["email"].as_str())
    });
    let (institutions, staff) = partners(document);
    let mut said = Said {
        name: text(Meaning::Name),
        short_name: text(Meaning::ShortName),
        description: text(Meaning::Description),
        contact: contact.unwrap_or_default().to_owned(),
        regions: codes(Meaning::Regions),
        disciplines: codes(Meaning::Disciplines),
        services: codes(Meaning::Services),
        promises: promises(form, answers),
        institutions,
        staff,
        coverage: Vec::new(),
    };
    said.coverage = coverage(&said, &codes(Meaning::Institutions));
    said
}

/// The institutions that applied together, and their staff.
fn partners(document: &Value) -> (Vec<(String, InstitutionRole)>, f64) {
    let all = document["partners"].as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |partner: &Value| {
        let role = match partner["role"].as_str()? {
            "lead" => InstitutionRole::Lead,
            _ => InstitutionRole::Partner,
        };
        Some((partner["institution"].as_str()?.to_owned(), role))
    };
    let staff = all.iter().filter_map(|partner| partner["fte"].as_str()?.parse::<f64>().ok()).sum();
    (all.iter().filter_map(one).collect(), staff)
}

fn promises(form: &Definition, answers: &Answers) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for block in form.sections.iter().flat_map(|section| &section.items) {
        let meaning = |wanted| block.items.iter().find(|item: &&Item| item.maps_to == Some(wanted));
        let (Some(indicator), Some(target)) =
            (meaning(Meaning::Indicator), meaning(Meaning::Target))
        else {
            continue;
        };
        for row in answers.rows(&block.key) {
            let given = |item: &Item| {
                let value = answers.get(&item.key, row)?;
                value.as_str().map(str::to_owned).or_else(|| Some(value.to_string()))
            };
            if let Some((code, target)) = given(indicator).zip(given(target)) {
                let choice = indicator.choices.iter().find(|choice| choice.code == code);
                let words = choice.map_or_else(|| code.clone(), |choice| choice.label.fr.clone());
                found.push((code, words, target));
            }
        }
    }
    found
}

/// Rows of a workshop: its disciplines in its regions, and its institutions there.
fn coverage(said: &Said, served: &[String]) -> Vec<Keys> {
    let mut rows = BTreeSet::new();
    for region in &said.regions {
        for discipline in &said.disciplines {
            rows.insert(Keys {
                region: Some(region.clone()),
                discipline: Some(discipline.clone()),
                ..Keys::default()
            });
        }
        for (institution, _) in &said.institutions {
            rows.insert(Keys {
                region: Some(region.clone()),
                institution: Some(institution.clone()),
                ..Keys::default()
            });
        }
    }
    rows.extend(
        served.iter().map(|slug| Keys { institution: Some(slug.clone()), ..Keys::default() }),
    );
    rows.into_iter().collect()
}

pub fn commitments(label: &LabelId, said: &Said) -> Vec<Commitment> {
    let one =
        |(position, (indicator, words, target)): (i32, &(String, String, String))| Commitment {
            label_id: label.clone(),
            position,
            indicator: indicator.clone(),
            label: words.clone(),
            target: target.clone(),
            context: String::new(),
        };
    (1..).zip(&said.promises).map(one).collect()
}

/// Which of some tickets would have come to a node that covered this, had it been there. Of one that is there, those that
/// would have come to it only because of this.
pub fn replay(
    tickets: &[Replayed],
    (mut network, loads): (Network, &HashMap<NodeId, Load>),
    (desk, coverage): (Desk, &[Keys]),
    words: &Vocabularies,
) -> Replay {
    let node = desk.id.clone();
    let comes = |ticket: &Replayed, network: &Network| {
        let ranking = order::rank(&Question::new(&ticket.inputs, words), network);
        order::settle(ranking, network, loads).node == node
    };
    let is_there = network.desks.contains_key(&node);
    let is_new = |one: &&Replayed| !(is_there && (one.node == node || comes(one, &network)));
    let others: Vec<&Replayed> = tickets.iter().filter(is_new).collect();
    network.desks.insert(node.clone(), desk);
    let row = |keys: &Keys| Row {
        institution: keys.institution.clone(),
        site: keys.site.clone(),
        region: keys.region.clone(),
        discipline: keys.discipline.clone(),
        topic: keys.topic.clone(),
    };
    network.rows.extend(coverage.iter().map(|keys| (node.clone(), row(keys))));
    let come: Vec<&Replayed> = others.into_iter().filter(|one| comes(one, &network)).collect();
    let mut from: HashMap<NodeId, usize> = HashMap::new();
    come.iter().for_each(|ticket| *from.entry(ticket.node.clone()).or_default() += 1);
    let mut from: Vec<_> = from.into_iter().collect();
    from.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let mut topics: HashMap<Option<String>, usize> = HashMap::new();
    come.iter().for_each(|one| *topics.entry(one.inputs.topic.clone()).or_default() += 1);
    let mut topics: Vec<_> = topics.into_iter().collect();
    topics.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let waited =
        |ticket: &&Replayed| Some((ticket.first_answered_at? - ticket.received_at).num_minutes());
    let mut minutes: Vec<i64> = come.iter().filter_map(waited).collect();
    minutes.sort_unstable();
    Replay {
        tickets: come.len(),
        from,
        topics,
        first_answer_hours: minutes.get(minutes.len() / 2).map(|minutes| hours(*minutes)),
        unanswered: come.len() - minutes.len(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a few months are far below 2^52")]
fn hours(minutes: i64) -> f64 {
    (minutes * 10 / 60) as f64 / 10.0
}

/// The first and the last of the days in which a node sees what would have come to it, on one of these.
pub fn shadow(label: &Label, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let from = label.starts_on - TimeDelta::days(label.shadow_days.into());
    let goes_on = label.state == LabelState::Active && (from..label.starts_on).contains(&today);
    label.starts_on.pred_opt().filter(|_| goes_on).map(|until| (from, until))
}

/// When a label that is to be withdrawn may be.
pub fn withdrawal_from(label: &Label) -> Option<NaiveDateTime> {
    label.noticed_at.map(|at| at + NOTICE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::ApplicationId;
    use crate::decisions::DecisionId;
    use crate::working_time::Observance;

    #[test]
    fn what_was_promised_is_measured_from_five_on() {
        let asked = NaiveDateTime::default();
        let after = |hours: i64| (asked, Some(asked + TimeDelta::hours(hours)));
        let mut all = vec![after(2), after(4), after(10), after(30), (asked, None)];
        assert_eq!(first_answer(&all), None);
        all.push(after(50));
        assert_eq!(first_answer(&all), Some(10));
        let desk =
            Calendar::new(chrono_tz::Europe::Paris, [true; 7], (540, 1020), Observance::National);
        // Fifty hours are three days at most; nobody answered the last one.
        assert_eq!(prompt(&all, &desk), Some(83));
        assert_eq!(prompt(&all[..4], &desk), None);
        assert_eq!(satisfied(&[5, 5, 4, 1]), None);
        assert_eq!(satisfied(&[5, 5, 4, 1, 2]), Some(60));
        assert_eq!([unaided(1, 8), unaided(1, 4)], [Some(88), None]);
    }

    #[test]
    fn people_are_reminded_once_for_each_term() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut label = Label {
            id: LabelId::random(),
            node_id: NodeId::new(),
            application_id: ApplicationId::random(),
            decision_id: DecisionId::random(),
            kind: LabelKind::Full,
            state: LabelState::Active,
            starts_on: day("2026-01-01"),
            ends_on: day("2028-12-31"),
            mentor_id: None,
            reason: String::new(),
            noticed_at: None,
            changed_at: NaiveDateTime::default(),
            reminded: None,
            trajectory_until: None,
            shadow_days: 14,
        };
        let there = |on: &str| shadow(&label, day(on));
        assert_eq!([there("2025-12-17"), there("2026-01-01")], [None, None]);
        assert_eq!(there("2025-12-18"), Some((day("2025-12-18"), day("2025-12-31"))));
        assert_eq!(there("2025-12-18"), there("2025-12-31"));
        assert_eq!(reminder(&label, day("2028-03-30")), None);
        assert_eq!(reminder(&label, day("2028-03-31")), Some(9));
        label.reminded = Some(9);
        assert_eq!(reminder(&label, day("2028-06-29")), None);
        assert_eq!(reminder(&label, day("2028-12-10")), Some(1));
        assert!(holds(&label, day("2028-12-31")) && !holds(&label, day("2029-01-01")));
        label.trajectory_until = Some(day("2027-01-31"));
        let kinds = ["2027-01-31", "2027-02-01"].map(|on| kind_on(&label, day(on)));
        assert_eq!(kinds, [LabelKind::Trajectory, LabelKind::Full]);
    }
}
