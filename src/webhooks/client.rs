//! How this program calls addresses that people typed: never one that only this machine reaches.

use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::rules;
use crate::Result;

/// A client that keeps no cookie, uses no proxy, and looks at each address before it connects, those it is led on to as
/// well.
pub fn agent(private: bool, timeout: Duration, redirections: u32) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(redirections)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent(concat!("Maillage/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Guard { private, dns: Dns::default() })
}

type Dns = DefaultResolver;

/// Finds the addresses of a name and leaves out those that are not on the internet. What it answers is what is connected
/// to: a name that means something else a moment later gains nothing.
#[derive(Debug)]
struct Guard {
    private: bool,
    dns: Dns,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.dns.resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter().filter(|one| self.private || rules::is_public(one.ip())) {
            kept.push(*address);
        }
        if kept.is_empty() {
            let refused = std::io::ErrorKind::PermissionDenied;
            return Err(std::io::Error::new(refused, "no address on the internet").into());
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_to_this_machine_is_not_followed() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://localhost:{}/x", listener.local_addr().unwrap().port());
        let error = agent(false, Duration::from_secs(10), 0).post(&url).send("x").unwrap_err();
        assert!(error.to_string().contains("no address on the internet"), "{error}");
        assert!(listener.accept().is_err(), "somebody connected");
    }
}
