//! The queues of the inbox's left column, and what the inbox says of colleagues.

use serde::Serialize;

use super::inbox::{Loaded, away_of};
use super::wanted::Wanted;
use super::words::{Choice, choices};
use crate::accounts::AccountId;
use crate::i18n::Locale;
use crate::tickets::queries::inbox::{COUNT_CAP, Counts};

#[derive(Serialize)]
pub(super) struct Group {
    title: String,
    queues: Vec<QueueLink>,
}

#[derive(Serialize)]
pub(super) struct QueueLink {
    id: &'static str,
    href: String,
    icon: &'static str,
    word: String,
    /// Empty when the queue is not counted.
    count: String,
    current: bool,
    /// Whether it leads to another page.
    leaves: bool,
}

/// Who answers today: those on duty; in the place of one who is away, who stands in.
pub(super) fn on_duty_names(loaded: &Loaded, locale: Locale) -> String {
    let away = away_of(&loaded.members);
    let name = |id: &AccountId| {
        let found = loaded.members.iter().find(|member| member.account == *id);
        found.map_or("", |member| member.name.as_str())
    };
    let on_duty = loaded.members.iter().filter(|member| member.duty.is_some());
    let mut names: Vec<String> = on_duty
        .map(|member| match (away.is_away(&member.account), away.stand_in(&member.account)) {
            (false, _) => member.name.clone(),
            (true, Some(stand_in)) => name(stand_in).to_owned(),
            (true, None) => locale.text1("duty-away-name", "name", member.name.clone()),
        })
        .collect();
    names.sort();
    names.dedup();
    names.join(", ")
}

/// Colleagues to give tickets to, those who are away marked.
pub(super) fn people_choices(
    people: Vec<(AccountId, String)>,
    loaded: &Loaded,
    locale: Locale,
) -> Vec<Choice> {
    let away = away_of(&loaded.members);
    let label = |(id, name): (AccountId, String)| {
        let label =
            if away.is_away(&id) { locale.text1("duty-away-name", "name", name) } else { name };
        (id.to_string(), label)
    };
    choices(people.into_iter().map(label), "")
}

pub(super) fn queue_word(queue: &str, locale: Locale) -> String {
    locale.text(&format!("tickets-inbox-queue-{queue}"))
}

pub(super) fn groups(locale: Locale, wanted: &Wanted, loaded: &Loaded) -> Vec<Group> {
    let Counts {
        new,
        mine,
        node,
        ours,
        theirs,
        unassigned,
        duty,
        late,
        snoozed,
        third_party,
        referred,
        offered,
        together,
        mentions,
        stand_in,
        held,
        notes: _,
        views: _,
    } = &loaded.counts;
    let link = |id: &'static str, icon: &'static str, held: Option<&i64>| QueueLink {
        id,
        href: wanted.href(&[("queue", id)]),
        icon,
        word: queue_word(id, locale),
        count: held.map(capped).unwrap_or_default(),
        current: wanted.queue == id,
        leaves: false,
    };
    let mut first = vec![
        link("mine", "person-check", Some(mine)),
        link("unassigned", "person-plus", Some(unassigned)),
        link("new", "stars", Some(new)),
        link("late", "clock-history", Some(late)),
    ];
    if *mentions > 0 || wanted.queue == "mentions" {
        first.push(link("mentions", "at", Some(mentions)));
    }
    if loaded.stands_in || wanted.queue == "stand-in" {
        first.insert(1, link("stand-in", "person-gear", Some(stand_in)));
    }
    if loaded.on_duty {
        first.insert(0, link("duty", "telephone", Some(duty)));
    }
    first.push(QueueLink {
        href: "/admin/mail-in".to_owned(),
        leaves: true,
        ..link("held", "envelope-exclamation", Some(held))
    });
    let group = |key, queues| Group { title: locale.text(key), queues };
    vec![
        group("tickets-inbox-group-todo", first),
        group(
            "tickets-inbox-group-turns",
            vec![
                link("ours", "reply", Some(ours)),
                link("theirs", "hourglass-split", Some(theirs)),
                link("third-party", "pause-circle", Some(third_party)),
                link("snoozed", "moon-stars", Some(snoozed)),
                link("node", "inboxes", Some(node)),
            ],
        ),
        group(
            "tickets-inbox-group-between",
            vec![
                link("referred", "arrow-return-right", Some(referred)),
                link("offered", "send", Some(offered)),
                link("together", "people", Some(together)),
            ],
        ),
        group(
            "tickets-inbox-group-past",
            vec![
                link("closed", "archive", None),
                link("spam", "shield-exclamation", None),
                link("all", "collection", None),
            ],
        ),
    ]
}

fn capped(held: &i64) -> String {
    if *held >= COUNT_CAP { format!("{}+", COUNT_CAP - 1) } else { held.to_string() }
}
