//! Signing in with the account of one's institution: a provider that speaks OpenID Connect, as an operator names it. We send
//! people there and read what it says of them when they come back: authorization code, PKCE, state, nonce, a signed token.

mod client;
mod token;
mod trip;

pub use crate::config::ProviderSettings;
pub use client::Provider;
pub use trip::Trip;

/// Whom the provider says that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    /// The provider's own name for this person, which stays.
    pub subject: String,
    pub email: Option<String>,
    /// Whether the provider had shown that the address is theirs.
    pub verified: bool,
    pub name: Option<String>,
    pub orcid: Option<String>,
    /// Whether they proved two things there.
    pub twofold: bool,
}

/// Why a way to the provider ended nowhere.
#[derive(Debug)]
pub enum Fault {
    /// It does not answer, or not as it should.
    Away(String),
    /// What it answers, or whoever answers in its place, is not to be believed.
    Untrue(&'static str),
}

pub type Told<T> = Result<T, Fault>;
