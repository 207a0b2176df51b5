//! To whom mail may leave from a trial installation, so that it never writes to those whose data it was given.

use super::Faults;

/// Addresses and domains; none for everybody.
#[derive(Debug, Clone, Default)]
pub struct MailOnly(Vec<String>);

impl MailOnly {
    pub(super) fn read(faults: &mut Faults<'_>) -> Self {
        let named = faults.get("MAIL_ONLY").unwrap_or_default();
        let only = Self::of(&named);
        let is_address = |text: String| text.parse::<lettre::Address>().is_ok();
        if !only.0.iter().all(|one| is_address(one.clone()) || is_address(format!("a@{one}"))) {
            faults.fault(
                "MAIL_ONLY must name addresses and domains with commas, such as: test@example.org, example.net",
            );
        }
        only
    }

    /// What is named with commas.
    pub fn of(named: &str) -> Self {
        let all = named.split(',').map(|one| one.trim().trim_start_matches('@').to_lowercase());
        Self(all.filter(|one| !one.is_empty()).collect())
    }

    pub fn allows(&self, email: &str) -> bool {
        let email = email.to_lowercase();
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.0.is_empty() || self.0.iter().any(|one| *one == email || one == domain)
    }
}

/// Those to whom the last hash of the audit chain goes every day. Nobody keeps it alone: there are two at least, or none.
pub(super) fn witnesses(faults: &mut Faults<'_>) -> Vec<String> {
    let named = faults.get("AUDIT_WITNESSES").unwrap_or_default();
    let all = MailOnly::of(&named).0;
    let told = all.iter().all(|one| one.parse::<lettre::Address>().is_ok());
    if !told || all.len() == 1 {
        faults.fault(
            "AUDIT_WITNESSES must name two addresses with commas, such as: ada@example.org, max@example.net",
        );
    }
    all
}

#[cfg(test)]
mod tests {
    use super::MailOnly;
    use crate::config::Config;

    #[test]
    fn the_audit_chain_has_two_witnesses_or_none() {
        let read = |named: &str| {
            let var = |name: &str| (name == "AUDIT_WITNESSES").then(|| named.to_owned());
            let faults = Config::read(&var).err().unwrap_or_default();
            faults.iter().any(|fault| fault.starts_with("AUDIT_WITNESSES"))
        };
        let cases = ["", "a@example.org, b@example.net", "a@example.org", "a@example.org, b"];
        assert_eq!(cases.map(read), [false, false, true, true]);
    }

    #[test]
    fn whole_domains_and_single_addresses_are_written_to() {
        let only = MailOnly::of("Test@Example.org, @example.net");
        let fits = ["test@example.org", "A@EXAMPLE.NET"].map(|email| only.allows(email));
        assert_eq!(fits, [true, true]);
        let others = ["lea@example.org", "a@nexample.net", "a@b.example.net"];
        assert_eq!(others.map(|email| only.allows(email)), [false; 3]);
        assert!(MailOnly::default().allows("lea@example.org"));
    }
}
