//! The map of the site: every URL, its door and its handler.

mod administration;
mod calls;
mod governing;
mod institutional;
mod server;
mod teaching;
mod training;

pub use server::server;

use actix_web::http::StatusCode;
use actix_web::web::{
    self, FormConfig, JsonConfig, PathConfig, PayloadConfig, QueryConfig, ServiceConfig,
};
use actix_web::{HttpResponse, ResponseError};

use crate::web::{RouteInfo, Routes, serve_asset};
use crate::{
    Error, accounts, bridge, certification, deadlines, duty, figures, gaps, knowledge, labels,
    mail_in, network, privacy, site, taxonomy, tickets, triage, webhooks,
};

/// Every route, and what becomes of a request that fits none.
pub fn configure(config: &mut ServiceConfig) {
    declare(config);
    config
        .route("/assets/{name:.+}", web::get().to(serve_asset))
        .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
        .app_data(QueryConfig::default().error_handler(|_, _| Error::Malformed("query").into()))
        .app_data(PayloadConfig::new(1024 * 1024))
        .app_data(
            JsonConfig::default()
                .limit(1024 * 1024)
                .error_handler(|error, _| too_large_or(error.status_code(), "JSON").into()),
        )
        .app_data(
            FormConfig::default()
                .limit(1024 * 1024)
                .error_handler(|error, _| too_large_or(error.status_code(), "form").into()),
        )
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Error::NotFound) }));
}

/// What is said of a body that could not be read.
fn too_large_or(status: StatusCode, what: &'static str) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { Error::Malformed(what) }
}

