//! Who may invite whom, what a password must be, how long a link lives.

use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::throttle::Limit;
use super::{
    Actor, Demand, Invitation, Invite, NetworkRole, NodeId, NodeRole, Scope, SecondStep, Stage,
};
use crate::Refusal;
pub use crate::text::query_value;

pub const LINK_LIFE: TimeDelta = TimeDelta::minutes(30);
/// Whether mail can reach an address: the account of a helpdesk has none (RFC 2606).
pub fn has_mailbox(email: &str) -> bool {
    !email.ends_with(".invalid")
}

/// A link printed for an operator, who has to carry it to somebody.
pub const PRINTED_LINK_LIFE: TimeDelta = TimeDelta::days(1);
pub const INVITATION_LIFE: TimeDelta = TimeDelta::days(14);
/// So long after signing in nobody is asked anew who they are.
pub const PROOF_HOLDS: TimeDelta = TimeDelta::minutes(30);
/// An answer to "send me a link" takes at least this long, so that its time does not tell whose address is known: the work
/// for a known address stays far below.
pub const LINK_ANSWER: Duration = Duration::from_millis(100);
pub const SESSION_LIFE: TimeDelta = TimeDelta::days(30);
/// For the second step, an app to be installed for it included.
pub const FIRST_STEP_LIFE: TimeDelta = TimeDelta::minutes(30);
/// Sessions and links that ended are kept this long, for who asks what happened.
pub const ENDED: TimeDelta = TimeDelta::days(30);

pub const LINKS_PER_ACCOUNT: Limit = Limit::new(10, TimeDelta::hours(1));
pub const LINKS_PER_ADDRESS: Limit = Limit::new(30, TimeDelta::hours(1));
pub const PASSWORDS_PER_ACCOUNT: Limit = Limit::new(10, TimeDelta::minutes(15));
pub const PASSWORDS_PER_ADDRESS: Limit = Limit::new(50, TimeDelta::minutes(15));
/// Whoever tries codes has given the first step already; a right one makes the count begin anew.
pub const CODES_PER_ACCOUNT: Limit = Limit::new(5, TimeDelta::minutes(15));

pub const LINK_SPENT: Refusal = Refusal::new("accounts-link-spent");
pub const INVITATION_SPENT: Refusal = Refusal::new("accounts-invitation-spent");
pub const ALREADY_MEMBER: Refusal = Refusal::new("accounts-already-member");
pub const NOT_MEMBER: Refusal = Refusal::new("accounts-not-member");
pub const LAST_MANAGER: Refusal = Refusal::new("accounts-last-manager");
pub const LAST_ADMIN: Refusal = Refusal::new("accounts-last-admin");
pub const DISABLED: Refusal = Refusal::new("accounts-disabled");
pub const BAD_DAYS: Refusal = Refusal::new("accounts-bad-days");
pub const SCOPE_TOO_WIDE: Refusal = Refusal::new("accounts-scope-too-wide");
pub const FIRST_STEP_OVER: Refusal = Refusal::new("accounts-first-step-over");
pub const STEP_NEEDED: Refusal = Refusal::new("accounts-step-needed");
pub const OWN_STEP: Refusal = Refusal::new("accounts-step-own");
pub const NO_STEP: Refusal = Refusal::new("accounts-step-none");
pub const PROVIDER_ASTRAY: Refusal = Refusal::new("accounts-flash-provider-astray-warn");
pub const PROVIDER_NO_ADDRESS: Refusal = Refusal::new("accounts-flash-provider-no-address-warn");
pub const PROVIDER_UNVERIFIED: Refusal = Refusal::new("accounts-flash-provider-unverified-warn");
pub const PROVIDER_ELSEWHERE: Refusal = Refusal::new("accounts-flash-provider-elsewhere-warn");
pub const PROVIDER_OTHER: Refusal = Refusal::new("accounts-flash-provider-other-warn");
pub const PROVIDER_CLOSED: Refusal = Refusal::new("accounts-flash-provider-closed-warn");

/// Managers see to their own node, admins to all.
pub fn may_manage(actor: &Actor, node: &NodeId) -> bool {
    actor.is_admin() || actor.manages(node)
}

/// Managers invite to their own node; network roles are given by admins only.
pub fn may_invite(actor: &Actor, node: Option<&NodeId>, network_role: Option<NetworkRole>) -> bool {
    actor.is_admin() || (network_role.is_none() && node.is_some_and(|node| actor.manages(node)))
}

/// An invitation names a role in a node, a network role, or both.
pub fn is_whole(invite: &Invite) -> bool {
    invite.node.is_some() == invite.role.is_some()
        && (invite.role.is_some() || invite.network_role.is_some())
}

pub fn is_open(invitation: &Invitation, now: NaiveDateTime) -> bool {
    invitation.accepted_at.is_none()
        && invitation.revoked_at.is_none()
        && invitation.expires_at > now
}

/// A node where somebody must be able to see to members: it serves, and so must be managed.
pub fn needs_a_manager(node_status: &str) -> bool {
    matches!(node_status, "trajectory" | "labelled" | "active")
}

