//! What people do with accounts, each in the caller's transaction.

mod duties;
mod invitations;
mod members;
mod people;
mod provider;
mod second_step;
mod sign_in;
mod tokens;

pub use duties::{remove_duty, set_duty};
pub use invitations::{
    accept_invitation, arrive_by_mail, invite, resend_invitation, revoke_invitation,
};
pub use members::{end_membership, set_role};
pub use people::{
    create_account, create_user, disable_account, enable_account, set_archivist, set_network_role,
    set_profile,
};
pub use provider::{Returned, return_from_provider, spend_return, unlink_provider};
pub use second_step::{
    Checked, FirstSetUp, Made, Passage, Try, note_proof, pass, prove, remove_second_step,
    renew_recovery_codes, reset_by_operator, reset_second_step, set_up, set_up_first,
};
pub use sign_in::{
    Arrival, Attempt, ask_link, change_password, count_password_try, renew_hash, revoke_others,
    revoke_session, sign_in_by_password, sign_in_link, sign_out, use_link,
};
pub use tokens::{create_token, revoke_any_token, revoke_token};

pub use super::queries::{duties_of, members_of, on_duty, open_invitations};
