//! What calls want of somebody: of who applied, of who was asked to review, of who runs them, and of who instructs appeals.

use chrono::NaiveDateTime;

use super::tasks::{Bids, For, Rank, Task, Title, by_day, title_of};
use crate::Result;
use crate::applications::{self, ApplicationId, State as BidState};
use crate::calls::{self, Call, CallRole, Phase, State};
use crate::db::Conn;
use crate::decisions::{self, AppealState};
use crate::reviews::{self, Completion, Conflict, ConflictState, Standing};

pub fn read(conn: &mut Conn, of: &For<'_>, own: &Bids, all: &mut Vec<Task>) -> Result<()> {
    to_complete(conn, of, own, all)?;
    asked_to_review(conn, of, all)?;
    to_run(conn, of, all)?;
    to_review(conn, of, all)?;
    if of.actor.is_admin() {
        appeals(conn, of, all)?;
    }
    Ok(())
}

/// Something that is to be done before a moment.
fn by(of: &For<'_>, at: NaiveDateTime, (href, what): (String, &'static str), title: Title) -> Task {
    Task { rank: Rank::by(Some(at), of.now), at: Some(at), due: None, href, what, title }
}

/// What a reviewer misses in an application, for its owner, who alone completes it; letters that are asked for anew, for who
/// speaks for their institutions.
fn to_complete(conn: &mut Conn, of: &For<'_>, bids: &Bids, all: &mut Vec<Task>) -> Result<()> {
    let looked_at = |(bid, call): &&(applications::Application, Call)| {
        matches!(bid.state, BidState::Submitted | BidState::InReview)
            && call.state == State::InReview
    };
    let ids: Vec<_> = bids.iter().filter(looked_at).map(|(bid, _)| bid.id.clone()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let own = applications::queries::owned_of(conn, &of.actor.id, &ids)?;
    let speaks = applications::queries::spoken_for(conn, &of.actor.id, &ids)?;
    for request in reviews::queries::open_completions(conn, &ids, of.now)? {
        let id = &request.application_id;
        let letters = reviews::ops::letters_of(&request);
        let signs = speaks.iter().find(|(bid, partner)| bid == id && letters.contains(partner));
        let to = match signs {
            _ if own.contains(id) => {
                (format!("/applications/{id}/completion"), "site-tasks-completion")
            }
            Some((_, partner)) => {
                (format!("/applications/{id}/partners/{partner}"), "site-tasks-letter")
            }
            None => continue,
        };
        let there = bids.iter().find(|(bid, _)| bid.id == *id);
        let title = there.map(|one| title_of(one, of.locale));
        all.push(by(of, request.due_at, to, title.unwrap_or_else(|| String::new().into())));
    }
    Ok(())
}

/// Calls whose applications somebody is asked to read, and has not answered.
fn asked_to_review(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    for (asked, call) in reviews::queries::asked_for(conn, &of.actor.id)? {
        let waits = asked.state == Standing::Invited;
        if waits && matches!(call.state, State::Published | State::InReview) {
            let to = ("/reviews".to_owned(), "site-tasks-reviewer");
            all.push(by_day(of, None, to, Title::of_call(&call, of.locale)));
        }
    }
    Ok(())
}

/// Questions that nobody answered, and calls that are closed and wait for their review.
fn to_run(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let who = (!of.actor.is_admin()).then_some(&of.actor.id);
    let mut own = calls::queries::on_desk(conn, who)?;
    own.retain(|call| call.state == State::Published);
    if own.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = own.iter().map(|call| call.id.clone()).collect();
    let unanswered = calls::queries::unanswered(conn, &ids)?;
    for call in &own {
        if let Some((_, n)) = unanswered.iter().find(|(id, _)| *id == call.id) {
            let to = (format!("/inbox/calls/{}/questions", call.id), "site-tasks-questions");
            let n = usize::try_from(*n).unwrap_or(usize::MAX);
            all.push(by_day(of, None, to, Title::of_call(call, of.locale).counted(n)));
        }
        if call.phase(of.now) == Phase::Closed {
            let to = (format!("/inbox/calls/{}/reviews", call.id), "site-tasks-begin");
            all.push(by_day(of, None, to, Title::of_call(call, of.locale)));
        }
    }
    Ok(())
}

/// Calls in review that somebody runs or chairs: applications nobody judged, conflicts to confirm, completions that are
/// awaited, and whether there is all that a committee decides by. What one must not see counts for nothing here either.
fn to_review(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let run = calls::queries::reviewed_under(conn, &of.actor.id)?;
    if run.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = run.iter().map(|(call, _)| call.id.clone()).collect();
    let about = reviews::queries::conflicts_of_calls(conn, &ids)?;
    let own = applications::queries::parts_of(conn, &ids, &of.actor.id)?;
    let barred = |id: &ApplicationId| {
        let bars =
            |one: &Conflict| one.account_id == of.actor.id && one.state == ConflictState::Confirmed;
        own.contains(id) || about.iter().any(|(_, one)| one.application_id == *id && bars(one))
    };
    let mut filed = reviews::queries::under_review(conn, &ids)?;
    filed.retain(|bid| !barred(&bid.id));
    let read = reviews::queries::final_reviews(conn, &ids)?;
    let open: Vec<_> = filed.iter().map(|bid| bid.id.clone()).collect();
    let awaited = reviews::queries::unanswered_completions(conn, &open)?;
    for (call, role) in &run {
        let bids: Vec<_> = filed.iter().filter(|bid| bid.call_id == call.id).collect();
        let unjudged = bids.iter().filter(|bid| bid.state == BidState::Submitted).count();
        let suspected = about.iter().filter(|(id, one)| {
            // One's own are somebody else's to decide.
            *id == call.id
                && one.state == ConflictState::Suspected
                && one.account_id != of.actor.id
                && !barred(&one.application_id)
        });
        if *role != CallRole::Chair {
            let to = ("reviews/eligibility", "site-tasks-eligibility");
            all.extend(line(of, call, to, unjudged));
            let to = ("reviews/conflicts", "site-tasks-conflicts");
            all.extend(line(of, call, to, suspected.count()));
            let of_call = |one: &&Completion| bids.iter().any(|bid| bid.id == one.application_id);
            all.extend(awaits(of, call, &awaited.iter().filter(of_call).collect::<Vec<_>>()));
        }
        let wanted = i64::from(call.terms.reviewers_each);
        let is_read = |bid: &&applications::Application| {
            read.iter().any(|(id, reviews)| *id == bid.id && *reviews >= wanted)
        };
        let ready = !bids.is_empty() && unjudged == 0 && bids.iter().all(is_read);
        all.extend(line(of, call, ("decisions", "site-tasks-deliberate"), usize::from(ready)));
    }
    Ok(())
}

/// So many things to do on a page of a call; none is no line.
fn line(of: &For<'_>, call: &Call, (page, what): (&str, &'static str), n: usize) -> Option<Task> {
    let to = (format!("/inbox/calls/{}/{page}", call.id), what);
    (n > 0).then(|| by_day(of, None, to, Title::of_call(call, of.locale).counted(n)))
}

