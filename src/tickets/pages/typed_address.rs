//! What a team typed as the address of its dataset or plan.

use serde::Serialize;

/// An address that a team typed: a link when it is one, text otherwise.
#[derive(Serialize)]
pub(super) struct Address {
    pub text: String,
    pub href: Option<String>,
}

pub(super) fn address(text: &str) -> Address {
    let text = text.trim();
    let bare = text.strip_prefix("doi:").unwrap_or(text);
    let href = if text.starts_with("https://") || text.starts_with("http://") {
        Some(text.to_owned())
    } else if bare.starts_with("10.") && bare.contains('/') {
        Some(format!("https://doi.org/{bare}"))
    } else {
        None
    };
    Address { text: text.to_owned(), href }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_web_addresses_and_dois_become_links() {
        let href = |text| address(text).href;
        assert_eq!(href("doi:10.1234/abc").as_deref(), Some("https://doi.org/10.1234/abc"));
        assert_eq!(href("https://example.org/x").as_deref(), Some("https://example.org/x"));
        assert_eq!(href("javascript:alert(1)"), None);
        assert_eq!(href("ark:/123/x"), None);
    }
}
