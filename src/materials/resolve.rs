//! Asks what a DOI stands for: the resolver of all DOIs leads on to the agency that knows. Never an address that only this
//! machine reaches, and never long: whoever waits is writing.

use std::io::Read;
use std::time::Duration;

use super::LinkChecks;
use super::rules::described::{self, Described};
use crate::config::Config;
use crate::webhooks::client;

const TIMEOUT: Duration = Duration::from_secs(6);
const REDIRECTIONS: u32 = 5;
/// No record is longer, in bytes.
const MOST: u64 = 1 << 20;
const ACCEPTED: &str =
    "application/vnd.datacite.datacite+json, application/vnd.citationstyles.csl+json;q=0.9";

/// What was learnt of a DOI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learnt {
    Described(Described),
    /// It is there, and nothing is said of it.
    Silent,
    Unknown,
    /// Nobody answered.
    Unreachable,
}

/// Whether DOIs are looked up here.
pub fn is_on(config: &Config) -> bool {
    config.link_checks != LinkChecks::Off
}

pub fn ask(config: &Config, doi: &str) -> Learnt {
    let private = config.link_checks == LinkChecks::Private;
    let agent = client::agent(private, TIMEOUT, REDIRECTIONS);
    let url = format!("{}/{}", config.doi_resolver.trim_end_matches('/'), escaped(doi));
    let Ok(mut answer) = agent.get(&url).header("accept", ACCEPTED).call() else {
        return Learnt::Unreachable;
    };
    match answer.status().as_u16() {
        200 => {
            let mut body = String::new();
            let read = answer.body_mut().as_reader().take(MOST).read_to_string(&mut body);
            match read.ok().and_then(|_| described::read(&body)) {
                Some(described) => Learnt::Described(described),
                None => Learnt::Silent,
            }
        }
        204 | 300..=399 | 401 | 403 | 406 => Learnt::Silent,
        404 | 410 => Learnt::Unknown,
        _ => Learnt::Unreachable,
    }
}

/// A DOI as a part of an address.
fn escaped(doi: &str) -> String {
    let mut out = String::new();
    for byte in doi.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~/:;()".contains(&byte) => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_a_doi_ends_its_part_of_the_address() {
        assert_eq!(escaped("10.5281/zenodo.1"), "10.5281/zenodo.1");
        assert_eq!(escaped("10.1000/a#b?c%d<e"), "10.1000/a%23b%3Fc%25d%3Ce");
    }
}
