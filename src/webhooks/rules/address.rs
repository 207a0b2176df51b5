//! Where a webhook may go: to the internet, never to what this machine alone can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{BAD_URL, NOT_HTTPS, PRIVATE_ADDRESS};
use crate::Refusal;

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

/// Whether an address is on the internet: not this machine, not its network, not a net of nobody. What carries another
/// address inside is judged by that one too.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    let benchmark = a == 198 && (b == 18 || b == 19);
    let unusual = a == 0 || a >= 240 || shared || protocol || relay || benchmark;
    !(unusual
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let low = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Mapped, compatible, translated (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff | 0, high, below] => low(high, below),
        [0x64, 0xff9b, 0, 0, 0, 0, high, below] => low(high, below),
        [0x64, 0xff9b, 1, ..] => false,
        // 6to4 carries an address; Teredo, documentation and benchmarks are nobody's.
        [0x2002, high, below, ..] => low(high, below),
        [0x2001, 0 | 2 | 0xdb8, ..] => false,
        [0x3fff, ..] => false,
        // Only this part of the space is given to anybody: local, unique and multicast addresses are outside it.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_is_public() {
        for (address, public) in [
            ("93.184.216.34", true),
            ("2606:2800:220:1::1", true),
            ("127.0.0.1", false),
            ("127.9.9.9", false),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("172.31.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("100.128.0.1", true),
            ("198.18.0.1", false),
            ("203.0.113.9", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:93.184.216.34", true),
            ("::10.0.0.1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("fd00::1", false),
            ("ff02::1", false),
            ("64:ff9b::a00:1", false),
            ("64:ff9b::5db8:d822", true),
            ("2002:7f00:1::", false),
            ("2001:db8::1", false),
            ("2001:0:1::", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

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
