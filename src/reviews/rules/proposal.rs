//! A proposal of who reviews what: exactly so many each, nobody in conflict, nobody above their load, no two of one
//! institution, one from elsewhere, who knows the field before who does not, evenly. Somebody reads it before it is sent.

use std::collections::BTreeSet;

use crate::accounts::AccountId;
use crate::applications::ApplicationId;

/// An application that wants reviewers.
#[derive(Debug, Clone)]
pub struct Wanting {
    pub id: ApplicationId,
    pub regions: BTreeSet<String>,
    /// Codes of disciplines with those above them.
    pub disciplines: BTreeSet<String>,
    /// Who cannot judge it: conflicts, and those who declined or were taken off.
    pub barred: BTreeSet<AccountId>,
    /// Who has it already: a proposal never touches them.
    pub fixed: BTreeSet<AccountId>,
}

/// Somebody who may be asked, or has been.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub id: AccountId,
    /// How many they take at most, and how many they have, those of `fixed` included.
    pub most: usize,
    pub load: usize,
    pub institutions: BTreeSet<String>,
    pub regions: BTreeSet<String>,
    pub disciplines: BTreeSet<String>,
}

/// Why an application has fewer than it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    pub id: ApplicationId,
    /// Who could still be asked, who is in conflict, who has as many as they take.
    pub possible: usize,
    pub conflicted: usize,
    pub full: usize,
    pub missing: usize,
}

/// Who is to be added where, and what stays short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    pub pairs: Vec<(ApplicationId, AccountId)>,
    pub short: Vec<Short>,
    /// Applications all of whose reviewers are of their own regions.
    pub local: Vec<ApplicationId>,
}

struct Work<'a> {
    wanting: &'a [Wanting],
    people: &'a [Candidate],
    /// By application, the places of the people who have it.
    chosen: Vec<BTreeSet<usize>>,
    load: Vec<usize>,
}

/// How far somebody who is full is freed by giving one of theirs to somebody else, who may be full too.
const DEPTH: usize = 4;

pub fn propose(wanting: &[Wanting], people: &[Candidate], each: usize) -> Proposal {
    let place = |id: &AccountId| people.iter().position(|one| one.id == *id);
    let mut work = Work {
        wanting,
        people,
        chosen: wanting.iter().map(|one| one.fixed.iter().filter_map(place).collect()).collect(),
        load: people.iter().map(|one| one.load).collect(),
    };
    // Who has the fewest to choose from chooses first.
    let mut order: Vec<usize> = (0..wanting.len()).collect();
    order.sort_by_key(|bid| work.fitting(*bid).count());
    for _ in 0..each {
        for bid in &order {
            if work.chosen[*bid].len() < each {
                work.add(*bid, each);
            }
        }
    }
    work.result(each)
}

