//! `maillage user create`, `maillage user reset-second-step` and `maillage token create`

use chrono::{NaiveDateTime, TimeDelta};

use super::{Failure, Outcome};
use crate::accounts::{self, NetworkRole, NodeRole, Scope, ops};
use crate::db::Conn;
use crate::network;
use crate::web::checked_email;

pub fn create_user(
    email: &str,
    name: &str,
    network_role: Option<NetworkRole>,
    membership: Option<(String, NodeRole)>,
) -> Outcome {
    let config = super::config()?;
    let email = address(email)?;
    if name.trim().is_empty() {
        return Err(Failure::BadData("--name must not be empty.".into()));
    }
    let mut conn = super::open_current(&config)?;
    let membership = membership
        .map(|(slug, role)| match network::queries::by_slug(&mut conn, &slug) {
            Ok(node) => Ok((node.id, role)),
            Err(diesel::result::Error::NotFound) => {
                Err(Failure::BadData(format!("There is no node {slug}.")))
            }
            Err(error) => Err(crate::Error::from(error).into()),
        })
        .transpose()?;
    let now = super::now();
    let token = conn.transact(|conn| {
        let account = ops::create_user(conn, &email, name, network_role, membership, now)?;
        ops::sign_in_link(conn, &account, now)
    })?;
    super::reveal(format_args!("{}/sign-in/{token}", config.base_url))
}

/// For whom no other admin can help.
pub fn reset_second_step(email: &str) -> Outcome {
    let config = super::config()?;
    let (email, now) = (address(email)?, super::now());
    let mut conn = super::open_current(&config)?;
    let account = account_of(&mut conn, &email)?;
    conn.transact(|conn| ops::reset_by_operator(conn, &account, now))?;
    super::reveal(format_args!("{email} signs in without a second step, and sets one up anew."))
}

pub fn create_token(email: &str, scope: Scope, expires: Option<&str>) -> Outcome {
    let config = super::config()?;
    let (email, now) = (address(email)?, super::now());
    let expires = expires.map(|text| end_of(text, now)).transpose()?;
    let mut conn = super::open_current(&config)?;
    let account = account_of(&mut conn, &email)?;
    let token = conn.transact(|conn| ops::create_token(conn, &account, scope, expires, now))?;
    super::reveal(token)
}

fn account_of(conn: &mut Conn, email: &str) -> Result<accounts::AccountId, Failure> {
    let found = accounts::queries::by_email(conn, email).map_err(crate::Error::from)?;
    found
        .map(|account| account.id)
        .ok_or_else(|| Failure::BadData(format!("There is no account with the address {email}.")))
}

fn address(typed: &str) -> Result<String, Failure> {
    checked_email(typed).ok_or_else(|| Failure::BadData(format!("{typed} is no mail address.")))
}

/// `12h`, `90d`, `52w`
fn end_of(text: &str, now: NaiveDateTime) -> Result<NaiveDateTime, Failure> {
    let fault =
        || Failure::BadData(format!("--expires {text} is no time such as 12h, 90d or 52w."));
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(fault)?;
    let number: i64 = number.parse().ok().filter(|n| (1..=5000).contains(n)).ok_or_else(fault)?;
    let life = match unit {
        "h" => TimeDelta::hours(number),
        "d" => TimeDelta::days(number),
        "w" => TimeDelta::weeks(number),
        _ => return Err(fault()),
    };
    Ok(now + life)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_and_a_unit() {
        let now = NaiveDateTime::default();
        assert_eq!(end_of("90d", now).unwrap(), now + TimeDelta::days(90));
        assert_eq!(end_of("12h", now).unwrap(), now + TimeDelta::hours(12));
        for wrong in ["", "d", "90", "0d", "-1d", "90é", "1y", "99999w"] {
            assert!(end_of(wrong, now).is_err(), "{wrong}");
        }
    }
}
