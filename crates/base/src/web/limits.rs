//! Where a request comes from, and how many calls to the API one caller may make in this process.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use actix_web::{HttpRequest, web};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::actor::AccountId;
use crate::app::App;
use crate::{Error, Result};

/// Calls a second, with a burst of ten seconds' worth: far above a person or a polite program, below a flood.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
/// A token answers for its calls: loads and imports go through.
const PER_TOKEN: NonZeroU32 = NonZeroU32::new(2000).expect("not zero");

/// Made when somebody is first counted: their clock takes its time to be set, and a command counts nobody.
pub struct RateLimits(LazyLock<Limiters, Box<dyn FnOnce() -> Limiters + Send>>);

struct Limiters {
    by_address: DefaultKeyedRateLimiter<String>,
    by_token: DefaultKeyedRateLimiter<AccountId>,
}

impl RateLimits {
    pub fn new(demo: bool) -> Self {
        Self(LazyLock::new(Box::new(move || Limiters::new(demo))))
    }

    pub fn count_api_call(&self, account: Option<&AccountId>, address: &str) -> Result<()> {
        let verdict = match account {
            Some(id) => self.0.by_token.check_key(id),
            None => self.0.by_address.check_key(&address.to_owned()),
        };
        verdict.map_err(|wait| {
            let wait = wait.wait_time_from(DefaultClock::default().now());
            Error::TooMany(wait.as_secs().max(1))
        })
    }

    /// Drops callers that have been quiet; called by the clean-up sweep.
    pub fn forget_quiet(&self) {
        self.0.by_address.retain_recent();
        self.0.by_token.retain_recent();
    }
}

impl Limiters {
    fn new(demo: bool) -> Self {
        let address = if demo { PER_TOKEN } else { PER_ADDRESS };
        let quota = |a_second: NonZeroU32| {
            Quota::per_second(a_second).allow_burst(a_second.saturating_mul(PER_BURST))
        };
        Self {
            by_address: RateLimiter::keyed(quota(address)),
            by_token: RateLimiter::keyed(quota(PER_TOKEN)),
        }
    }
}

const PER_BURST: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

/// The visitor's address: the peer's, or what the trusted proxy says it is.
pub fn client_address(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|address| address.ip()) else {
        return "unknown".to_owned();
    };
    let address = believed(request, peer);
    match address {
        IpAddr::V4(_) => address.to_string(),
        // A household or a laboratory has 2^64 of these: they count as one.
        IpAddr::V6(whole) => {
            let [a, b, c, d, ..] = whole.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

fn believed(request: &HttpRequest, peer: IpAddr) -> IpAddr {
    let proxy = request.app_data::<web::Data<App>>().and_then(|app| app.config.trusted_proxy);
    if proxy != Some(peer) {
        return peer;
    }
    // The proxy appends the address it saw; what stands before it was sent by the visitor and proves nothing.
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    forwarded.unwrap_or(peer)
}