impl Work<'_> {
    fn is_barred(&self, bid: usize, person: usize) -> bool {
        self.wanting[bid].barred.contains(&self.people[person].id)
    }

    /// Whether somebody may stand beside those an application has.
    fn fits(&self, bid: usize, person: usize) -> bool {
        let beside = |other: &usize| {
            self.people[*other].institutions.is_disjoint(&self.people[person].institutions)
        };
        !self.is_barred(bid, person)
            && !self.chosen[bid].contains(&person)
            && self.chosen[bid].iter().all(beside)
    }

    fn fitting(&self, bid: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.people.len()).filter(move |person| self.fits(bid, *person))
    }

    fn is_outside(&self, bid: usize, person: usize) -> bool {
        self.people[person].regions.is_disjoint(&self.wanting[bid].regions)
    }

    fn has_room(&self, person: usize) -> bool {
        self.load[person] < self.people[person].most
    }

    /// Lower is better: from elsewhere where nobody is, who knows the field, who has little, and then by place.
    fn cost(&self, bid: usize, person: usize, last: bool) -> (bool, bool, usize, usize) {
        let elsewhere = self.chosen[bid].iter().any(|one| self.is_outside(bid, *one));
        let strange = last && !elsewhere && !self.is_outside(bid, person);
        let fields = &self.wanting[bid].disciplines;
        let ignorant = !fields.is_empty() && self.people[person].disciplines.is_disjoint(fields);
        (strange, ignorant, self.load[person], person)
    }

    /// Gives an application one more, freeing somebody if need be; says whether it could.
    fn add(&mut self, bid: usize, each: usize) -> bool {
        let last = self.chosen[bid].len() + 1 >= each;
        let mut fitting: Vec<usize> = self.fitting(bid).collect();
        fitting.sort_by_key(|person| self.cost(bid, *person, last));
        if let Some(person) = fitting.iter().copied().find(|person| self.has_room(*person)) {
            self.give(bid, person);
            return true;
        }
        fitting.into_iter().any(|person| {
            let freed = self.free(person, DEPTH, &mut BTreeSet::from([person]));
            if freed {
                self.give(bid, person);
            }
            freed
        })
    }

    /// Hands one of somebody's applications to another who may have it.
    fn free(&mut self, person: usize, depth: usize, seen: &mut BTreeSet<usize>) -> bool {
        if depth == 0 {
            return false;
        }
        let held: Vec<usize> = (0..self.wanting.len())
            .filter(|bid| self.chosen[*bid].contains(&person))
            .filter(|bid| !self.wanting[*bid].fixed.contains(&self.people[person].id))
            .collect();
        for bid in held {
            self.take(bid, person);
            let mut others: Vec<usize> =
                self.fitting(bid).filter(|other| !seen.contains(other)).collect();
            others.sort_by_key(|other| (!self.has_room(*other), self.cost(bid, *other, true)));
            for other in others {
                seen.insert(other);
                if self.has_room(other) || self.free(other, depth - 1, seen) {
                    self.give(bid, other);
                    return true;
                }
            }
            self.give(bid, person);
        }
        false
    }

    fn give(&mut self, bid: usize, person: usize) {
        self.chosen[bid].insert(person);
        self.load[person] += 1;
    }

    fn take(&mut self, bid: usize, person: usize) {
        self.chosen[bid].remove(&person);
        self.load[person] -= 1;
    }

    fn result(&self, each: usize) -> Proposal {
        let mut made = Proposal::default();
        for (bid, one) in self.wanting.iter().enumerate() {
            let has = self.chosen[bid].len();
            let added = self.chosen[bid].iter().map(|person| &self.people[*person].id);
            made.pairs.extend(
                added.filter(|id| !one.fixed.contains(*id)).map(|id| (one.id.clone(), id.clone())),
            );
            if has < each {
                made.short.push(self.short(bid, each - has));
            }
            let chosen = &self.chosen[bid];
            if !chosen.is_empty() && !chosen.iter().any(|person| self.is_outside(bid, *person)) {
                made.local.push(one.id.clone());
            }
        }
        made
    }

    fn short(&self, bid: usize, missing: usize) -> Short {
        let people = 0..self.people.len();
        let barred = people.clone().filter(|person| self.is_barred(bid, *person)).count();
        let open =
            |person: &usize| !self.is_barred(bid, *person) && !self.chosen[bid].contains(person);
        let full = people.clone().filter(open).filter(|person| !self.has_room(*person)).count();
        let possible = self.fitting(bid).filter(|person| self.has_room(*person)).count();
        let id = self.wanting[bid].id.clone();
        Short { id, possible, conflicted: barred, full, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(ToString::to_string).collect()
    }

    fn person(place: usize, most: usize) -> Candidate {
        let (region, field) = (["44", "53", "84"][place % 3], ["1.1", "5.4"][place % 2]);
        Candidate {
            id: AccountId::new(),
            most,
            load: 0,
            institutions: set(&[&format!("i{place}")]),
            regions: set(&[region]),
            disciplines: set(&[field]),
        }
    }

    fn bid(regions: &[&str]) -> Wanting {
        Wanting {
            id: ApplicationId::random(),
            regions: set(regions),
            disciplines: set(&["1.1"]),
            barred: BTreeSet::new(),
            fixed: BTreeSet::new(),
        }
    }

    #[test]
    fn twenty_five_applications_have_three_each_evenly_and_one_from_elsewhere() {
        let people: Vec<Candidate> = (0..20).map(|place| person(place, 4)).collect();
        let mut bids: Vec<Wanting> = (0..25).map(|_| bid(&["44"])).collect();
        for (place, one) in bids.iter_mut().enumerate() {
            one.barred = (0..4).map(|step| people[(place + step) % 20].id.clone()).collect();
        }
        let made = propose(&bids, &people, 3);
        assert_eq!((made.pairs.len(), made.short.len(), made.local.len()), (75, 0, 0));
        for one in &people {
            let load = made.pairs.iter().filter(|(_, id)| *id == one.id).count();
            assert!((3..=4).contains(&load), "{load}");
        }
        for (id, who) in &made.pairs {
            assert!(!bids.iter().find(|one| one.id == *id).unwrap().barred.contains(who));
        }
    }

    #[test]
    fn whoever_has_started_stays_and_two_of_one_institution_do_not_meet() {
        let mut people: Vec<Candidate> = (0..4).map(|place| person(place, 2)).collect();
        people[1].institutions = people[0].institutions.clone();
        people[0].load = 1;
        let mut one = bid(&[]);
        one.fixed = BTreeSet::from([people[0].id.clone()]);
        let made = propose(std::slice::from_ref(&one), &people, 3);
        let chosen: BTreeSet<_> = made.pairs.iter().map(|(_, id)| id.clone()).collect();
        assert_eq!(chosen, BTreeSet::from([people[2].id.clone(), people[3].id.clone()]));
    }

    #[test]
    fn somebody_full_is_freed_by_handing_on_and_what_stays_short_says_why() {
        let people: Vec<Candidate> = (0..3).map(|place| person(place, 1)).collect();
        let (mut first, mut second) = (bid(&[]), bid(&[]));
        first.disciplines = set(&["1.1"]);
        second.barred = BTreeSet::from([people[1].id.clone(), people[2].id.clone()]);
        let made = propose(&[first.clone(), second.clone()], &people, 1);
        assert_eq!((made.pairs.len(), made.short.len()), (2, 0));

        let made = propose(&[first, second.clone()], &people, 2);
        let short = made.short.iter().find(|one| one.id == second.id).unwrap();
        assert_eq!((short.conflicted, short.missing, short.possible), (2, 1, 0));
    }
}
