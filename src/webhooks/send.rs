//! Sends what is due: each telling by HTTPS to where its webhook goes, never to an address that only this machine reaches.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use ureq::Agent;

use super::client::agent;
use super::ops::{Answer, noted};
use super::{Delivery, Hook, HookId, queries, rules};
use crate::Result;
use crate::app::App;

/// A worker that claimed a telling and died gives it back after this time.
const CLAIM: TimeDelta = TimeDelta::minutes(15);
/// So few that they are done before the claim ends, even if each takes its whole time.
const BATCH: i64 = 40;
const TIMEOUT: Duration = Duration::from_secs(10);
/// Other programs that are told at once; the slow ones among them delay nobody else.
const AT_ONCE: usize = 8;
/// Where one does not answer at all, the others for it wait for so long.
const PUT_OFF: TimeDelta = TimeDelta::minutes(1);

/// Tells what is due; answers how many were taken.
pub fn send_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let mut taken = 0;
    loop {
        let now = now.max(app.clock.now());
        let due = app.db.write_now(|conn| Ok(queries::claim(conn, (now, now + CLAIM), BATCH)?))?;
        if due.is_empty() {
            return Ok(taken);
        }
        let agent = agent(app.config.webhooks_private, TIMEOUT, 0);
        let mut by_hook: BTreeMap<HookId, Vec<(Delivery, Hook)>> = BTreeMap::new();
        for (delivery, hook) in due {
            by_hook.entry(hook.id.clone()).or_default().push((delivery, hook));
        }
        let groups: Vec<_> = by_hook.into_values().collect();
        for some in groups.chunks(AT_ONCE) {
            taken += tell_at_once(app, &agent, some, now)?;
        }
    }
}

fn tell_at_once(
    app: &App,
    agent: &Agent,
    groups: &[Vec<(Delivery, Hook)>],
    now: NaiveDateTime,
) -> Result<usize> {
    std::thread::scope(|scope| {
        let telling: Vec<_> = groups
            .iter()
            .map(|group| scope.spawn(move || tell_one_after_another(app, agent, group, now)))
            .collect();
        telling.into_iter().try_fold(0, |taken, one| match one.join() {
            Ok(outcome) => Ok(taken + outcome?),
            Err(_) => Err(crate::Error::Bug(anyhow::anyhow!("telling a webhook panicked"))),
        })
    })
}

fn tell_one_after_another(
    app: &App,
    agent: &Agent,
    group: &[(Delivery, Hook)],
    now: NaiveDateTime,
) -> Result<usize> {
    let mut taken = 0;
    for (place, (delivery, hook)) in group.iter().enumerate() {
        // Programs believe no signature that is minutes old, and those before may have taken as long.
        let now = now.max(app.clock.now());
        let answer = tell(app, agent, (delivery, hook), now);
        app.db.write_now(|conn| noted(conn, delivery, &answer, now))?;
        taken += usize::from(answer.is_taken());
        if answer.status.is_none() {
            let rest: Vec<_> = group[place + 1..].iter().map(|(one, _)| one.id.clone()).collect();
            app.db.write_now(|conn| Ok(queries::put_off(conn, &rest, now + PUT_OFF)?))?;
            break;
        }
    }
    Ok(taken)
}

fn tell(
    app: &App,
    agent: &Agent,
    (delivery, hook): (&Delivery, &Hook),
    now: NaiveDateTime,
) -> Answer {
    // Nothing leaves the machine of a demonstration.
    if app.config.demo {
        let response = "Demo: nothing was sent.".to_owned();
        return Answer { status: Some(204), milliseconds: 0, response, error: None };
    }
    let (id, timestamp) = (delivery.id.as_str(), now.and_utc().timestamp());
    let signed = (id, timestamp, delivery.payload.as_str());
    let begun = Instant::now();
    let sent = agent
        .post(&hook.url)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp.to_string())
        .header("webhook-signature", rules::signatures(&app.signer, hook, signed, now))
        .send(delivery.payload.as_bytes());
    let (status, response, error) = match sent {
        Ok(mut response) => {
            let mut beginning = Vec::new();
            let most = u64::try_from(rules::MAX_RESPONSE * 4).unwrap_or(u64::MAX);
            // What cannot be read of an answer does not change its status.
            let _ = response.body_mut().as_reader().take(most).read_to_end(&mut beginning);
            (Some(i32::from(response.status().as_u16())), shown(&beginning), None)
        }
        Err(error) => (None, String::new(), Some(error.to_string().chars().take(300).collect())),
    };
    let milliseconds = i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX);
    Answer { status, milliseconds, response, error }
}

/// The beginning of an answer, as text that can be kept and shown.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c });
    plain.take(rules::MAX_RESPONSE).collect::<String>().trim().to_owned()
}
