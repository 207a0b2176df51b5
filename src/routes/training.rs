//! The map of training materials, and of what puts them in an order.

use crate::web::Routes;
use crate::{certification, materials, paths, tickets};

pub(super) fn declare(routes: &mut Routes<'_>) {
    routes.get("/materials", materials::pages::list);
    routes.get("/materials.atom", materials::pages::atom);
    routes.get("/materials.csv", materials::pages::sheet);
    routes.get("/materials.ods", materials::pages::sheet);
    routes.get("/materials.json", materials::pages::json);
    routes.get("/materials/embed", materials::pages::embed_list);
    routes.get("/certifications.atom", certification::pages::atom);
    routes.get("/materials/collections", paths::pages::collections);
    routes.get("/materials/collections/{slug}", paths::pages::collection);
    routes.get("/materials/paths", paths::pages::paths);
    routes.get("/materials/paths/{slug}", paths::pages::path);
    routes.get("/materials/{slug}", materials::pages::material);
    routes.get("/materials/{slug}/code.svg", materials::pages::code);
    routes.get("/materials/{slug}/embed", materials::pages::embed);
    routes.get("/oembed", materials::pages::oembed);
    routes.post("/materials/{slug}/uses", materials::pages::tell);
    routes.post("/materials/{slug}/uses/{id}/removal", materials::pages::untell);
    routes.get("/materials/{slug}/compare", materials::pages::compare);
    routes.post("/materials/{slug}/adaptations", materials::pages::adapt);
    routes.get("/materials/{slug}/{version}", materials::pages::version);
    routes.get("/materials/{slug}/{version}/certification", certification::pages::report);
    routes.get("/tickets/{reference}/materials", tickets::pages::materials::near);
    routes.post("/tickets/{reference}/materials", tickets::pages::materials::insert);
    routes.get("/materials/{slug}/{version}/citation/{form}", materials::pages::citation);
    routes.get("/materials/{slug}/{version}/files/{id}", materials::pages::file);
    routes.get("/materials/{slug}/{version}/play/{id}", materials::pages::play);
    routes.post("/materials/{slug}/{version}/plays/{id}", materials::pages::count);
    routes.get("/materials/{slug}/{version}/preview/{id}", materials::pages::preview);
    routes.get("/viewers/pdf", materials::pages::viewer);
    routes.get("/packages/{slug}/{version}/{id}/{path:.*}", materials::pages::packed);
    routes.get("/inbox/paths", paths::pages::desk);
    routes.post("/inbox/paths", paths::pages::save);
    routes.get("/inbox/paths/new", paths::pages::new);
    routes.get("/inbox/paths/{id}", paths::pages::edit);
    routes.post("/inbox/paths/{id}/publication", paths::pages::publish);
    routes.post("/inbox/paths/{id}/retraction", paths::pages::retract);
    routes.post("/inbox/paths/{id}/disposal", paths::pages::dispose);
    routes.get("/inbox/materials", materials::pages::desk);
    routes.post("/inbox/materials", materials::pages::save);
    routes.get("/inbox/materials/new", materials::pages::new);
    routes.get("/inbox/materials/demand", materials::pages::demand);
    routes.get("/inbox/materials/import", materials::pages::imports);
    routes.post("/inbox/materials/import", materials::pages::take_over);
    routes.post("/inbox/materials/import/refusals", materials::pages::refusals);
    routes.post("/inbox/materials/import/sources", materials::pages::follow_source);
    routes.post("/inbox/materials/import/sources/changes", materials::pages::change_source);
    routes.get("/inbox/materials/import/template.csv", materials::pages::template);
    routes.get("/inbox/materials/{id}", materials::pages::show);
    routes.post("/inbox/materials/{id}/files", materials::pages::add);
    routes.post("/inbox/materials/{id}/files/{file}/removal", materials::pages::remove);
    routes.post("/inbox/materials/{id}/publication", materials::pages::publish);
    routes.post("/inbox/materials/{id}/revision", materials::pages::revise);
    routes.post("/inbox/materials/{id}/links", materials::pages::follow_link);
    routes.post("/inbox/materials/{id}/withdrawal", materials::pages::withdraw);
    routes.post("/inbox/materials/{id}/merger", materials::pages::merge);
    routes.post("/inbox/materials/{id}/disposal", materials::pages::dispose);

    // The API
    routes.get("/api/v1/materials", materials::api::list);
    routes.post("/api/v1/materials/imports", materials::api::bring);
    routes.get("/api/v1/materials/{slug}", materials::api::show);
    routes.get("/api/v1/paths", paths::api::list);
    routes.get("/api/v1/paths/{slug}", paths::api::show);
}