/// What was asked of applicants and is not there, by the first of its days. Where it is but one, it leads to its application.
fn awaits(of: &For<'_>, call: &Call, asked: &[&Completion]) -> Option<Task> {
    let first = asked.first()?;
    let page = match asked {
        [one] => format!("reviews/applications/{}", one.application_id),
        _ => "reviews".to_owned(),
    };
    let to = (format!("/inbox/calls/{}/{page}", call.id), "site-tasks-awaited");
    Some(by(of, first.due_at, to, Title::of_call(call, of.locale).counted(asked.len())))
}

/// Appeals that nobody has taken, and one's own, for those who had no hand in what was decided.
fn appeals(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let (calls, bids) = decisions::queries::hands_of(conn, &of.actor.id)?;
    for (appeal, bid) in decisions::ops::appeals(conn, of.actor)? {
        let own = appeal.handled_by.as_ref() == Some(&of.actor.id);
        let waits = match appeal.state {
            AppealState::Filed => !calls.contains(&bid.call_id) && !bids.contains(&bid.id),
            AppealState::Instructed | AppealState::Admissible => own,
            AppealState::Inadmissible
            | AppealState::Upheld
            | AppealState::Dismissed
            | AppealState::Withdrawn => false,
        };
        if waits {
            let to = (format!("/admin/appeals/{}", appeal.id), "site-tasks-appeal");
            all.push(by_day(of, None, to, bid.title));
        }
    }
    Ok(())
}
