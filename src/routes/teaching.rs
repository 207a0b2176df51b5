//! The map of what is taught: courses, sessions, who takes part.

use crate::web::Routes;
use crate::{alerts, attendance, courses, enrolment, surveys};

pub(super) fn declare(routes: &mut Routes<'_>) {
    routes.get("/courses", courses::pages::list);
    routes.get("/courses/{slug}", courses::pages::course);
    routes.get("/courses/{slug}/alerts", alerts::pages::form);
    routes.post("/courses/{slug}/alerts", alerts::pages::ask);
    routes.get("/alerts/{id}", alerts::pages::show);
    routes.post("/alerts/{id}/confirmation", alerts::pages::confirm);
    routes.post("/alerts/{id}/removal", alerts::pages::remove);
    routes.get("/figures/courses", courses::pages::figures);
    routes.get("/calendar", courses::pages::calendar);
    routes.get("/calendars/{token}.ics", enrolment::pages::own_calendar);
    routes.get("/account/calendars", enrolment::pages::calendars);
    routes.post("/account/calendars", enrolment::pages::make_calendar);
    routes.post("/account/calendars/{id}/revocation", enrolment::pages::end_calendar);
    routes.post("/enrolments/{id}/calendar", enrolment::pages::mail_calendar);
    routes.get("/calendar.ics", courses::pages::calendar_feed);
    routes.get("/nodes/{slug}/calendar.ics", courses::pages::of_node);
    routes.get("/disciplines/{code}/calendar.ics", courses::pages::of_discipline);
    routes.get("/sessions.atom", courses::pages::atom);
    routes.get("/sessions/{id}.ics", courses::pages::session_calendar);
    routes.get("/sessions/{id}", enrolment::pages::session);
    routes.post("/sessions/{id}/enrolments", enrolment::pages::enrol);
    routes.get("/enrolments/{id}", enrolment::pages::follow);
    routes.post("/enrolments/{id}/acceptance", enrolment::pages::accept);
    routes.post("/enrolments/{id}/cancellation", enrolment::pages::cancel);
    routes.post("/enrolments/{id}/check-in", attendance::pages::check_in);
    routes.get("/enrolments/{id}/code.svg", attendance::pages::pass);
    routes.get("/inbox/courses", courses::pages::desk);
    routes.post("/inbox/courses", courses::pages::save);
    routes.get("/inbox/courses/new", courses::pages::new);
    routes.get("/inbox/courses/{id}", courses::pages::show);
    routes.post("/inbox/courses/{id}/publication", courses::pages::publish);
    routes.post("/inbox/courses/{id}/withdrawal", courses::pages::withdraw);
    routes.post("/inbox/courses/{id}/restoration", courses::pages::restore);
    routes.get("/inbox/courses/{id}/calendar", courses::pages::import);
    routes.post("/inbox/courses/{id}/calendar", courses::pages::preview);
    routes.post("/inbox/courses/{id}/sessions", enrolment::pages::plan);
    routes.get("/inbox/sessions", courses::pages::sessions);
    routes.get("/inbox/sessions/{id}", enrolment::pages::show);
    routes.post("/inbox/sessions/{id}", enrolment::pages::save);
    routes.post("/inbox/sessions/{id}/publication", enrolment::pages::publish);
    routes.post("/inbox/sessions/{id}/cancellation", enrolment::pages::call_off);
    routes.post("/inbox/sessions/{id}/duplication", enrolment::pages::duplicate);
    routes.post("/inbox/sessions/{id}/questions", enrolment::pages::ask);
    routes.post("/inbox/sessions/{id}/questions/{question}/removal", enrolment::pages::ask_no_more);
    routes.post("/inbox/sessions/{id}/quotas", enrolment::pages::set_quota);
    routes.post("/inbox/sessions/{id}/quotas/{quota}/removal", enrolment::pages::remove_quota);
    routes.get("/inbox/sessions/{id}/enrolments", enrolment::pages::people);
    routes.post("/inbox/sessions/{id}/enrolments", enrolment::pages::add);
    routes.get("/inbox/sessions/{id}/enrolments.csv", enrolment::pages::csv);
    routes.get("/inbox/sessions/{id}/sheet", enrolment::pages::sheet);
    routes.post("/inbox/enrolments/{id}/approval", enrolment::pages::approve);
    routes.post("/inbox/enrolments/{id}/refusal", enrolment::pages::refuse);
    routes.post("/inbox/enrolments/{id}/cancellation", enrolment::pages::cancel_for);
    routes.post("/inbox/enrolments/{id}/transfer", enrolment::pages::transfer);
    routes.get("/enrolments/{id}/survey", surveys::pages::survey);
    routes.post("/enrolments/{id}/survey", surveys::pages::answer);
    routes.get("/inbox/sessions/{id}/survey", surveys::pages::results);
    routes.get("/inbox/sessions/{id}/attendance", attendance::pages::roll);
    routes.post("/inbox/sessions/{id}/attendance", attendance::pages::mark);
    routes.post("/inbox/sessions/{id}/certificates", attendance::pages::certify);
    routes.post("/inbox/certificates/{id}/revocation", attendance::pages::revoke);
    routes.get("/inbox/sessions/{id}/code", attendance::pages::board);
    routes.get("/inbox/enrolments/{id}/arrival", attendance::pages::arrival);
    routes.post("/inbox/enrolments/{id}/arrival", attendance::pages::arrive);
    routes.get("/certificates/{id}", attendance::pages::certificate);
    routes.get("/certificates/{id}/certificate.pdf", attendance::pages::pdf);

    // API v1
    routes.get("/api/v1/sessions", courses::api::list);
    routes.get("/api/v1/sessions/{id}", courses::api::show);
    routes.post("/api/v1/sessions/{id}/enrolments", enrolment::api::enrol);
    routes.delete("/api/v1/sessions/{id}/enrolments/{enrolment}", enrolment::api::cancel);
}
