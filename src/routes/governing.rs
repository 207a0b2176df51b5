//! The map of how the network is run: its bodies, their meetings, what was decided, and the news.

use crate::freshness::pages as freshness;
use crate::governance::pages as governance;
use crate::news::pages as news;
use crate::web::Routes;

pub(super) fn declare(routes: &mut Routes<'_>) {
    routes.get("/governance", governance::list);
    routes.get("/governance/resolutions", governance::search);
    routes.get("/governance/resolutions/{resolution}", governance::resolution);
    routes.post("/governance/resolutions/{resolution}", governance::rewrite);
    routes.post("/governance/resolutions/{resolution}/progress", governance::progress);
    routes.post("/governance/resolutions/{resolution}/succession", governance::supersede);
    routes.post("/governance/resolutions/{resolution}/links", governance::link);
    routes.post("/governance/resolutions/{resolution}/links/{link}/removal", governance::unlink);
    routes.get("/governance/bodies/new", governance::new);
    routes.post("/governance/bodies", governance::found);
    routes.get("/governance/bodies/{body}", governance::body);
    routes.post("/governance/bodies/{body}", governance::change);
    routes.post("/governance/bodies/{body}/seats", governance::appoint);
    routes.post("/governance/bodies/{body}/seats/{seat}/end", governance::dismiss);
    routes.post("/governance/bodies/{body}/meetings", governance::plan);
    routes.get("/governance/meetings/{meeting}", governance::published);
    routes.get("/governance/meetings/{meeting}/minutes.pdf", governance::pdf);
    routes.get("/governance/meetings/{meeting}/room", governance::room);
    routes.get("/governance/meetings/{meeting}/room/minutes", governance::minutes);
    routes.post("/governance/meetings/{meeting}", governance::replan);
    routes.post("/governance/meetings/{meeting}/agenda", governance::add_item);
    routes.post("/governance/meetings/{meeting}/agenda/{item}", governance::change_item);
    routes.post("/governance/meetings/{meeting}/agenda/{item}/rise", governance::raise_item);
    routes.post("/governance/meetings/{meeting}/agenda/{item}/removal", governance::remove_item);
    routes.get("/governance/meetings/{meeting}/documents/{document}", governance::document);
    routes.post("/governance/meetings/{meeting}/documents", governance::bring);
    routes
        .post("/governance/meetings/{meeting}/documents/{document}/removal", governance::take_away);
    routes.post("/governance/meetings/{meeting}/convocation", governance::convene);
    routes.post("/governance/meetings/{meeting}/agenda-mails", governance::send_agenda);
    routes.post("/governance/meetings/{meeting}/cancellation", governance::cancel);
    routes.post("/governance/meetings/{meeting}/answer", governance::answer);
    routes.post("/governance/meetings/{meeting}/presence", governance::note_presence);
    routes.post("/governance/meetings/{meeting}/minutes", governance::write);
    routes.post("/governance/meetings/{meeting}/circulation", governance::circulate);
    routes.post("/governance/meetings/{meeting}/correction", governance::correct);
    routes.post("/governance/meetings/{meeting}/remarks", governance::remark);
    routes.post("/governance/meetings/{meeting}/approval", governance::approve);
    routes.post("/governance/meetings/{meeting}/publication", governance::publish);
    routes.post("/governance/meetings/{meeting}/resolutions", governance::resolve);

    // Whether pages are exact
    routes.get("/network/freshness", freshness::list);
    routes.post("/network/freshness/{node}", freshness::check);
    routes.get("/nodes/{slug}/freshness", freshness::ask);
    routes.post("/nodes/{slug}/freshness", freshness::confirm);

    // News
    routes.get("/news", news::list);
    routes.get("/news.atom", news::atom);
    routes.get("/news/subscription", news::form);
    routes.post("/news/subscription", news::ask);
    routes.get("/news/subscriptions/{id}", news::show);
    routes.post("/news/subscriptions/{id}/confirmation", news::confirm);
    routes.post("/news/subscriptions/{id}/removal", news::remove);
    routes.get("/news/{post}", news::post);
    routes.get("/inbox/news", news::desk);
    routes.post("/inbox/news", news::save);
    routes.get("/inbox/news/new", news::new);
    routes.get("/inbox/news/{post}", news::edit);
    routes.post("/inbox/news/{post}/publication", news::publish);
    routes.post("/inbox/news/{post}/retraction", news::retract);
    routes.post("/inbox/news/{post}/disposal", news::dispose);
}
