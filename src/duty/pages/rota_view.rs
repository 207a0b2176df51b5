//! The rota as its template sees it.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::notes::{NoteView, note_view};
use super::rota::Form;
use crate::accounts::pages::{Fault, faults};
use crate::accounts::{Actor, Duty, Member};
use crate::duty::rules::SHOWN_WEEKS;
use crate::duty::{Absence, Days, FeedId, Note, NoteId, Shift, Swap, SwapId, Week};
use crate::network::Node;
use crate::web::FieldErrors;

/// All that the page is made of, read at once.
pub(super) struct Data {
    pub node: Node,
    pub may_manage: bool,
    pub members: Vec<Member>,
    pub first: NaiveDate,
    pub weeks: Vec<Week>,
    /// What is still to come, for those who swap.
    pub ahead: Vec<Duty>,
    pub absences: Vec<Absence>,
    pub notes: Vec<Note>,
    pub readers: Vec<(NoteId, String)>,
    pub swaps: Vec<Swap>,
    pub swapped: Vec<Duty>,
    pub feed: Option<FeedId>,
}

#[derive(Serialize)]
pub(super) struct View {
    slug: String,
    short_name: String,
    may_manage: bool,
    works_here: bool,
    weeks: Vec<WeekView>,
    /// In how many of the weeks that are shown somebody is missing.
    open_weeks: usize,
    earlier: String,
    later: String,
    today_shown: bool,
    absences: Vec<AbsenceView>,
    notes: Vec<NoteView>,
    asked_of_me: Vec<SwapView>,
    asked_by_me: Vec<SwapView>,
    mine: Vec<DutyChoice>,
    others: Vec<DutyChoice>,
    people: Vec<PersonView>,
    colleagues: Vec<PersonView>,
    feed: Option<String>,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct WeekView {
    starts_on: NaiveDate,
    current: bool,
    closed: bool,
    shifts: Vec<ShiftView>,
    gaps: Vec<SpanView>,
}

#[derive(Serialize)]
struct ShiftView {
    id: String,
    name: String,
    me: bool,
    /// Its days, when they are not the whole week.
    part: Option<SpanView>,
    away: Option<SpanView>,
    stand_in: Option<String>,
    /// Whether it begins here: where it can be taken away.
    begins: bool,
    over: bool,
}

#[derive(Serialize)]
struct SpanView {
    from: NaiveDate,
    to: NaiveDate,
    one: bool,
}

#[derive(Serialize)]
struct AbsenceView {
    id: String,
    name: String,
    from: NaiveDate,
    to: NaiveDate,
    stand_in: Option<String>,
    may_end: bool,
}

#[derive(Serialize)]
struct SwapView {
    id: SwapId,
    name: String,
    from: NaiveDate,
    to: NaiveDate,
    in_return: Option<SpanView>,
}

#[derive(Serialize)]
struct DutyChoice {
    id: String,
    name: String,
    from: NaiveDate,
    to: NaiveDate,
    on: bool,
}

#[derive(Serialize)]
struct PersonView {
    id: String,
    name: String,
    on: bool,
}

fn span((from, to): Days) -> SpanView {
    SpanView { from, to, one: from == to }
}

pub(super) fn shown(
    actor: &Actor,
    data: Data,
    (mut form, errors): (Form, FieldErrors),
    feed: Option<String>,
    today: NaiveDate,
) -> View {
    let step = TimeDelta::weeks(i64::from(SHOWN_WEEKS));
    let page = |first: NaiveDate| format!("/nodes/{}/rota?from={first}", data.node.slug);
    let weeks: Vec<_> = data.weeks.iter().map(|week| week_view(week, actor, today)).collect();
    let (mine, others): (Vec<&Duty>, Vec<&Duty>) =
        data.ahead.iter().partition(|duty| duty.account == actor.id);
    let ticked = |id: &str| form.people.is_empty() || form.people.iter().any(|one| one == id);
    let person = |member: &Member, on| PersonView {
        id: member.account.to_string(),
        name: member.name.clone(),
        on,
    };
    let people: Vec<_> =
        data.members.iter().map(|m| person(m, ticked(m.account.as_str()))).collect();
    let colleagues = data.members.iter().filter(|member| member.account != actor.id);
    let colleagues: Vec<_> =
        colleagues.map(|m| person(m, m.account.as_str() == form.colleague)).collect();
    let choice = |duty: &&Duty, chosen: &str| DutyChoice {
        id: duty.id.to_string(),
        name: duty.name.clone(),
        from: duty.starts_on,
        to: duty.ends_on,
        on: duty.id.as_str() == chosen,
    };
    let mine: Vec<_> = mine.iter().map(|duty| choice(duty, &form.duty)).collect();
    let others: Vec<_> = others.iter().map(|duty| choice(duty, &form.in_return)).collect();
    let asked = |mine: bool| swaps(actor, &data, mine);
    let (asked_of_me, asked_by_me) = (asked(false), asked(true));
    if form.id.is_empty() {
        form.id = NoteId::new().to_string();
    }
    for (field, usual) in [
        (&mut form.first_week, crate::duty::rules::monday(today).to_string()),
        (&mut form.weeks, SHOWN_WEEKS.to_string()),
        (&mut form.each, "1".to_owned()),
        (&mut form.until, (today + crate::duty::rules::NOTE_LIFE).to_string()),
    ] {
        if field.is_empty() {
            *field = usual;
        }
    }
    View {
        open_weeks: data.weeks.iter().filter(|week| is_open(week, today)).count(),
        weeks,
        earlier: page(data.first - step),
        later: page(data.first + step),
        today_shown: data.first <= today && today < data.first + step,
        absences: data.absences.iter().map(|one| absence(one, actor, data.may_manage)).collect(),
        notes: data
            .notes
            .iter()
            .map(|note| note_view(note, actor, (&data.readers, data.may_manage)))
            .collect(),
        asked_of_me,
        asked_by_me,
        mine,
        others,
        people,
        colleagues,
        feed,
        works_here: actor.works_for(&data.node.id),
        may_manage: data.may_manage,
        faults: faults(&errors),
        errors,
        form,
        slug: data.node.slug,
        short_name: data.node.short_name,
    }
}

/// Whether somebody is missing in a week that is not over.
fn is_open(week: &Week, today: NaiveDate) -> bool {
    week.gaps.iter().any(|(_, last)| *last >= today)
}

fn week_view(week: &Week, actor: &Actor, today: NaiveDate) -> WeekView {
    let last = week.starts_on + TimeDelta::days(6);
    let whole = (week.starts_on, last);
    WeekView {
        starts_on: week.starts_on,
        current: week.starts_on <= today && today <= last,
        closed: week.closed,
        shifts: week.shifts.iter().map(|shift| shift_view(shift, whole, actor, today)).collect(),
        gaps: week.gaps.iter().filter(|gap| gap.1 >= today).copied().map(span).collect(),
    }
}

fn shift_view(shift: &Shift, week: Days, actor: &Actor, today: NaiveDate) -> ShiftView {
    let (away, stand_in) = match &shift.away {
        Some((days, stand_in)) => (Some(span(*days)), stand_in.clone()),
        None => (None, None),
    };
    ShiftView {
        id: shift.duty.to_string(),
        name: shift.name.clone(),
        me: shift.account == actor.id,
        part: (shift.days != week).then(|| span(shift.days)),
        away,
        stand_in,
        begins: shift.whole.0 >= week.0,
        over: shift.whole.1 < today,
    }
}

fn absence(one: &Absence, actor: &Actor, may_manage: bool) -> AbsenceView {
    AbsenceView {
        id: one.id.to_string(),
        name: one.name.clone(),
        from: one.starts_on,
        to: one.ends_on,
        stand_in: one.stand_in_name.clone(),
        may_end: may_manage || one.account == actor.id,
    }
}

/// What was asked and not yet answered: by the reader, or of the reader.
fn swaps(actor: &Actor, data: &Data, by_me: bool) -> Vec<SwapView> {
    let concerns = |swap: &&Swap| {
        let whose = if by_me { &swap.asked_by } else { &swap.asked_of };
        *whose == actor.id
    };
    let called = |id: &crate::accounts::DutyId| data.swapped.iter().find(|duty| duty.id == *id);
    let view = |swap: &Swap| {
        let duty = called(&swap.duty)?;
        let other = data.members.iter().find(|member| member.account == swap.asked_of);
        let back = swap.in_return.as_ref().and_then(called);
        Some(SwapView {
            id: swap.id.clone(),
            name: match by_me {
                true => other.map(|member| member.name.clone()).unwrap_or_default(),
                false => duty.name.clone(),
            },
            from: duty.starts_on,
            to: duty.ends_on,
            in_return: back.map(|duty| span((duty.starts_on, duty.ends_on))),
        })
    };
    data.swaps.iter().filter(concerns).filter_map(view).collect()
}
