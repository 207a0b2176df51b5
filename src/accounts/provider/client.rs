//! How we speak with the provider: what it says of itself is read once an hour; codes are handed in; people are asked for.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::Agent;

use super::token::{self, Claims, Expected, Key, Person};
use super::{Fault, Identity, ProviderSettings, Told, Trip};
use crate::accounts::rules::query_value;
use crate::config::is_private;
use crate::identifiers::orcid;

const PATIENCE: Duration = Duration::from_secs(10);
/// What a provider says of itself is believed for so long.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(1);
/// While it does not answer, it is left in peace for so long: those who wait would only take threads.
const LEFT_IN_PEACE: TimeDelta = TimeDelta::seconds(10);
/// Longer answers are none of a provider.
const MOST: u64 = 1024 * 1024;

pub struct Provider {
    pub settings: ProviderSettings,
    /// Where people come back.
    back: String,
    agent: Agent,
    known: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    known: Option<(Known, NaiveDateTime)>,
    failed_at: Option<NaiveDateTime>,
}

#[derive(Clone)]
struct Known {
    place: Metadata,
    keys: Vec<Key>,
}

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

impl Provider {
    pub fn new(settings: ProviderSettings, base_url: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("Maillage/", env!("CARGO_PKG_VERSION")))
            .build();
        let back = format!("{base_url}/sign-in/provider/return");
        Self { settings, back, agent: config.into(), known: Mutex::default() }
    }

    /// Where a browser is sent for one way.
    pub fn address(&self, trip: &Trip, now: NaiveDateTime) -> Told<String> {
        let endpoint = self.known(now)?.place.authorization_endpoint;
        let challenge = trip.challenge();
        let asked: [(&str, &str); 8] = [
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.back),
            ("scope", "openid email profile"),
            ("state", &trip.state),
            ("nonce", &trip.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let between = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{between}{}", form(&asked)))
    }

    /// Whether an answer that names who gives it (RFC 9207) names this provider.
    pub fn is_named(&self, issuer: &str) -> bool {
        issuer.trim_end_matches('/') == self.settings.issuer
    }

    /// Hands a code in, and reads whom the provider means.
    pub fn redeem(&self, code: &str, trip: &Trip, now: NaiveDateTime) -> Told<Identity> {
        let known = self.known(now)?;
        let tokens = self.hand_in(&known.place, code, trip)?;
        let keys = if token::is_signed_by_one_of(&tokens.id_token, &known.keys) {
            known.keys
        } else {
            // It has changed its keys.
            self.keys(&known.place)?
        };
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &trip.nonce,
            now: now.and_utc().timestamp(),
        };
        let claims = token::verify(&tokens.id_token, &keys, &expected)?;
        let more = self.asked(&known.place, &claims, tokens.access_token.as_deref())?;
        Ok(self.identity(claims, more))
    }

    fn identity(&self, claims: Claims, more: Person) -> Identity {
        let (twofold, said) = (claims.is_twofold(), claims.person);
        // An address and whether it is verified belong together.
        let (email, verified) = match said.email {
            Some(email) => (Some(email), said.email_verified),
            None => (more.email, more.email_verified),
        };
        let verified = match verified {
            Some(Value::Bool(verified)) => verified,
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        let ids = [said.orcid, said.eduperson_orcid, more.orcid, more.eduperson_orcid];
        let own = self.settings.issuer.ends_with("orcid.org").then(|| said.sub.clone());
        Identity {
            issuer: self.settings.issuer.clone(),
            email: email.map(|email| email.trim().to_lowercase()),
            verified,
            name: said.name.or(more.name).filter(|name| !name.trim().is_empty()),
            orcid: ids
                .into_iter()
                .flatten()
                .find_map(|id| read_orcid(&id))
                .or_else(|| orcid(&own?)),
            twofold,
            subject: said.sub,
        }
    }

    /// More of the person, where the token does not say it: it must be about the same one.
    fn asked(&self, place: &Metadata, claims: &Claims, access: Option<&str>) -> Told<Person> {
        let (Some(endpoint), Some(access)) = (&place.userinfo_endpoint, access) else {
            return Ok(Person::default());
        };
        let request = self.agent.get(endpoint).header("authorization", format!("Bearer {access}"));
        let more: Person = read(request.call())?;
        if more.sub != claims.person.sub {
            return Err(Fault::Untrue("somebody else"));
        }
        Ok(more)
    }

    fn hand_in(&self, place: &Metadata, code: &str, trip: &Trip) -> Told<Tokens> {
        let settings = &self.settings;
        let mut body = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.back),
            ("code_verifier", &trip.verifier),
        ]);
        let request = self
            .agent
            .post(&place.token_endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        let methods = &place.token_endpoint_auth_methods_supported;
        let basic = methods.is_empty() || methods.iter().any(|one| one == "client_secret_basic");
        let request = if basic {
            request.header("authorization", settings.client_secret.basic(&settings.client_id))
        } else {
            let secret = settings.client_secret.form_value();
            body +=
                &format!("&client_id={}&client_secret={secret}", query_value(&settings.client_id));
            request
        };
        read(request.send(body.as_str()))
    }

    /// What the provider says of itself; asked for when we do not know it, or have known it for long.
    fn known(&self, now: NaiveDateTime) -> Told<Known> {
        {
            let memory = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((known, at)) = &memory.known
                && now - *at < KNOWN_FOR
            {
                return Ok(known.clone());
            }
            if memory.failed_at.is_some_and(|at| now - at < LEFT_IN_PEACE) {
                return Err(Fault::Away("it did not answer a moment ago".to_owned()));
            }
        }
        let found = self.discover();
        let mut memory = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &found {
            Ok(known) => *memory = Memory { known: Some((known.clone(), now)), failed_at: None },
            Err(_) => memory.failed_at = Some(now),
        }
        found
    }

    fn discover(&self) -> Told<Known> {
        let url = format!("{}/.well-known/openid-configuration", self.settings.issuer);
        let place: Metadata = read(self.agent.get(&url).call())?;
        if place.issuer.trim_end_matches('/') != self.settings.issuer {
            return Err(Fault::Untrue("it calls itself by another name"));
        }
        let all = [&place.authorization_endpoint, &place.token_endpoint, &place.jwks_uri];
        if !all.into_iter().chain(&place.userinfo_endpoint).all(|url| is_private(url)) {
            return Err(Fault::Untrue("it would be spoken with in clear text"));
        }
        let keys = self.keys(&place)?;
        Ok(Known { place, keys })
    }

    /// Its keys; those of a kind that we cannot read are left out.
    fn keys(&self, place: &Metadata) -> Told<Vec<Key>> {
        let found: Keys = read(self.agent.get(&place.jwks_uri).call())?;
        let read = |key| serde_json::from_value(key).ok();
        Ok(found.keys.into_iter().filter_map(read).collect())
    }
}

/// One, or the first of several.
fn read_orcid(said: &Value) -> Option<String> {
    match said {
        Value::Array(all) => all.iter().find_map(read_orcid),
        one => orcid(one.as_str()?),
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", query_value(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Told<T> {
    let mut answer = answer.map_err(|error| Fault::Away(error.to_string()))?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(MOST).read_to_vec();
    let body = body.map_err(|error| Fault::Away(error.to_string()))?;
    match status {
        200 => serde_json::from_slice(&body)
            .map_err(|error| Fault::Away(format!("an answer that cannot be read: {error}"))),
        // The code was used, is over, or was never ours.
        400..=499 => Err(Fault::Untrue("it refuses what we hand in")),
        other => Err(Fault::Away(format!("it answers {other}"))),
    }
}
