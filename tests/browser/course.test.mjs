// A trainer goes from nothing to a session that was given, with certificates and what people thought of it; a participant
// enrols from a phone without an account.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { choose, followMail, send } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";
import { linksInMail } from "./mail.mjs";

const SEATS = 30;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("a trainer plans a course, runs it, certifies and reads what people thought, in under ten minutes", async () => {
  const begun = Date.now();
  const trainer = await visitor(browser, demo);
  await trainer.signIn(signIn(demo, /^staff/));
  await writeCourse(trainer);
  const { session, desk } = await planSession(trainer);

  const phone = await visitor(browser, demo, { viewport: { width: 360, height: 740 } });
  const took = await enrolFromPhone(phone, session);
  assert.ok(took < MINUTE_MS, `${took} ms to enrol`);
  const others = [];
  for (let n = 1; n < SEATS; n += 1) others.push(await enrolByForm(session, n));
  await trainer.open(`${desk}/enrolments`);
  assert.match(await trainer.page.locator(".sub-nav").last().innerText(), new RegExp(`Inscrits\\s+${SEATS}`));

  await hold(trainer, desk);
  await trainer.open(`${desk}/attendance`);
  await trainer.page.locator("button[value=rest]").click();
  await trainer.page.waitForLoadState();
  await trainer.check("course-roll");
  await trainer.page.locator("form[action$='/certificates'] button").click();
  await trainer.page.waitForLoadState();
  assert.equal(await trainer.page.locator("main a[href^='/certificates/']").count(), SEATS);

  await followMail(phone, demo, "zoe-phone@exemple.example", /attestation/i, /\/certificates\//);
  await phone.check("course-certificate");
  const pdf = await fetch(new URL(`${new URL(phone.page.url()).pathname}/certificate.pdf`, demo.url));
  assert.equal(pdf.headers.get("content-type"), "application/pdf");

  for (const page of others.slice(0, 9)) await thinks(page);
  await trainer.open(`${desk}/survey`);
  await trainer.check("course-survey");
  assert.match(await trainer.page.locator("main").innerText(), /9 réponses/);
  await trainer.leave();
  await phone.leave();
  assert.ok(Date.now() - begun < 10 * MINUTE_MS);
});

async function writeCourse(trainer) {
  const { page } = trainer;
  await trainer.open("/inbox/courses/new");
  await page.fill("#title_fr", "Déposer des enquêtes, pas à pas");
  await page.fill("#summary_fr", "En un après-midi, chacun dépose son propre jeu de données et repart avec un DOI.");
  await page.fill("#outcomes_fr", "Choisir un entrepôt\nDécrire ses fichiers");
  await page.fill("#minutes", "3 h");
  const [topic, words] = await page.locator("#topics option").first().evaluate((one) => [one.value, one.label]);
  await choose(trainer, "topics", words, topic);
  await send(trainer, "form[action='/inbox/courses']");
  await send(trainer, "form[action$='/publication']");
}

/** Plans the session for tomorrow and publishes it; answers its page and its desk. */
async function planSession(trainer) {
  const { page } = trainer;
  await send(trainer, "form[action$='/sessions']");
  await page.fill("#day-1", day(1));
  await page.fill("#starts-1", "14:00");
  await page.fill("#ends-1", "17:00");
  await page.fill("#place", "Maison des sciences, salle 12, Nancy");
  await page.fill("#on_site", String(SEATS));
  await send(trainer, "form[action^='/inbox/sessions/']");
  const desk = new URL(page.url()).pathname;
  await send(trainer, "form[action$='/publication']");
  return { session: desk.replace("/inbox", ""), desk };
}

async function enrolFromPhone(phone, session) {
  const begun = Date.now();
  await phone.open(session);
  phone.notBefore = Date.now() + 3_000;
  await phone.page.fill("#name", "Zoé Phone");
  await phone.page.fill("#email", "zoe-phone@exemple.example");
  await send(phone, "form[action$='/enrolments']");
  await phone.check("course-sent");
  await followMail(phone, demo, "zoe-phone@exemple.example", /Confirmez/, /\/enrolments\//);
  await send(phone, "form[action$='/confirmation']");
  assert.match(await phone.page.locator("main").innerText(), /Votre place est réservée/);
  const took = Date.now() - begun;
  await phone.check("course-enrolled");
  return took;
}

/** Enrols somebody without showing the page; answers the address of their own one. */
async function enrolByForm(session, n) {
  const page = await (await fetch(new URL(session, demo.url))).text();
  const form = new URLSearchParams({
    form_id: page.match(/name="form_id" value="([^"]+)"/)[1],
    name: `Personne ${n}`,
    email: `personne-${n}@exemple.example`,
    presence: "on_site",
  });
  const sent = new URL(`${session}/enrolments`, demo.url);
  const answer = await fetch(sent, { method: "POST", body: form, redirect: "manual" });
  assert.equal(answer.status, 303, await answer.text());
  const links = await linksInMail(demo, form.get("email"), /Confirmez/);
  const own = new URL(links.find((url) => /\/enrolments\//.test(url)), demo.url);
  const key = new URLSearchParams({ key: own.searchParams.get("key") });
  const said = await fetch(new URL(`${own.pathname}/confirmation`, demo.url), { method: "POST", body: key, redirect: "manual" });
  assert.equal(said.status, 303, await said.text());
  return own;
}

/** What was planned for tomorrow was held yesterday. */
async function hold(trainer, desk) {
  await trainer.open(desk);
  await trainer.page.fill("#day-1", day(-1));
  await send(trainer, `form[action='${desk}']`);
}

async function thinks(own) {
  const survey = new URL(`${own.pathname}/survey${own.search}`, demo.url);
  const page = await (await fetch(survey)).text();
  const form = new URLSearchParams({ key: own.searchParams.get("key"), comment: "Très clair." });
  for (const [, field] of page.matchAll(/type="radio" name="([^"]+)" value="4"/g)) form.set(field, "4");
  const answer = await fetch(survey, { method: "POST", body: form, redirect: "manual" });
  assert.equal(answer.status, 303, await answer.text());
}

function day(later) {
  return new Date(Date.now() + later * DAY_MS).toISOString().slice(0, 10);
}