/// The routes as a table, registered with `config`.
pub fn declare(config: &mut ServiceConfig) -> Vec<RouteInfo> {
    let mut routes = Routes::new(config);

    // The site itself
    routes
        .get("/", site::pages::home)
        .get("/legal", site::pages::legal)
        .get("/privacy", site::pages::privacy)
        .get("/accessibility", site::pages::accessibility)
        .get("/brand.css", site::pages::css)
        .get("/brand/logo", site::pages::logo)
        .get("/dev/mail", site::pages::mails)
        .get("/dev/mail/{id}", site::pages::mail)
        .post("/dev/clock", site::pages::pass_time)
        .get("/healthz", site::pages::healthz)
        .get("/readyz", site::pages::readyz)
        .get("/metrics", site::pages::metrics)
        .get("/robots.txt", site::pages::robots)
        .get("/sitemap.xml", site::pages::sitemap);

    // Accounts
    routes.get("/sign-in", accounts::pages::sign_in);
    routes.post("/sign-in/link", accounts::pages::ask_link);
    routes.get("/sign-in/sent", accounts::pages::link_sent);
    routes.post("/sign-in/password", accounts::pages::by_password);
    routes.get("/sign-in/provider", accounts::pages::depart);
    routes.get("/sign-in/provider/return", accounts::pages::come_back);
    routes.get("/sign-in/second-step", accounts::pages::first_step);
    routes.post("/sign-in/second-step", accounts::pages::pass);
    routes.post("/sign-in/second-step/app", accounts::pages::set_up_first);
    routes.get("/sign-in/{token}", accounts::pages::show_link);
    routes.post("/sign-in/{token}", accounts::pages::use_link);
    routes.post("/sign-out", accounts::pages::sign_out);
    routes.get("/invitations/{token}", accounts::pages::invitation);
    routes.post("/invitations/{token}", accounts::pages::accept);
    routes.post("/invitations/{id}/mail", accounts::pages::resend);
    routes.post("/invitations/{id}/revocation", accounts::pages::revoke);
    routes.get("/account", site::pages::account);
    routes.post("/account/profile", site::pages::save_profile);
    routes.get("/account/duty.ics", site::pages::duty_calendar);
    routes.get("/account/security", accounts::pages::security);
    routes.get("/account/second-step", accounts::pages::second_step);
    routes.post("/account/second-step", accounts::pages::set_up);
    routes.post("/account/second-step/codes", accounts::pages::renew);
    routes.post("/account/second-step/removal", accounts::pages::remove);
    routes.post("/account/provider/removal", accounts::pages::unlink);
    routes.post("/account/password", accounts::pages::change_password);
    routes.post("/account/password/removal", accounts::pages::remove_password);
    routes.post("/account/sessions/revocation", accounts::pages::revoke_others);
    routes.post("/account/sessions/{id}/revocation", accounts::pages::revoke_session);
    routes.post("/account/tokens", accounts::pages::create_token);
    routes.post("/account/tokens/{id}/revocation", accounts::pages::revoke_token);

    administration::declare(&mut routes);

    // Labels
    routes.get("/labels/{id}", labels::pages::check);
    routes.get("/labels/{id}/badge.svg", labels::pages::badge_svg);
    routes.get("/admin/labels", labels::pages::list);
    routes.get("/admin/labels/applications/{id}", labels::pages::activation);
    routes.post("/admin/labels/applications/{id}", labels::pages::activate);
    routes.get("/admin/labels/{id}", labels::pages::manage);
    routes.post("/admin/labels/{id}/suspension", labels::pages::suspend);
    routes.post("/admin/labels/{id}/resumption", labels::pages::resume);
    routes.post("/admin/labels/{id}/notice", labels::pages::notice);
    routes.post("/admin/labels/{id}/withdrawal", labels::pages::withdraw);
    routes.post("/admin/labels/{id}/completion", labels::pages::complete);
    routes.get("/labels/{id}/life", labels::pages::life);
    routes.post("/labels/{id}/conditions/{condition}/proof", labels::pages::prove);
    routes.get("/labels/{id}/conditions/{condition}/proof", labels::pages::proof);
    routes.post("/labels/{id}/conditions/{condition}/verdict", labels::pages::judge);
    routes.post("/labels/{id}/promises/{n}/context", labels::pages::say_context);
    routes.get("/labels/{id}/reports/{n}", labels::pages::report);
    routes.post("/labels/{id}/reports", labels::pages::ask_report);
    routes.post("/labels/{id}/reports/{n}", labels::pages::file_report);
    routes.post("/labels/{id}/reports/{n}/reading", labels::pages::read_report);
    routes.post("/labels/{id}/reports/{n}/return", labels::pages::return_report);
    routes.post("/labels/{id}/reports/{n}/waiver", labels::pages::waive_report);
    routes.post("/labels/{id}/renewal", labels::pages::renew);
    routes.post("/labels/{id}/renewal/answer", labels::pages::answer_renewal);

    // Mail in
    routes.get("/admin/mail-in", mail_in::pages::list);
    routes.get("/admin/mail-in/{id}", mail_in::pages::show);
    routes.get("/admin/mail-in/{id}/original", mail_in::pages::original);
    routes.post("/admin/mail-in/{id}/release", mail_in::pages::release);
    routes.post("/admin/mail-in/{id}/question", mail_in::pages::open_ticket);
    routes.post("/admin/mail-in/{id}/disposal", mail_in::pages::discard);

    // Network
    routes.get("/network", network::pages::index);
    routes.get("/nodes/{slug}", network::pages::show);
    routes.get("/nodes/{slug}/edit", network::pages::edit);
    routes.post("/nodes/{slug}/edit", network::pages::save);
    routes.post("/nodes/{slug}/confirmation", network::pages::confirm);
    routes.get("/nodes/{slug}/history", network::pages::history);
    routes.get("/nodes/{slug}/absences", network::pages::absences);
    routes.post("/nodes/{slug}/absences", network::pages::close_for);
    routes.post("/nodes/{slug}/absences/{id}/cancellation", network::pages::reopen);
    routes.get("/nodes/{slug}/members", network::pages::members);
    routes.post("/nodes/{slug}/invitations", network::pages::invite);
    routes.post("/nodes/{slug}/members/{id}", network::pages::change_member);
    routes.get("/nodes/{slug}/coverage", network::pages::coverage);
    routes.post("/nodes/{slug}/coverage", network::pages::propose);
    routes.post("/nodes/{slug}/coverage/{id}/withdrawal", network::pages::withdraw);
    routes.get("/admin/coverage", network::pages::waiting);
    routes.post("/admin/coverage/{id}/agreement", network::pages::agree);
    routes.post("/admin/coverage/{id}/refusal", network::pages::refuse);
    routes.get("/admin/nodes", network::pages::nodes);
    routes.post("/admin/nodes", network::pages::create);
    routes.get("/admin/nodes/{id}", network::pages::node);
    routes.post("/admin/nodes/{id}", network::pages::set_standing);

    // Tickets
    routes.get("/tickets", tickets::pages::mine);
    routes.get("/tickets/new", tickets::pages::new);
    routes.post("/tickets/new", tickets::pages::create);
    routes.post("/tickets/preview", tickets::pages::preview);
    routes.get("/tickets/links", tickets::pages::lost);
    routes.post("/tickets/links", tickets::pages::send_again);
    routes.get("/tickets/{reference}", tickets::pages::show);
    routes.get("/tickets/{reference}/thanks", tickets::pages::thanks);
    routes.get("/tickets/{reference}/confirmation", tickets::pages::confirmation);
    routes.post("/tickets/{reference}/confirmation", tickets::pages::confirm);
    routes.post("/tickets/{reference}/replies", tickets::pages::reply);
    routes.post("/tickets/{reference}/settlement", tickets::pages::settle);
    routes.get("/tickets/{reference}/satisfaction", tickets::pages::satisfaction);
    routes.post("/tickets/{reference}/satisfaction", tickets::pages::rate);
    routes.post("/tickets/{reference}/links", tickets::pages::replace);
    routes.post("/tickets/{reference}/colleagues", tickets::pages::colleagues::add);
    routes.post("/tickets/{reference}/colleagues/{id}/removal", tickets::pages::colleagues::remove);
    routes.get("/tickets/{reference}/invitation", tickets::pages::colleagues::invitation);
    routes.post("/tickets/{reference}/invitation", tickets::pages::colleagues::accept);
    routes.get("/tickets/{reference}/attachments/{id}", tickets::pages::attachment);
    routes.get("/inbox", tickets::pages::inbox::show);
    routes.post("/inbox/bulk", tickets::pages::bulk::act);
    routes.post("/tickets/{reference}/answers", tickets::pages::actions::answer);
    routes.post("/tickets/{reference}/notes", tickets::pages::actions::note);
    routes.post("/tickets/{reference}/assignment", tickets::pages::life::assign);
    routes.post("/tickets/{reference}/release", tickets::pages::life::release);
    routes.get("/tickets/{reference}/handover", tickets::pages::handover::page);
    routes.post("/tickets/{reference}/handover", tickets::pages::handover::begin);
    routes.post("/tickets/{reference}/labels/{id}/opinion", labels::pages::opinion);
    routes.post("/tickets/{reference}/handovers/{id}/acceptance", tickets::pages::handover::accept);
    routes.post("/tickets/{reference}/handovers/{id}/refusal", tickets::pages::handover::refuse);
    routes.post("/tickets/{reference}/handovers/{id}/end", tickets::pages::handover::finish);
    routes.post("/tickets/{reference}/handovers/{id}/leaving", tickets::pages::handover::leave_to);
    routes.get("/tickets/{reference}/about", tickets::pages::about::page);
    routes.post("/tickets/{reference}/about", tickets::pages::about::describe);
    routes.get("/tickets/{reference}/history", tickets::pages::history::show);
    routes.get("/tickets/{reference}/relations", tickets::pages::relations::page);
    routes.post("/tickets/{reference}/relations", tickets::pages::relations::link);
    routes
        .post("/tickets/{reference}/relations/{other}/removal", tickets::pages::relations::unlink);
    routes.post("/tickets/{reference}/merge", tickets::pages::relations::merge);
    routes.post("/tickets/{reference}/merge/undo", tickets::pages::relations::undo_merge);
    routes.post("/tickets/{reference}/split", tickets::pages::relations::split);
    routes.post("/tickets/{reference}/pause", tickets::pages::pause::pause);
    routes.post("/tickets/{reference}/waking", tickets::pages::pause::wake);
    routes.post("/tickets/{reference}/closure", tickets::pages::life::close);
    routes.post("/tickets/{reference}/reopening", tickets::pages::life::reopen);
    routes.post("/tickets/{reference}/spam", tickets::pages::life::spam);
    routes.post("/tickets/{reference}/not-spam", tickets::pages::life::not_spam);

    // Triage
    routes.get("/inbox/views", triage::pages::views);
    routes.post("/inbox/views", triage::pages::save_view);
    routes.post("/inbox/views/{id}", triage::pages::rename_view);
    routes.post("/inbox/views/{id}/rise", triage::pages::raise_view);
    routes.post("/inbox/views/{id}/removal", triage::pages::delete_view);
    routes.get("/inbox/answers", triage::pages::answers);
    routes.post("/inbox/answers", triage::pages::save_answer);
    routes.get("/inbox/answers/new", triage::pages::new_answer);
    routes.get("/inbox/answers/{id}", triage::pages::edit_answer);
    routes.post("/inbox/answers/{id}/removal", triage::pages::retire_answer);
    routes.get("/inbox/tags", triage::pages::tags);
    routes.post("/inbox/tags", triage::pages::add_tag);
    routes.post("/inbox/tags/{id}", triage::pages::rename_tag);
    routes.post("/inbox/tags/{id}/removal", triage::pages::retire_tag);
    routes.post("/inbox/tags/{id}/restoration", triage::pages::restore_tag);
    routes.get("/inbox/checklists", triage::pages::checklists);
    routes.post("/inbox/checklists", triage::pages::add_step);
    routes.post("/inbox/checklists/{id}", triage::pages::reword_step);
    routes.post("/inbox/checklists/{id}/rise", triage::pages::raise_step);
    routes.post("/inbox/checklists/{id}/removal", triage::pages::retire_step);
    routes.get("/inbox/time", triage::pages::time);
    routes.post("/tickets/{reference}/tags", tickets::pages::triage::tag);
    routes.post("/tickets/{reference}/tags/{id}/removal", tickets::pages::triage::untag);
    routes.post("/tickets/{reference}/steps", tickets::pages::triage::tick);
    routes.post("/tickets/{reference}/time", tickets::pages::triage::note_time);
    routes.post("/tickets/{reference}/time/{id}/removal", tickets::pages::triage::take_back_time);
    routes.post("/tickets/{reference}/following", tickets::pages::triage::follow);
    routes.post("/tickets/{reference}/mentions", tickets::pages::triage::see_mentions);
    routes.post("/tickets/{reference}/presence", tickets::pages::triage::presence);
    routes.post("/tickets/{reference}/insertion", tickets::pages::triage::insert);
    routes.post("/account/mails", triage::pages::choose_mails);

    // Knowledge
    routes.get("/knowledge", knowledge::pages::list);
    routes.post("/knowledge/suggestions", knowledge::pages::suggestions);
    routes.get("/articles/{slug}", knowledge::pages::article);
    routes.post("/articles/{slug}/usefulness", knowledge::pages::say);
    routes.post("/articles/{slug}/deflection", knowledge::pages::deflect);
    routes.get("/tickets/{reference}/articles", tickets::pages::knowledge::near);
    routes.post("/tickets/{reference}/articles", tickets::pages::knowledge::insert);
    routes.post("/tickets/{reference}/article", tickets::pages::knowledge::make);
    routes.get("/inbox/articles", knowledge::pages::desk);
    routes.post("/inbox/articles", knowledge::pages::save);
    routes.get("/inbox/articles/new", knowledge::pages::new);
    routes.get("/inbox/articles/{id}", knowledge::pages::show);
    routes.get("/inbox/articles/{id}/history", knowledge::pages::history);
    routes.post("/inbox/articles/{id}/proposal", knowledge::pages::propose);
    routes.post("/inbox/articles/{id}/taking-back", knowledge::pages::take_back);
    routes.post("/inbox/articles/{id}/return", knowledge::pages::send_back);
    routes.post("/inbox/articles/{id}/approval", knowledge::pages::approve);
    routes.post("/inbox/articles/{id}/confirmation", knowledge::pages::confirm);
    routes.post("/inbox/articles/{id}/revision", knowledge::pages::revise);
    routes.post("/inbox/articles/{id}/withdrawal", knowledge::pages::withdraw);
    routes.post("/inbox/articles/{id}/disposal", knowledge::pages::dispose);

    // Certification
    routes.get("/certification", certification::pages::how);
    routes.get("/inbox/certifications", certification::pages::board);
    routes.get("/inbox/certifications/{id}", certification::pages::sheet);
    routes.post("/inbox/certifications/{id}/review", certification::pages::take);
    routes.post("/inbox/certifications/{id}/review/removal", certification::pages::give_back);
    routes.post("/inbox/certifications/{id}/withdrawal", certification::pages::withdraw);
    routes.post("/inbox/certifications/{id}/answers", certification::pages::answer);
    routes.post("/inbox/certifications/{id}/suspension", certification::pages::suspend);
    routes.post("/inbox/certifications/{id}/restoration", certification::pages::restore);
    routes.post("/inbox/materials/{id}/certification", certification::pages::request);

    // Deadlines
    routes.get("/inbox/late", deadlines::pages::board);
    routes.get("/nodes/{slug}/deadlines", deadlines::pages::node);
    routes.post("/nodes/{slug}/deadlines", deadlines::pages::set_node);
    routes.get("/admin/deadlines", deadlines::pages::network);
    routes.post("/admin/deadlines", deadlines::pages::set_network);

    // Bridge
    routes.get("/nodes/{slug}/bridge", bridge::pages::show);
    routes.post("/nodes/{slug}/bridge", bridge::pages::propose);
    routes.post("/nodes/{slug}/bridge/test", bridge::pages::test);
    routes.post("/nodes/{slug}/bridge/end", bridge::pages::close);
    routes.get("/nodes/{slug}/bridge/confirmation", bridge::pages::confirmation);
    routes.post("/nodes/{slug}/bridge/confirmation", bridge::pages::confirm);

    // Webhooks
    routes.get("/nodes/{slug}/webhooks", webhooks::pages::of_node);
    routes.post("/nodes/{slug}/webhooks", webhooks::pages::make_for_node);
    routes.get("/admin/webhooks", webhooks::pages::of_network);
    routes.post("/admin/webhooks", webhooks::pages::make_for_network);
    routes.get("/webhooks/{id}", webhooks::pages::show);
    routes.post("/webhooks/{id}", webhooks::pages::change);
    routes.post("/webhooks/{id}/secret", webhooks::pages::rotate);
    routes.post("/webhooks/{id}/secret/end", webhooks::pages::end_former);
    routes.post("/webhooks/{id}/test", webhooks::pages::test);
    routes.post("/webhooks/{id}/pause", webhooks::pages::rest);
    routes.post("/webhooks/{id}/resumption", webhooks::pages::wake);
    routes.post("/webhooks/{id}/removal", webhooks::pages::remove);
    routes.post("/webhooks/{id}/deliveries/{delivery}/replay", webhooks::pages::replay);

    teaching::declare(&mut routes);
    calls::declare(&mut routes);
    institutional::declare(&mut routes);
    training::declare(&mut routes);
    governing::declare(&mut routes);

    // Duty
    routes.get("/nodes/{slug}/rota", duty::pages::rota);
    routes.post("/nodes/{slug}/rota", duty::pages::fill);
    routes.post("/nodes/{slug}/duties", duty::pages::set_duty);
    routes.post("/nodes/{slug}/duties/{id}/removal", duty::pages::remove_duty);
    routes.post("/nodes/{slug}/rota/absences", duty::pages::announce);
    routes.post("/nodes/{slug}/rota/swaps", duty::pages::ask_swap);
    routes.post("/nodes/{slug}/rota/swaps/{id}", duty::pages::answer_swap);
    routes.post("/nodes/{slug}/rota/notes", duty::pages::leave_note);
    routes.post("/nodes/{slug}/rota/notes/{id}/reading", duty::pages::read_note);
    routes.post("/nodes/{slug}/rota/notes/{id}/withdrawal", duty::pages::withdraw_note);
    routes.post("/nodes/{slug}/rota/feed", duty::pages::set_feed);
    routes.get("/rota/{feed}", duty::pages::feed);
    routes.get("/account/absences", duty::pages::absences);
    routes.post("/account/absences", duty::pages::be_away);
    routes.post("/account/absences/{id}/end", duty::pages::come_back);
    routes.post("/account/digest", duty::pages::choose_digest);

    // Figures
    routes.get("/figures", figures::pages::show);
    routes.get("/figures/steering", figures::pages::steering::show);
    routes.get("/figures/steering/{file}", figures::pages::steering::file);
    routes.get("/figures/lists/{code}", figures::pages::key::list);
    routes.get("/figures/report/{year}", figures::pages::key::page);
    routes.get("/figures/report/{year}/report.pdf", figures::pages::key::pdf);
    routes.get("/figures/{file}", figures::pages::file);
    routes.get("/gaps", gaps::pages::show);
    routes.get("/gaps/{file}", gaps::pages::file);
    routes.post("/gaps/priorities", gaps::pages::put_first);

    // Privacy
    routes.get("/privacy/requests", privacy::pages::form);
    routes.post("/privacy/requests", privacy::pages::create);
    routes.get("/privacy/requests/{id}", privacy::pages::request);
    routes.post("/privacy/requests/{id}", privacy::pages::confirm);
    routes.get("/privacy/requests/{id}/copy", privacy::pages::copy);
    routes.get("/admin/privacy", privacy::pages::admin);
    routes.post("/admin/privacy", privacy::pages::ask_for);
    routes.get("/admin/destruction", privacy::pages::destruction);
    routes.get("/admin/destruction/{id}/list.csv", privacy::pages::list);
    routes.post("/admin/destruction/applications", privacy::pages::agree);
    routes.post("/admin/destruction/{id}/approval", privacy::pages::approve);
    routes.post("/admin/destruction/{id}/refusal", privacy::pages::refuse);
    routes.post("/tickets/{reference}/sensitivity", privacy::pages::mark);
    routes.get("/tickets/{reference}/readings", privacy::pages::readings);

    // API v1
    routes.get("/api/v1/vocabularies/{name}", taxonomy::api::list);
    routes.get("/api/v1/nodes", network::api::list);
    routes.get("/api/v1/nodes/{slug}", network::api::show);
    routes.get("/api/v1/nodes/{slug}/duty", duty::api::duty);
    routes.post("/api/v1/routing/preview", tickets::api::preview);
    routes.post("/api/v1/tickets", tickets::api::create);
    routes.get("/api/v1/tickets", tickets::api::list);
    routes.get("/api/v1/tickets/{reference}", tickets::api::show);
    routes.post("/api/v1/files", tickets::api::bring);
    routes.get("/api/v1/tickets/{reference}/attachments/{id}", tickets::api::attachment);
    routes.post("/api/v1/tickets/{reference}/messages", tickets::api::add_message);
    routes.post("/api/v1/tickets/{reference}/transitions", tickets::api::transition);
    routes.post("/api/v1/tickets/{reference}/about", tickets::api::describe);
    routes.post("/api/v1/tickets/{reference}/splits", tickets::api::split);
    routes.post("/api/v1/tickets/{reference}/links", tickets::api::link);
    routes.post("/api/v1/tickets/{reference}/links/{other}/removal", tickets::api::unlink);
    routes.get("/api/v1/articles", knowledge::api::list);
    routes.get("/api/v1/articles/{slug}", knowledge::api::show);
    routes.get("/api/v1/statistics", figures::api::statistics);
    routes.get("/api/v1/gaps", gaps::api::gaps);
    routes.get("/api/v1/openapi.json", site::openapi::document);

    routes.into_table()
}