/// The role that holds both: an invitation adds, it never takes away.
pub fn wider_role(one: NodeRole, other: NodeRole) -> NodeRole {
    match (one, other) {
        (NodeRole::Staff, NodeRole::Staff) => NodeRole::Staff,
        (NodeRole::Manager, _) | (_, NodeRole::Manager) => NodeRole::Manager,
    }
}

/// As [`wider_role`], for the network.
pub fn wider_network_role(
    one: Option<NetworkRole>,
    other: Option<NetworkRole>,
) -> Option<NetworkRole> {
    match (one, other) {
        (Some(NetworkRole::Admin), _) | (_, Some(NetworkRole::Admin)) => Some(NetworkRole::Admin),
        (one, other) => one.or(other),
    }
}

/// A membership ends today or later; "yesterday" takes access away at once.
pub fn may_end_on(on: NaiveDate, today: NaiveDate) -> bool {
    Some(on) >= today.pred_opt()
}

/// Duties are planned by the week, at most a season at once.
pub fn are_duty_days(starts_on: NaiveDate, ends_on: NaiveDate) -> bool {
    (0..=92).contains(&(ends_on - starts_on).num_days())
}

/// A token never does more than the pages allow its owner.
pub fn may_hold(network_role: Option<NetworkRole>, scope: Scope) -> bool {
    scope != Scope::Admin || network_role == Some(NetworkRole::Admin)
}

/// How somebody stands who has given the first step.
pub fn stage(
    step: Option<&SecondStep>,
    network_role: Option<NetworkRole>,
    demand: Demand,
) -> Stage {
    match (step, demand, network_role) {
        (Some(_), ..) => Stage::Code,
        (None, Demand::Admins, Some(NetworkRole::Admin)) => Stage::SetUp,
        (None, ..) => Stage::In,
    }
}

/// Whether somebody must keep a second step.
pub fn must_keep_step(actor: &Actor, demand: Demand) -> bool {
    demand == Demand::Admins && actor.is_admin()
}

/// Whether somebody who proved then who they are may do now what reaches far.
pub fn is_fresh(proven_at: NaiveDateTime, now: NaiveDateTime) -> bool {
    now - proven_at < PROOF_HOLDS
}

/// Why a password will not do, as a message key.
pub fn password_fault(password: &str, email: &str) -> Option<&'static str> {
    if password.chars().count() < 12 {
        return Some("accounts-password-short");
    }
    if password.len() > 128 {
        return Some("accounts-password-long");
    }
    let local = email.split('@').next().unwrap_or_default();
    let typed = password.trim().to_lowercase();
    (typed == email || typed == local).then_some("accounts-password-is-email")
}

/// Where to go after sign-in: a path of ours, or nothing. `//host` and `/\host` lead elsewhere.
pub fn local_path(next: &str) -> Option<&str> {
    let inside = next.starts_with('/') && !next.starts_with("//");
    let plain = next.chars().all(|c| c != '\\' && !c.is_control());
    (inside && plain && next.len() <= 1000).then_some(next)
}

/// A browser in words, from what it says of itself: nothing for what is not known.
pub fn device(agent: &str) -> Option<String> {
    // Order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let known: Vec<_> = named(&BROWSERS).into_iter().chain(named(&SYSTEMS)).collect();
    (!known.is_empty()).then(|| known.join(", "))
}

pub fn is_handheld(agent: &str) -> bool {
    ["iPhone", "iPad", "Android", "Mobile"].iter().any(|sign| agent.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_followed_after_sign_in() {
        assert_eq!(local_path("/inbox?queue=mine"), Some("/inbox?queue=mine"));
        for bad in
            ["//evil.example", "/\\evil.example", "https://evil.example", "inbox", "", "/a\r\nb"]
        {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_password_is_long_enough_and_not_the_address() {
        let long = "é".repeat(65);
        let fault = |password| password_fault(password, "camille.roussel@exemple.fr");
        assert_eq!(fault("onze signes"), Some("accounts-password-short"));
        assert_eq!(fault("éééééééééééé"), None);
        assert_eq!(fault(&long), Some("accounts-password-long"));
        assert_eq!(fault("Camille.Roussel@exemple.fr"), Some("accounts-password-is-email"));
        assert_eq!(fault("camille.roussel"), Some("accounts-password-is-email"));
        assert_eq!(fault("un cheval, une agrafe"), None);
    }

    #[test]
    fn a_browser_is_named_in_words() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1";
        assert_eq!(device(firefox).as_deref(), Some("Firefox, Linux"));
        assert_eq!(device(edge).as_deref(), Some("Edge, Windows"));
        assert_eq!(device(phone).as_deref(), Some("Safari, iPhone"));
        assert_eq!(device("curl/8"), None);
        assert!(is_handheld(phone) && !is_handheld(firefox));
    }

    #[test]
    fn an_invitation_adds_and_never_takes_away() {
        assert_eq!(wider_role(NodeRole::Manager, NodeRole::Staff), NodeRole::Manager);
        assert_eq!(
            wider_network_role(Some(NetworkRole::Admin), Some(NetworkRole::Coordinator)),
            Some(NetworkRole::Admin)
        );
        assert_eq!(
            wider_network_role(None, Some(NetworkRole::Coordinator)),
            Some(NetworkRole::Coordinator)
        );
    }
}
