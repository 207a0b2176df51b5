//! The map of institutional spaces, and of what institutions sign.

use crate::conventions::pages as conventions;
use crate::institutions::pages as institutions;
use crate::spaces::{api, pages};
use crate::web::Routes;

pub(super) fn declare(routes: &mut Routes<'_>) {
    // Spaces
    routes.get("/spaces", pages::list);
    routes.get("/spaces/new", pages::new);
    routes.post("/spaces/new", pages::create);
    routes.get("/spaces/arrivals/{token}", pages::arrival);
    routes.post("/spaces/arrivals/{token}", pages::arrive);
    routes.get("/spaces/{slug}", pages::show);
    routes.get("/spaces/{slug}/request", pages::follow);
    routes.post("/spaces/{slug}/answers", pages::answer);
    routes.get("/inbox/spaces", pages::register);
    routes.get("/inbox/spaces/figures", pages::import);
    routes.post("/inbox/spaces/figures", pages::preview);
    routes.get("/inbox/spaces/figures/template.csv", pages::template);
    routes.get("/inbox/spaces/{id}", pages::examination);
    routes.post("/inbox/spaces/{id}", pages::save);
    routes.post("/inbox/spaces/{id}/examination", pages::examine);
    routes.post("/inbox/spaces/{id}/origin", pages::vouch);
    routes.post("/inbox/spaces/{id}/checks/{item}", pages::check);
    routes.post("/inbox/spaces/{id}/questions", pages::ask);
    routes.post("/inbox/spaces/{id}/people", pages::add_person);
    routes.post("/inbox/spaces/{id}/people/{person}/end", pages::end_person);
    routes.post("/inbox/spaces/{id}/approval", pages::approve);
    routes.post("/inbox/spaces/{id}/refusal", pages::refuse);
    routes.post("/inbox/spaces/{id}/activation", pages::activate);
    routes.post("/inbox/spaces/{id}/suspension", pages::suspend);
    routes.post("/inbox/spaces/{id}/resumption", pages::resume);
    routes.post("/inbox/spaces/{id}/closure", pages::close);
    // Conventions
    routes.get("/conventions", conventions::list);
    routes.post("/conventions", conventions::begin);
    routes.get("/conventions/{slug}", conventions::show);
    routes.post("/conventions/{slug}/versions", conventions::publish);
    routes.get("/conventions/{slug}/versions/{n}/text", conventions::text);
    routes.post("/conventions/{slug}/versions/{n}/signatures", conventions::sign);
    routes.get("/conventions/{slug}/signatures/{id}/proof", conventions::proof);
    routes.post("/conventions/{slug}/signatures/{id}/end", conventions::end);

    // Institutions
    routes.get("/institutions", institutions::list);
    routes.get("/institutions/new", institutions::add);
    routes.post("/institutions/new", institutions::create);
    routes.get("/institutions/wishes", institutions::wish);
    routes.post("/institutions/wishes", institutions::send_wish);
    routes.get("/institutions/{slug}", institutions::show);
    routes.get("/institutions/{slug}/edit", institutions::edit);
    routes.post("/institutions/{slug}/edit", institutions::change);

    // API v1
    routes.get("/api/v1/spaces", api::list);
    routes.get("/api/v1/spaces/{slug}", api::show);
    routes.post("/api/v1/spaces/{slug}/figures", api::tell);
}
