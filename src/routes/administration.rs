//! What whoever administers the network looks after.

use crate::web::Routes;
use crate::{admin, site, taxonomy};

pub(super) fn declare(routes: &mut Routes<'_>) {
    routes.get("/admin", admin::pages::overview);
    routes.get("/admin/accounts", admin::pages::accounts);
    routes.get("/admin/accounts/{id}", admin::pages::account);
    routes.post("/admin/accounts/{id}/network-role", admin::pages::set_network_role);
    routes.post("/admin/accounts/{id}/archivist", admin::pages::set_archivist);
    routes.post("/admin/accounts/{id}/second-step/removal", admin::pages::reset_second_step);
    routes.post("/admin/accounts/{id}/closure", admin::pages::disable);
    routes.post("/admin/accounts/{id}/reopening", admin::pages::enable);
    routes.get("/admin/invitations", admin::pages::invitations);
    routes.post("/admin/invitations", admin::pages::invite);
    routes.get("/admin/outbox", admin::pages::outbox);
    routes.post("/admin/outbox/{id}/resend", admin::pages::resend);
    routes.get("/admin/audit", admin::pages::audit);
    routes.get("/admin/vocabularies/{name}", taxonomy::pages::vocabulary);
    routes.get("/admin/vocabularies/{name}/new", taxonomy::pages::new_term);
    routes.post("/admin/vocabularies/{name}/new", taxonomy::pages::add_term);
    routes.get("/admin/vocabularies/{name}/{code}", taxonomy::pages::term);
    routes.post("/admin/vocabularies/{name}/{code}", taxonomy::pages::change_term);
    routes.get("/admin/institutions", taxonomy::pages::institutions);
    routes.get("/admin/institutions/{institution}", taxonomy::pages::institution);
    routes.post("/admin/institutions/{institution}/merger", taxonomy::pages::merge);
    routes.get("/admin/texts", site::pages::texts);
    routes.post("/admin/texts", site::pages::save_texts);
    routes.get("/admin/programs", admin::pages::programs);
    routes.post("/admin/programs/tokens/{id}/revocation", admin::pages::revoke_token);
    routes.get("/admin/jobs", admin::pages::jobs);
    routes.post("/admin/jobs/{kind}/turn", admin::pages::run_again);
    routes.get("/admin/settings", admin::pages::settings);
    routes.post("/admin/settings/terms", admin::pages::choose_terms);
    routes.post("/admin/settings/policies", admin::pages::choose_policies);
}
