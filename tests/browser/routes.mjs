// The pages that the program has, by its own table of routes, and what is none of them.
import { execFileSync } from "node:child_process";

import { PROGRAM } from "./demo.mjs";

/** What answers a GET and is no page that somebody reads, each with its reason. */
const NO_PAGES = {
  "/brand.css": "a style sheet",
  "/brand/logo": "a picture",
  "/healthz": "for machines",
  "/readyz": "for machines",
  "/metrics": "for machines",
  "/robots.txt": "for machines",
  "/sitemap.xml": "for machines",
  "/sign-in/provider": "leads to another site",
  "/sign-in/provider/return": "leads back from another site",
  "/account/duty.ics": "a calendar",
  "/rota/{feed}": "a calendar",
  "/admin/mail-in/{id}/original": "a download",
  "/tickets/{reference}/attachments/{id}": "a download",
  "/calendar.ics": "a calendar",
  "/calendars/{token}.ics": "a calendar",
  "/nodes/{slug}/calendar.ics": "a calendar",
  "/disciplines/{code}/calendar.ics": "a calendar",
  "/sessions/{id}.ics": "a calendar",
  "/sessions.atom": "a feed",
  "/materials.atom": "a feed",
  "/certifications.atom": "a feed",
  "/news.atom": "a feed",
  "/courses.csv": "a download",
  "/courses.ods": "a download",
  "/courses.json": "a download",
  "/materials.csv": "a download",
  "/materials.ods": "a download",
  "/materials.json": "a download",
  "/materials/{slug}/code.svg": "a picture",
  "/materials/embed": "for other people's pages",
  "/materials/{slug}/embed": "for other people's pages",
  "/oembed": "for machines",
  "/materials/{slug}/{version}/citation/{form}": "a download",
  "/materials/{slug}/{version}/files/{id}": "a download",
  "/viewers/pdf": "shown in a frame, given what it shows",
  "/packages/{slug}/{version}/{id}/{path:.*}": "what others made, shown in a frame of its own",
  "/figures/{file}": "a download",
  "/figures/report/{year}/report.pdf": "a download",
  "/figures/courses/{file}": "a download",
  "/figures/steering/{file}": "a download",
  "/gaps/{file}": "a download",
  "/labels/{id}/badge.svg": "a picture",
  "/labels/{id}/conditions/{condition}/proof": "a file",
  "/inbox/spaces/figures/template.csv": "a download",
  "/conventions/{slug}/versions/{n}/text": "a download",
  "/conventions/{slug}/signatures/{id}/proof": "a download",
  "/governance/meetings/{meeting}/minutes.pdf": "a download",
  "/governance/meetings/{meeting}/documents/{document}": "a download",
  "/certificates/{id}/certificate.pdf": "a download",
  "/applications/{id}/files/{file}": "a download",
  "/applications/{id}/partners/{partner}/letter.pdf": "a download",
  "/inbox/calls/{id}/sittings/{sitting}/sheet.pdf": "a download",
  "/reviews/{id}/files/{file}": "a download",
  "/applications/{id}/receipts/{n}/application.pdf": "a download",
  "/applications/{id}/draft.pdf": "a download",
  "/applications/{id}/draft.json": "a download",
  "/applications/{id}/letter.pdf": "a download",
  "/inbox/calls/{id}/applications/{application}/letters/{letter}": "a download",
  "/calls/{slug}/form.pdf": "a download",
  "/calls/statistics.csv": "a download",
  "/calls/statistics.ods": "a download",
  "/calls/statistics.json": "a download",
  "/inbox/calls/statistics.csv": "a download",
  "/inbox/calls/statistics.ods": "a download",
  "/inbox/calls/statistics.json": "a download",
  "/inbox/calls/{id}/statistics.csv": "a download",
  "/inbox/calls/{id}/statistics.ods": "a download",
  "/inbox/calls/{id}/statistics.json": "a download",
  "/calls/{slug}/templates/{key}": "a download",
  "/applications/{id}/receipts/{n}/receipt.pdf": "a download",
  "/applications/{id}/receipts/{n}/document.json": "a download",
  "/enrolments/{id}/code.svg": "a picture",
  "/trainers/{id}": "by mail only; read by tests/it/trainers.rs",
  "/inbox/sessions/{id}/enrolments.csv": "a download",
  "/inbox/sessions/{id}/enrolments.ods": "a download",
  "/inbox/sessions/{id}/enrolments.json": "a download",
  "/inbox/sessions/{id}/attendance.csv": "a download",
  "/inbox/sessions/{id}/attendance.ods": "a download",
  "/inbox/sessions/{id}/attendance.json": "a download",
  "/inbox/sessions/{id}/survey/{file}": "a download",
  "/privacy/requests/{id}/copy": "a download",
  "/admin/destruction/{id}/list.csv": "a download",
  "/spaces/arrivals/{token}": "by mail only; read by tests/it/space_doors.rs",
  "/inbox/calls/{id}/emergencies": "where admins are led from a call’s reviews, which is read as that",
};
const API = "/api/";

/** All GET routes, in the order in which the program looks for one that fits. */
const ROUTES = execFileSync(PROGRAM, ["routes"], { encoding: "utf8" })
  .split("\n")
  .map((line) => line.split(/\s+/))
  .filter(([method]) => method === "GET")
  .map(([, path]) => ({ path, fits: fitting(path) }));

/** The route of an address; none leads to files that are served as they are, and to nothing. */
export function routeOf(pathname) {
  return ROUTES.find(({ fits }) => fits.test(pathname))?.path;
}

export function isPage(route) {
  return route !== undefined && !route.startsWith(API) && !(route in NO_PAGES);
}

/** Pages on which the demonstration has nothing yet: they are looked at as they are, and need not be seen with something on them. */
const BARE = [];

/** The pages that none of the addresses belongs to; and what is said to be no page and is no route. */
export function unseen(addresses) {
  const seen = new Set(addresses.map(routeOf));
  const paths = ROUTES.map(({ path }) => path);
  return {
    pages: paths.filter((path) => isPage(path) && !seen.has(path) && !BARE.includes(path)),
    stale: [...Object.keys(NO_PAGES), ...BARE].filter((path) => !paths.includes(path)),
  };
}

/** What is written literally stands for itself, `{name}` for one step, `{name:pattern}` for what fits the pattern. */
function fitting(path) {
  const pieces = path.split(/(\{[^}]*\})/).map((piece) => {
    if (!piece.startsWith("{")) return piece.replace(/[.+*?^$()|[\]\\]/g, "\\$&");
    return `(?:${piece.slice(1, -1).split(":")[1] ?? "[^/]+"})`;
  });
  return new RegExp(`^${pieces.join("")}$`);
}
