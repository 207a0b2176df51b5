//! Where a webhook may go: to the internet, never to what this machine alone can reach.

use std::net::IpAddr;

use super::{BAD_URL, NOT_HTTPS, PRIVATE_ADDRESS};
use crate::Refusal;
use crate::outward::is_public;

/// An address as it is kept. `private` lets plain HTTP and private addresses pass: for an operator's own network.
pub fn check_url(typed: &str, private: bool) -> Result<String, Refusal> {
    let typed = typed.trim();
    let (scheme, rest) = typed.split_once("://").ok_or(BAD_URL)?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" => {}
        "http" if private => {}
        "http" => return Err(NOT_HTTPS),
        _ => return Err(BAD_URL),
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain =
        typed.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&byte));
    // Names and passwords in it would stand in our log.
    if !plain || authority.is_empty() || authority.contains('@') || typed.contains('#') {
        return Err(BAD_URL);
    }
    let host = host_of(authority).ok_or(BAD_URL)?;
    let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let local = host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || literal.is_some_and(|address| !is_public(address));
    if local && !private {
        return Err(PRIVATE_ADDRESS);
    }
    let named = literal.is_some() || host.contains('.') || private;
    if typed.len() <= 500 && named { Ok(typed.to_owned()) } else { Err(BAD_URL) }
}

/// The host without its port, which must be one.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            (
                &authority[..inside.len() + 2],
                after.strip_prefix(':').or(after.is_empty().then_some(""))?,
            )
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    let right = port.is_empty() || port.parse::<u16>().is_ok_and(|port| port > 0);
    (right && !host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_as_they_are_typed() {
        for good in [
            "https://hooks.example.org/x?y=1",
            "https://a.example:8443/",
            "https://93.184.216.34/x",
        ] {
            assert_eq!(check_url(&format!(" {good} "), false).as_deref(), Ok(good));
        }
        for (bad, why) in [
            ("hooks.example.org", BAD_URL),
            ("ftp://a.example/", BAD_URL),
            ("http://a.example/", NOT_HTTPS),
            ("https://u:p@a.example/", BAD_URL),
            ("https://a.example/#x", BAD_URL),
            ("https:///x", BAD_URL),
            ("https://intranet/x", BAD_URL),
            ("https://a.example:0/", BAD_URL),
            ("https://a.example/a b", BAD_URL),
            ("https://127.0.0.1/", PRIVATE_ADDRESS),
            ("https://[::1]:8443/", PRIVATE_ADDRESS),
            ("https://localhost/", PRIVATE_ADDRESS),
            ("https://169.254.169.254/latest", PRIVATE_ADDRESS),
        ] {
            assert_eq!(check_url(bad, false), Err(why), "{bad}");
        }
        assert!(check_url("http://127.0.0.1:9000/x", true).is_ok());
    }
}
