//! Why somebody cannot judge an application freely, as far as that can be computed.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::reviews::{Affiliation, Conflict, ConflictKind, ConflictSource, ConflictState};
use crate::taxonomy::Vocabularies;
use crate::text::fold;

/// So long after somebody left an institution they are still of it.
const LINGERS: TimeDelta = TimeDelta::days(3 * 365);

/// Addresses there say nothing of where somebody works.
const PUBLIC_MAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.fr",
    "hotmail.com",
    "hotmail.fr",
    "live.fr",
    "yahoo.com",
    "yahoo.fr",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "laposte.net",
    "icloud.com",
    "proton.me",
    "protonmail.com",
];

/// What is known of somebody who might judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judge {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    /// Institutions, by slug, that still count.
    pub institutions: BTreeSet<String>,
}

/// What is known of who applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bid {
    /// Whoever has or had a part in it.
    pub accounts: BTreeSet<AccountId>,
    /// Names and addresses of them, of who is invited, and of persons that it names.
    pub people: Vec<(String, String)>,
    /// Slugs of the institutions that apply, invited ones too.
    pub institutions: BTreeSet<String>,
}

/// One reason, and by what it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub kind: ConflictKind,
    pub evidence: String,
}

/// The part of an address that says where somebody works, if any.
pub fn domain(email: &str) -> Option<String> {
    let domain = email.rsplit_once('@')?.1.trim().to_lowercase();
    (!domain.is_empty() && !PUBLIC_MAIL.contains(&domain.as_str())).then_some(domain)
}

/// The institution to which a domain, or the domain above it, belongs.
pub fn institution_of<'a>(domain: &str, known: &'a [(String, String)]) -> Option<&'a str> {
    let fits = |of: &str| domain == of || domain.ends_with(&format!(".{of}"));
    let best = known.iter().filter(|(of, _)| fits(of)).max_by_key(|(of, _)| of.len());
    best.map(|(_, institution)| institution.as_str())
}

/// The institutions of somebody's affiliations that still count on a day.
pub fn counted<'a>(
    affiliations: impl IntoIterator<Item = &'a Affiliation>,
    day: NaiveDate,
) -> BTreeSet<String> {
    let lasts = |one: &&Affiliation| one.ends_on.is_none_or(|end| end + LINGERS >= day);
    affiliations.into_iter().filter(lasts).map(|one| one.institution.clone()).collect()
}

/// Everything that speaks against somebody judging an application.
pub fn found(
    judge: &Judge,
    bid: &Bid,
    (words, domains): (&Vocabularies, &[(String, String)]),
) -> Vec<Found> {
    let mut all = Vec::new();
    let mut add = |kind, evidence: Vec<String>| {
        if !evidence.is_empty() {
            all.push(Found { kind, evidence: evidence.join(", ") });
        }
    };
    let email = judge.email.to_lowercase();
    // Who is only named by an address has no part in it: else anybody could take a judge off by writing theirs.
    let on_it = bid.accounts.contains(&judge.account);
    add(ConflictKind::OnApplication, if on_it { vec![email.clone()] } else { Vec::new() });

    let own = domain(&email);
    let mut institutions = judge.institutions.clone();
    institutions
        .extend(own.as_deref().and_then(|own| institution_of(own, domains)).map(ToOwned::to_owned));
    let same: Vec<String> = institutions.intersection(&bid.institutions).cloned().collect();
    let root = |slug: &String| words.institution_line(slug).pop().unwrap_or_else(|| slug.clone());
    let related = |one: &&String| {
        !same.contains(one)
            && bid.institutions.iter().any(|other| other != *one && root(other) == root(one))
    };
    let parents: Vec<String> = institutions.iter().filter(related).map(root).collect();
    add(ConflictKind::SameInstitution, same.clone());
    add(ConflictKind::SameParent, parents);

    let shared =
        |other: &str| own.as_deref().is_some_and(|own| domain(other).as_deref() == Some(own));
    let mail: BTreeSet<String> = bid
        .people
        .iter()
        .filter(|(_, other)| shared(other))
        .filter_map(|(_, other)| domain(other))
        .collect();
    add(ConflictKind::EmailDomain, mail.into_iter().collect());

    let name = fold(&judge.name);
    let named: BTreeSet<String> = bid
        .people
        .iter()
        .filter(|_| !on_it)
        .filter_map(|(other, address)| match address.to_lowercase() == email {
            true => Some(address.clone()),
            false => (!name.is_empty() && fold(other) == name).then(|| other.clone()),
        })
        .collect();
    add(ConflictKind::SameName, named.into_iter().collect());
    all
}

/// Whether a reason that was found is news: a false alarm stays one until something else is seen.
pub fn is_news(known: Option<&Conflict>, found: &Found) -> bool {
    match known {
        None => true,
        Some(known) => known.state == ConflictState::Cleared && known.evidence != found.evidence,
    }
}

/// Whether somebody may be asked to judge: what is suspected is decided first.
pub fn blocks<'a>(of_pair: impl IntoIterator<Item = &'a Conflict>) -> bool {
    of_pair.into_iter().any(|one| one.state != ConflictState::Cleared)
}

/// A conflict that is certain as soon as it is known.
pub fn certain(
    (application, account, kind): (&ApplicationId, &AccountId, ConflictKind),
    (source, evidence): (ConflictSource, &str),
    now: NaiveDateTime,
) -> Conflict {
    Conflict {
        application_id: application.clone(),
        account_id: account.clone(),
        kind,
        source,
        state: ConflictState::Confirmed,
        evidence: evidence.to_owned(),
        found_at: now,
        decided_by: None,
        decided_at: Some(now),
        reason: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domains() -> Vec<(String, String)> {
        [("cnrs.fr", "cnrs"), ("ens-lyon.fr", "ens"), ("ens-lyon.eu", "ens")]
            .map(|(domain, of)| (domain.to_owned(), of.to_owned()))
            .into()
    }

    #[test]
    fn synonym_domains_and_those_below_are_of_one_institution() {
        let known = domains();
        assert_eq!(institution_of("ens-lyon.eu", &known), Some("ens"));
        assert_eq!(institution_of("idris.cnrs.fr", &known), Some("cnrs"));
        assert_eq!(institution_of("notcnrs.fr", &known), None);
        assert_eq!(domain("Zoe@GMAIL.com"), None);
        assert_eq!(domain("zoe@Labo.Example").as_deref(), Some("labo.example"));
    }

    #[test]
    fn who_left_an_institution_three_years_ago_is_no_more_of_it() {
        let day = |y| NaiveDate::from_ymd_opt(y, 6, 1).unwrap();
        let at = |institution: &str, ends_on| Affiliation {
            id: crate::reviews::AffiliationId::new(),
            account_id: AccountId::new(),
            institution: institution.into(),
            starts_on: None,
            ends_on,
        };
        let all = [at("now", None), at("lately", Some(day(2024))), at("once", Some(day(2020)))];
        let counted: Vec<_> = counted(&all, day(2026)).into_iter().collect();
        assert_eq!(counted, ["lately", "now"]);
    }
}
