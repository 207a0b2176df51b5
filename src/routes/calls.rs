//! The map of calls for expressions of interest, from their publication on.

use crate::applications::{api as bids, pages as applications};
use crate::calls::{api, pages};
use crate::decisions::pages as decisions;
use crate::gaps::pages as gaps;
use crate::labels::api as labels;
use crate::reviews::pages as reviews;
use crate::statistics::pages as statistics;
use crate::web::Routes;

pub(super) fn declare(routes: &mut Routes<'_>) {
    routes.get("/calls", pages::list);
    routes.get("/calls/statistics", statistics::published);
    routes.get("/calls/statistics.csv", statistics::published_file);
    routes.get("/calls/statistics.ods", statistics::published_file);
    routes.get("/calls/statistics.json", statistics::published_file);
    routes.get("/calls/{slug}", pages::call);
    routes.post("/calls/{slug}/questions", pages::ask);
    routes.get("/calls/{slug}/self-test", pages::self_test);

    // Applications
    routes.get("/calls/{slug}/applications", applications::start);
    routes.post("/calls/{slug}/applications", applications::ask);
    routes.get("/calls/{slug}/form.pdf", pages::blank);
    routes.get("/calls/{slug}/templates/{key}", applications::template);
    routes.get("/applications", applications::list);
    routes.get("/applications/invitations/{token}", applications::invitation);
    routes.post("/applications/invitations/{token}", applications::accept);
    routes.post("/applications/invitations/{token}/refusal", applications::decline);
    routes.get("/applications/{id}", applications::show);
    routes.get("/applications/{id}/sections/{key}", applications::section);
    routes.post("/applications/{id}/sections/{key}", applications::save);
    routes.post("/applications/{id}/answers", applications::autosave);
    routes.get("/applications/{id}/files/{file}", applications::get_file);
    routes.get("/applications/{id}/partners", applications::partners);
    routes.post("/applications/{id}/partners", applications::add_partner);
    routes.post("/applications/{id}/proposals", applications::propose);
    routes.post("/applications/{id}/partners/{partner}/acceptance", applications::accept_partner);
    routes.post("/applications/{id}/partners/{partner}/refusal", applications::refuse_partner);
    routes.get("/applications/{id}/partners/{partner}", applications::partner);
    routes.post("/applications/{id}/partners/{partner}", applications::commit);
    routes.get("/applications/{id}/partners/{partner}/letter.pdf", applications::letter);
    routes.post("/applications/{id}/partners/{partner}/letter", applications::sign);
    routes.post("/applications/{id}/partners/{partner}/reminder", applications::remind_partner);
    routes.post("/applications/{id}/partners/{partner}/people", applications::invite_person);
    routes.post("/applications/{id}/people/{person}/role", applications::set_role);
    routes.get("/applications/{id}/contact", applications::contact);
    routes.post("/applications/{id}/contact", applications::set_contact);
    routes.get("/applications/{id}/messages", applications::messages);
    routes.post("/applications/{id}/messages", applications::write_message);
    routes.post("/applications/{id}/people/{person}/removal", applications::remove_person);
    routes.post("/applications/{id}/offer", applications::offer);
    routes.post("/applications/{id}/ownership", applications::take_over);
    routes.post("/applications/{id}/reuse", applications::reuse);
    routes.post("/applications/{id}/version", applications::take_version);
    routes.post("/applications/{id}/partners/{partner}/removal", applications::remove_partner);
    routes.post("/applications/{id}/partners/{partner}/fte", applications::set_fte);
    routes.post("/applications/{id}/invitations/{invitation}/mail", applications::remind);
    routes.get("/applications/{id}/filing", applications::check);
    routes.post("/applications/{id}/filing", applications::file);
    routes.post("/applications/{id}/changes/removal", applications::discard);
    routes.get("/applications/{id}/draft.pdf", applications::draft_pdf);
    routes.get("/applications/{id}/draft.json", applications::draft_document);
    routes.get("/applications/{id}/receipts/{n}", applications::receipt);
    routes.get("/applications/{id}/receipts/{n}/receipt.pdf", applications::pdf);
    routes.get("/applications/{id}/receipts/{n}/application.pdf", applications::whole);
    routes.get("/applications/{id}/receipts/{n}/document.json", applications::document);
    routes.post("/applications/{id}/withdrawal", applications::withdraw);
    routes.post("/applications/{id}/restoration", applications::restore);

    // The coordinators' desk
    routes.get("/inbox/calls", pages::desk);
    routes.post("/inbox/calls", pages::begin);
    routes.get("/inbox/calls/statistics", statistics::calls);
    routes.get("/inbox/calls/statistics.csv", statistics::calls_file);
    routes.get("/inbox/calls/statistics.ods", statistics::calls_file);
    routes.get("/inbox/calls/statistics.json", statistics::calls_file);
    routes.get("/inbox/calls/{id}", pages::edit);
    routes.get("/inbox/calls/{id}/statistics", statistics::call);
    routes.get("/inbox/calls/{id}/statistics.csv", statistics::call_file);
    routes.get("/inbox/calls/{id}/statistics.ods", statistics::call_file);
    routes.get("/inbox/calls/{id}/statistics.json", statistics::call_file);
    routes.post("/inbox/calls/{id}", pages::save);
    routes.post("/inbox/calls/{id}/copies", pages::clone_call);
    routes.post("/inbox/calls/{id}/announcement", pages::announce);
    routes.post("/inbox/calls/{id}/publication", pages::publish);
    routes.post("/inbox/calls/{id}/taking-back", pages::take_back);
    routes.post("/inbox/calls/{id}/extension", applications::extend);
    routes.get("/inbox/calls/{id}/applications", applications::desk);
    routes.post("/inbox/calls/{id}/applications/export", applications::export);
    routes.post("/inbox/calls/{id}/applications/{application}/extension", applications::extend_one);
    routes.post("/inbox/calls/{id}/applications/{application}/ownership", applications::give);
    let messages = "/inbox/calls/{id}/applications/{application}/messages";
    routes.get(messages, applications::desk_messages);
    routes.post(messages, applications::write_from_desk);
    routes.get("/inbox/calls/{id}/applications/{application}/letters", applications::letters);
    let letter = "/inbox/calls/{id}/applications/{application}/letters/{letter}";
    routes.get(letter, applications::paper);
    routes.post(letter, applications::judge_letter);
    routes.post("/inbox/calls/{id}/cancellation", applications::cancel);
    routes.post("/inbox/calls/{id}/archiving", pages::archive);
    routes.post("/inbox/calls/{id}/coordinators", pages::appoint);
    routes.post("/inbox/calls/{id}/coordinators/{account}/removal", pages::dismiss);
    routes.post("/inbox/calls/{id}/priorities/removal", gaps::put_back);
    routes.get("/inbox/calls/{id}/rules", pages::rules);
    routes.post("/inbox/calls/{id}/rules", pages::put_rule);
    routes.post("/inbox/calls/{id}/rules/{n}/removal", pages::remove_rule);
    routes.get("/inbox/calls/{id}/questions", pages::questions);
    routes.post("/inbox/calls/{id}/questions/{question}/answer", pages::answer);
    routes.post("/inbox/calls/{id}/questions/{question}/dismissal", pages::set_aside);
    routes.get("/inbox/calls/{id}/form", pages::form);
    routes.get("/inbox/calls/{id}/form/preview", pages::preview);
    routes.post("/inbox/calls/{id}/form/preview", pages::check_preview);
    routes.post("/inbox/calls/{id}/form/revision", pages::begin_revision);
    routes.post("/inbox/calls/{id}/form/revision/removal", pages::drop_revision);
    routes.post("/inbox/calls/{id}/form/revision/publication", applications::amend);
    routes.post("/inbox/calls/{id}/form/letters", pages::set_letters);
    routes.post("/inbox/calls/{id}/form/sections", pages::save_section);
    routes.post("/inbox/calls/{id}/form/sections/{key}/rise", pages::raise_section);
    routes.post("/inbox/calls/{id}/form/sections/{key}/removal", pages::remove_section);
    routes.post("/inbox/calls/{id}/form/items", pages::add_item);
    routes.get("/inbox/calls/{id}/form/items/{key}", pages::item);
    routes.post("/inbox/calls/{id}/form/items/{key}", pages::save_item);
    routes.post("/inbox/calls/{id}/form/items/{key}/rise", pages::raise_item);
    routes.post("/inbox/calls/{id}/form/items/{key}/removal", pages::remove_item);

    // Reviewers
    routes.get("/reviews", reviews::home);
    routes.get("/reviews/profile", reviews::profile);
    routes.post("/reviews/profile", reviews::describe);
    routes.get("/reviews/invitations/{token}", reviews::invitation);
    routes.post("/reviews/invitations/{token}", reviews::answer);
    routes.post("/reviews/calls/{id}/answer", reviews::answer_call);
    routes.post("/reviews/calls/{id}/undertaking", reviews::sign);
    routes.post("/reviews/calls/{id}/pack", reviews::pack);
    routes.post("/reviews/calls/{id}/sheet", reviews::sheet);
    routes.get("/reviews/calls/{id}/import", reviews::import);
    routes.post("/reviews/calls/{id}/import", reviews::take_in);
    routes.post("/reviews/reminders", reviews::set_reminders);
    routes.get("/reviews/{id}", reviews::look);
    routes.get("/reviews/{id}/files/{file}", reviews::file);
    routes.post("/reviews/{id}/acceptance", reviews::accept);
    routes.post("/reviews/{id}/refusal", reviews::decline);
    routes.post("/reviews/{id}/conflict", reviews::declare_own);
    routes.get("/reviews/{id}/form", reviews::form);
    routes.post("/reviews/{id}/form", reviews::save);
    routes.get("/reviews/{id}/discussion", reviews::discussion);
    routes.post("/reviews/{id}/discussion", reviews::reply);
    routes.get("/applications/{id}/completion", reviews::completion);
    routes.post("/applications/{id}/completion", reviews::complete);

    // Appeals
    routes.get("/applications/{id}/letter.pdf", decisions::letter);
    routes.get("/applications/{id}/appeal", decisions::appeal);
    routes.post("/applications/{id}/appeal", decisions::appealed);
    routes.post("/applications/{id}/appeal/withdrawal", decisions::withdraw_appeal);
    routes.get("/admin/appeals", decisions::appeals);
    routes.post("/admin/appeals/export", decisions::export_appeals);
    routes.get("/admin/appeals/{id}", decisions::show_appeal);
    routes.post("/admin/appeals/{id}/instruction", decisions::instruct);
    routes.post("/admin/appeals/{id}/admission", decisions::admit_appeal);
    routes.post("/admin/appeals/{id}/answer", decisions::answer_appeal);

    // The review of a call
    routes.get("/inbox/calls/{id}/emergencies", reviews::emergencies);
    routes.post("/inbox/calls/{id}/emergencies", reviews::open_emergency);
    routes.post("/inbox/calls/{id}/emergencies/{emergency}/closure", reviews::end_emergency);
    routes.get("/inbox/calls/{id}/reviews", reviews::board);
    routes.post("/inbox/calls/{id}/reviews/export", reviews::export);
    routes.post("/inbox/calls/{id}/reviews/plan", reviews::plan);
    routes.post("/inbox/calls/{id}/reviews/start", reviews::begin);
    routes.get("/inbox/calls/{id}/reviews/rubric", reviews::rubric);
    routes.post("/inbox/calls/{id}/reviews/rubric", reviews::save_rubric);
    routes.get("/inbox/calls/{id}/reviews/eligibility", reviews::eligibility);
    routes.post("/inbox/calls/{id}/reviews/eligibility", reviews::pass);
    routes.post("/inbox/calls/{id}/reviews/eligibility/{application}", reviews::judge);
    routes
        .post("/inbox/calls/{id}/reviews/eligibility/{application}/reversal", reviews::reconsider);
    routes.get("/inbox/calls/{id}/reviews/pool", reviews::pool);
    routes.post("/inbox/calls/{id}/reviews/pool", reviews::add);
    routes.post("/inbox/calls/{id}/reviews/pool/domains", reviews::domain);
    routes.post("/inbox/calls/{id}/reviews/pool/{account}/invitation", reviews::ask);
    routes.post("/inbox/calls/{id}/reviews/pool/{account}/removal", reviews::let_go);
    routes.get("/inbox/calls/{id}/reviews/conflicts", reviews::conflicts);
    routes.post("/inbox/calls/{id}/reviews/conflicts/search", reviews::detect);
    routes.get("/inbox/calls/{id}/reviews/assignments", reviews::assignments);
    routes.post("/inbox/calls/{id}/reviews/assignments/proposal", reviews::propose);
    routes.post("/inbox/calls/{id}/reviews/assignments/mail", reviews::send);
    routes.post("/inbox/calls/{id}/reviews/assignments/{assignment}/removal", reviews::remove);
    routes.post("/inbox/calls/{id}/reviews/assignments/{assignment}/reminder", reviews::remind);
    routes.post("/inbox/calls/{id}/reviews/assignments/{assignment}/reopening", reviews::reopen);
    routes.get("/inbox/calls/{id}/reviews/late", reviews::late);
    routes.get("/inbox/calls/{id}/reviews/applications/{application}", reviews::bid);
    routes
        .post("/inbox/calls/{id}/reviews/applications/{application}/assignments", reviews::assign);
    routes.post("/inbox/calls/{id}/reviews/applications/{application}/conflicts", reviews::declare);
    routes.post(
        "/inbox/calls/{id}/reviews/applications/{application}/conflicts/{account}/{kind}",
        reviews::decide,
    );
    routes.post("/inbox/calls/{id}/reviews/applications/{application}/posts", reviews::say);
    routes.post(
        "/inbox/calls/{id}/reviews/applications/{application}/completions",
        reviews::ask_completion,
    );

    // The committee
    routes.get("/inbox/calls/{id}/decisions", decisions::committee);
    routes.post("/inbox/calls/{id}/deliberation", decisions::deliberate);
    routes.post("/inbox/calls/{id}/conclusion", decisions::close);
    routes.post("/inbox/calls/{id}/seats", decisions::seat);
    routes.post("/inbox/calls/{id}/seats/{account}/removal", decisions::unseat);
    routes.get("/inbox/calls/{id}/decisions/{application}", decisions::decide);
    routes.post("/inbox/calls/{id}/decisions/{application}", decisions::propose);
    routes.post("/inbox/calls/{id}/decisions/{application}/validation", decisions::validate);
    routes.post("/inbox/calls/{id}/decisions/{application}/reopening", decisions::reopen);
    routes.post("/inbox/calls/{id}/decisions/{application}/posts", decisions::say);
    routes.post("/inbox/calls/{id}/decisions/{application}/recusal", decisions::stand_aside);
    routes.post("/inbox/calls/{id}/decisions/{application}/vote", decisions::vote);
    routes.post("/inbox/calls/{id}/order", decisions::place);
    routes.post("/inbox/calls/{id}/order/removal", decisions::forget_places);
    routes.get("/inbox/calls/{id}/sittings", decisions::sittings);
    routes.post("/inbox/calls/{id}/sittings", decisions::sit);
    routes.get("/inbox/calls/{id}/sittings/{sitting}", decisions::sheet);
    routes.get("/inbox/calls/{id}/sittings/{sitting}/sheet.pdf", decisions::sheet_pdf);
    routes.post("/inbox/calls/{id}/sittings/{sitting}/presences", decisions::presence);
    routes.post("/inbox/calls/{id}/sittings/{sitting}/closure", decisions::rise);
    routes.post("/inbox/calls/{id}/sittings/{sitting}/minutes", decisions::write_minutes);
    routes.post("/inbox/calls/{id}/sittings/{sitting}/approval", decisions::approve_minutes);
    routes.post("/inbox/calls/{id}/sittings/{sitting}/scenario", decisions::attach_scenario);
    routes.get("/inbox/calls/{id}/equality", decisions::equality);
    routes.post("/inbox/calls/{id}/equality/export", decisions::export_equality);
    routes.get("/inbox/calls/{id}/portfolio", decisions::portfolio);
    routes.post("/inbox/calls/{id}/portfolios", decisions::keep);
    routes.post("/inbox/calls/{id}/portfolios/{portfolio}/removal", decisions::forget);
    routes.get("/inbox/calls/{id}/letters", decisions::letters);
    routes.post("/inbox/calls/{id}/letters/{batch}", decisions::prepare);
    routes.post("/inbox/calls/{id}/letters/{batch}/approval", decisions::approve);
    routes.post("/inbox/calls/{id}/letters/{batch}/stop", decisions::stop);

    // API v1
    routes.get("/api/v1/applications", bids::list);
    routes.get("/api/v1/applications/{id}", bids::show);
    routes.post("/api/v1/applications/{id}/check", bids::check);
    routes.post("/api/v1/applications/{id}/files", bids::bring);
    routes.get("/api/v1/labels", labels::list);
    routes.get("/api/v1/calls", api::list);
    routes.get("/api/v1/calls/{slug}", api::show);
    routes.get("/api/v1/calls/{slug}/forms/{version}", api::form);
    routes.get("/api/v1/calls/{slug}/results", api::results);
}
