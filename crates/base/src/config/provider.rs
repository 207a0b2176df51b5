//! The provider by which people may sign in with the account of their institution, as an operator names it.

use crate::secret::Secret;

/// The provider, and how we show ourselves to it.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// Without a slash at the end.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Secret,
    /// As the button says it.
    pub name: String,
}

impl ProviderSettings {
    /// Reads `OIDC_ISSUER` and what belongs to it; answers one sentence per fault.
    pub fn read(var: &dyn Fn(&str) -> Option<String>) -> Result<Option<Self>, Vec<String>> {
        let [issuer, client_id, client_secret, name] =
            ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"].map(var);
        let Some(issuer) = issuer else { return Ok(None) };
        let mut faults = Vec::new();
        if !is_private(&issuer) {
            faults.push(
                "OIDC_ISSUER must begin with https:// (or http:// on this machine).".to_owned(),
            );
        }
        let (Some(client_id), Some(client_secret)) = (client_id, client_secret) else {
            faults.push(
                "OIDC_ISSUER names a provider: OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must hold what it gave you."
                    .to_owned(),
            );
            return Err(faults);
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Some(Self {
            name: name.unwrap_or_else(|| host(&issuer).to_owned()),
            issuer: issuer.trim_end_matches('/').to_owned(),
            client_id,
            client_secret: Secret::new(client_secret),
        }))
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// Whether nobody between us and an address reads along: TLS, or this machine.
pub fn is_private(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return url.starts_with("https://") };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = authority.rsplit_once(':').map_or(authority, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Option<ProviderSettings>, Vec<String>> {
        ProviderSettings::read(&|name| {
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_provider_is_named_whole_or_not_at_all() {
        assert!(read(&[]).unwrap().is_none());
        assert_eq!(read(&[("OIDC_ISSUER", "https://login.example.org")]).unwrap_err().len(), 1);
        let bare = [("OIDC_CLIENT_ID", "a"), ("OIDC_CLIENT_SECRET", "b")];
        for issuer in ["http://login.example.org", "login.example.org", "http://127.0.0.1.evil.org"]
        {
            assert!(read(&[&bare[..], &[("OIDC_ISSUER", issuer)]].concat()).is_err(), "{issuer}");
        }
        let whole = [&bare[..], &[("OIDC_ISSUER", "https://login.example.org/realm/")]].concat();
        let settings = read(&whole).unwrap().unwrap();
        assert_eq!(settings.issuer, "https://login.example.org/realm");
        assert_eq!(settings.name, "login.example.org");
    }
}
