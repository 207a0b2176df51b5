// Two whole calls in the demonstration, the second made from the first and read double blind: copied from the last, answered by
// twenty-five consortia, read, decided in a sitting, told, published; a workshop is born of each, and the next question from there
// reaches it. Every role acts in the browser once in each call: who coordinates, chairs, owns, joins as a partner, reviews, sits.
// What twenty-five applicants and fifteen readers type alike goes by the same forms without one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { request } from "playwright-core";

import { choose, send, writeQuestion } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";
import { linksInMail } from "./mail.mjs";

const BIDS = 25;
const REASONS = "Le projet répond aux critères de l’appel, et ses partenaires sont engagés de longue date.";
// The first call of the real network: thirteen of twenty-five were retained, five of them labelled at once.
const OUTCOMES = [["labelled", 5], ["conditions", 3], ["trajectory", 5], ["coaching", 4], ["redirected", 3], ["refused", 5]]
  .flatMap(([outcome, n]) => Array(n).fill(outcome));
// Both together take less than the thirty days for which somebody stays signed in.
const CALLS = [
  {
    title: "Ateliers de la donnée : quatrième vague", model: /deuxième vague/, named: /quatrième vague/, blind: "single", days: 20,
    region: "04", workshop: "Atelier neuf", place: "reunion", employer: "Lycée du volcan",
  },
  {
    title: "Ateliers de la donnée : cinquième vague", model: /quatrième vague/, named: /cinquième vague/, blind: "double", days: 5,
    region: "02", workshop: "Atelier des mornes", place: "martinique", employer: "Lycée de la baie",
  },
];
const PARTNERS = ["universite-de-lorraine", "inrae", "cnrs", "universite-de-rennes", "bnf", "cirad", "ap-hp"];

let browser;
let demo;
let ahead = 0;
const hands = {};
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  for (const role of ["coordinator", "admin"]) {
    hands[role] = await visitor(browser, demo);
    await hands[role].signIn(signIn(demo, new RegExp(`^${role}`)));
  }
});
after(async () => { await browser?.close(); await demo?.stop(); });

const later = async (hours) => {
  const { page } = hands.admin;
  await hands.admin.open("/dev/mail");
  await page.fill("#hours", `${hours}`);
  await page.locator("form[action='/dev/clock'] button").click();
  ahead += hours * 3_600_000;
};
/** As a field for an instant takes it, by the clock of Paris. */
const local = (hours) => new Date(Date.now() + ahead + hours * 3_600_000)
  .toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).slice(0, 16).replace(" ", "T");
const day = (days) => local(days * 24).slice(0, 10);

/** A person at their forms without a browser: what a page holds, and what is sent. */
async function person() {
  const api = await request.newContext({
    baseURL: demo.url, extraHTTPHeaders: { "sec-fetch-site": "same-origin", "accept-language": "fr" },
  });
  const page = async (path) => {
    const answer = await api.get(path);
    assert.ok(answer.ok(), `${path} answers ${answer.status()}`);
    return answer.text();
  };
  const post = async (path, fields) => {
    const data = new URLSearchParams(fields).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await api.post(path, { data, headers, maxRedirects: 0 });
    assert.equal(answer.status(), 303, `${path} answers ${answer.status()}: ${(await answer.text()).slice(0, 4000)}`);
    return answer.headers().location;
  };
  return { api, page, post };
}

/** The same person in a browser. */
async function inBrowser(one) {
  const seen = await visitor(browser, demo);
  await seen.page.context().addCookies((await one.api.storageState()).cookies);
  return seen;
}

const kept = (page) => page.waitForResponse((answer) => answer.url().endsWith("/answers") && answer.ok());

/** An owner invites somebody of an institution, both write, and the owner files: each in a browser of their own. */
async function together(it, one) {
  const owner = await inBrowser(one);
  const email = `associee@${it.place}.example`;
  await owner.open(`${one.here}/partners`);
  await owner.check("call-partners");
  const partners = await owner.page.content();
  await owner.open(partners.match(/\/applications\/[0-9a-f-]{36}\/partners\/[0-9a-f-]{36}/)[0]);
  await owner.page.locator("details:has(#guest_name) > summary").click();
  await owner.page.fill("#guest_name", "Associée Exemple");
  await owner.page.fill("#guest_email", email);
  await owner.page.selectOption("#part", "editor");
  await owner.page.locator("form:has(#guest_name) button.btn-primary").click();
  await owner.page.waitForLoadState();

  const partner = await visitor(browser, demo);
  const link = (await linksInMail(demo, email, /./)).find((url) => /invitations/.test(url));
  await partner.signIn(new URL(link).pathname);
  for (const [who, words] of [[partner, "Un comité de six établissements."], [owner, "Un comité, une équipe."]]) {
    await who.open(`${one.here}/sections/projet`);
    const saved = kept(who.page);
    await who.page.fill("#organisation", words);
    await saved;
  }
  await partner.open(`${one.here}/filing`);
  assert.equal(await partner.page.locator("form[action$='/filing']").count(), 0, "only the owner files");
  await owner.open(`${one.here}/filing`);
  await owner.page.locator("form[action$='/filing'] button.btn-primary").click();
  await owner.page.waitForURL(/receipts\/1/);
  await owner.check("call-receipt");
  for (const who of [owner, partner]) await who.leave();
}

/** A reader takes a file, writes what they think of it and gives it, in a browser. */
async function readsInBrowser(one, at) {
  const reads = await inBrowser(one);
  const { page } = reads;
  await reads.open(at);
  await page.locator("form[action$='/acceptance'] button").click();
  await page.waitForLoadState();
  await reads.open(`${at}/form`);
  for (const n of [1, 2, 3, 4, 5, 6]) await page.locator(`input[name=score-${n}][value="4"]`).check();
  await page.locator("input[name=recommendation][value=accept]").check();
  await page.fill("#for_applicants", "Un projet utile à son territoire.");
  await reads.check("call-review");
  await page.locator("button[name=do][value=submit]").click();
  await page.waitForLoadState();
  await reads.open(`${at}/discussion`);
  await reads.leave();
}

const value = (html, name) => html.match(new RegExp(`name="${name}"[^>]*value="([^"]*)"`))?.[1]
  ?? html.match(new RegExp(`value="([^"]*)"[^>]*name="${name}"`))?.[1];

/** Writes what a section asks, each with the mark of what stood there. */
async function fill(one, path, fields) {
  const html = await one.page(path);
  const marks = Object.keys(fields).map((key) => [`${key}-was`, value(html, `${key}-was`) ?? "none"]);
  const typed = Object.entries(fields).flatMap(([key, of]) => [of].flat().map((each) => [key, each]));
  await one.post(path, [...typed, ...marks, ["then", "stay"]]);
}

async function bid(it, slug, place, services) {
  const one = await person();
  const email = `porteuse${place}@${it.place}${place}.example`;
  await one.api.post(`/calls/${slug}/applications`, { form: { name: `Porteuse ${place}`, email } });
  const [link] = (await linksInMail(demo, email, /candidature|Commencer/i)).filter((url) => /invitations/.test(url));
  await one.page(new URL(link).pathname);
  const here = (await one.post(new URL(link).pathname, {})).split("?")[0];
  await fill(one, `${here}/sections/projet`, {
    nom: `Atelier numéro ${place}`, sigle: `A${place}`, resume: "Pour les équipes du territoire.", organisation: "Un comité.",
    responsable: "Léa", "responsable-email": email,
  });
  await fill(one, `${here}/sections/territoire`, {
    regions: place === 0 ? it.region : "44", disciplines: "1.1", services, hors_region: "no",
  });
  const means = `${here}/sections/moyens`;
  await fill(one, means, { etp: "2,5", ouverture: day(300) });
  for (const [n, institution] of [0, 1, 2, 3].map((n) => [n, PARTNERS[(place + n) % PARTNERS.length]])) {
    await one.post(`${here}/partners`, { institution, role: n === 0 ? "lead" : "partner", fte: "1" });
  }
  return { ...one, here, email, id: here.split("/").at(-1) };
}

async function opens(it) {
  const { coordinator } = hands;
  const { page } = coordinator;
  await coordinator.open("/inbox/calls");
  await page.getByRole("link", { name: it.model }).click();
  await page.locator("form[action$='/copies'] button").click();
  await page.waitForLoadState();
  await page.fill("#title_fr", it.title);
  await page.selectOption("#blind", it.blind);
  await page.fill("#opens", local(2));
  await page.fill("#closes", local(24 * it.days));
  await page.locator("main form:has(#title_fr) button.btn-primary").first().click();
  await page.waitForLoadState();
  await coordinator.check("call-copied");
  await page.locator("form[action$='/publication'] button").click();
  await page.waitForLoadState();
  hands.call = new URL(page.url()).pathname;
  await later(3);
  const stranger = await visitor(browser, demo);
  await stranger.open("/calls");
  await stranger.page.getByRole("link", { name: it.named }).click();
  await stranger.page.waitForLoadState();
  hands.slug = new URL(stranger.page.url()).pathname.split("/").at(-1);
  await stranger.page.getByRole("link", { name: "Puis-je candidater" }).click();
  await stranger.page.locator("input[value=yes]").first().check();
  await stranger.page.locator("main form button.btn-primary").click();
  await stranger.page.locator("#verdict").waitFor();
  await stranger.check("call-self-test");
  assert.deepEqual(stranger.faults, []);
}

async function apply(it) {
  const services = [...(await (await person()).page("/api/v1/vocabularies/services")).matchAll(/"code":\s*"([^"]+)"/g)];
  hands.bids = [];
  for (let place = 0; place < BIDS; place += 1) {
    // Links are sent ten times an hour to one place.
    if (place % 8 === 7) await later(1);
    const one = await bid(it, hands.slug, place, services[0][1]);
    const html = await one.page(`${one.here}/sections/moyens`);
    await one.post(`${one.here}/sections/moyens`, { "do": "add engagements", "etp": "2,5", "etp-was": value(html, "etp-was") });
    const row = (await one.page(`${one.here}/sections/moyens`)).match(/name="indicateur--([^"]+)-was"/)[1];
    await fill(one, `${one.here}/sections/moyens`, { [`indicateur--${row}`]: "tickets", [`cible--${row}`]: "200" });
    const check = await one.page(`${one.here}/filing`);
    const sha256 = value(check, "sha256");
    assert.ok(sha256, `not to be filed: ${check.match(/<main.*<\/main>/s)?.[0].replace(/<[^>]+>|\s+/g, " ")}`);
    if (place === 0) await together(it, one);
    else await one.post(`${one.here}/filing`, { sha256 });
    hands.bids.push(one);
  }
  await hands.coordinator.open(`${hands.call}/applications`);
  assert.match(await hands.coordinator.page.locator("main").innerText(), /Déposées\s*:\s*25/);
  await hands.coordinator.check("call-filed");
}

async function decide(it) {
  const { coordinator, admin } = hands;
  const { page } = coordinator;
  await later(24 * (it.days + 1));
  await coordinator.open(`${hands.call}/reviews`);
  await page.fill("#due", day(20));
  await page.locator("form[action$='/reviews/plan'] button").click();
  await page.locator("form[action$='/reviews/start'] button").click();
  await page.locator("dialog[open] button[value=yes]").click();
  await page.waitForURL(/eligibility/);
  await coordinator.open(`${hands.call}/reviews/eligibility`);
  await page.locator("form[action$='/reviews/eligibility'] button").first().click();
  await page.waitForLoadState();
  await coordinator.check("call-eligible");

  const readers = [];
  for (let n = 0; n < 15; n += 1) readers.push(await reader(it, n));
  await coordinator.open(`${hands.call}/reviews/assignments`);
  await page.locator("form[action$='/proposal'] button").click();
  await page.locator("form[action$='/assignments/mail'] button").click();
  await page.waitForLoadState();
  let read = 0;
  for (const one of readers) {
    const given = [...new Set((await one.page("/reviews")).match(/\/reviews\/[0-9a-f-]{36}(?=")/g) ?? [])];
    for (const at of given) {
      if (read === 0) {
        await readsInBrowser(one, at);
        read += 1;
        continue;
      }
      await one.post(`${at}/acceptance`, {});
      if (it.blind === "double") assert.doesNotMatch(await one.page(at), new RegExp(`Porteuse|@${it.place}`));
      const lock = value(await one.page(`${at}/form`), "lock") ?? "0";
      const scores = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`score-${n}`, `${2 + (read % 4)}`]));
      const words = { recommendation: "accept", for_applicants: "Un projet utile à son territoire." };
      await one.post(`${at}/form`, { ...scores, ...words, lock, do: "submit" });
      read += 1;
    }
  }
  assert.equal(read, 3 * BIDS);

  const seat = async (email, role) => {
    await coordinator.open(`${hands.call}/decisions`);
    await page.fill("form[action$='/seats'] #email", email);
    await page.selectOption("#role", role);
    await page.locator("form[action$='/seats'] button").click();
    await page.waitForLoadState();
  };
  await admin.open("/account/security");
  const chair = (await admin.page.locator("main").innerText()).match(/\S+@\S+/)[0];
  await seat(chair, "chair");
  await seat(readers[0].email, "committee");
  const sits = await inBrowser(readers[0]);
  await sits.open(`${hands.call}/decisions`);
  await sits.check("call-committee");
  await sits.leave();
  await admin.open(`${hands.call}/decisions`);
  await admin.page.locator("form[action$='/deliberation'] button").click();
  await admin.open(`${hands.call}/decisions`);
  await admin.check("call-ranked");
  await admin.open(`${hands.call}/sittings`);
  for (const box of await admin.page.locator("input[name=present]").all()) await box.check();
  await admin.page.locator("form[action$='/sittings'] button").click();
  await admin.page.waitForLoadState();
  await admin.check("call-sits");
  for (const [place, { id }] of hands.bids.entries()) await decided(`${hands.call}/decisions/${id}`, OUTCOMES[place]);
  await admin.open(`${hands.call}/sittings`);
  await admin.page.locator("form[action$='/closure'] button").click();
  await admin.open(`${hands.call}/decisions`);
  await admin.page.locator("form[action$='/conclusion'] button").click();
  await admin.page.waitForLoadState();
  await admin.open(`${hands.call}/equality`);
  await admin.check("call-equality");
}

/** Somebody of the pool who says yes and promises to keep it to themselves. */
async function reader(it, n) {
  const { coordinator: { page }, coordinator } = hands;
  const email = `lectrice${n}@ailleurs${n}-${it.place}.example`;
  await coordinator.open(`${hands.call}/reviews/pool`);
  const api = page.context().request;
  const headers = { "sec-fetch-site": "same-origin" };
  const added = await api.post(`${hands.call}/reviews/pool`, { headers, form: { name: `Lectrice ${n}`, email, disciplines: "1.1" } });
  const html = await added.text();
  const row = html.slice(html.indexOf(email));
  const invites = row.match(/action="([^"]*\/pool\/[0-9a-f-]{36}\/invitation)"/)[1];
  await api.post(invites, { headers, form: { most: "6" } });
  const one = await person();
  const link = (await linksInMail(demo, email, /valu/i)).find((url) => /reviews\/invitations/.test(url));
  await one.post(new URL(link).pathname, { answer: "yes" });
  await one.post(`/reviews${hands.call.replace("/inbox", "")}/undertaking`, {});
  return { ...one, email };
}

async function decided(at, outcome) {
  const { coordinator, admin } = hands;
  const { page } = coordinator;
  await coordinator.open(at);
  await page.selectOption("#outcome", outcome);
  await page.fill("#rationale", REASONS);
  if (outcome === "conditions") await page.fill("#conditions", `${day(200)} Signer la convention.`);
  if (outcome === "trajectory") await page.fill("#until", day(300));
  if (outcome === "redirected") await page.selectOption("#node", { index: 1 });
  await page.locator("main form:has(#outcome) button.btn-primary").click();
  await page.waitForLoadState();
  await admin.open(at);
  await admin.page.locator("form[action$='/validation'] button").click();
  await admin.page.waitForLoadState();
}

async function tell(it) {
  const { coordinator, admin } = hands;
  await coordinator.open(`${hands.call}/letters`);
  await coordinator.page.locator("form[action*='/letters/'] button.btn-primary").click();
  await admin.open(`${hands.call}/letters`);
  await admin.page.locator("form[action$='/approval'] button").click();
  await later(1);
  const told = async () => (await (await fetch(`${demo.url}/api/v1/calls/${hands.slug}/results`)).json()).items?.length;
  for (let tries = 0; tries < 100 && (await told()) !== 13; tries += 1) await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await told(), 13);
  const [first] = hands.bids;
  const own = await first.page(first.here);
  assert.match(own, /labellisée/);
  assert.doesNotMatch(own, /Lectrice|ailleurs\d/);

  await admin.open(`/admin/labels/applications/${first.id}`);
  const { page } = admin;
  await page.fill("#short_name", it.workshop);
  if ((await page.locator("#node").count()) > 0) await page.selectOption("#node", "new");
  for (const box of await page.locator("input[name=row], input[name=member]").all()) await box.check();
  await page.fill("#without_convention", "La signature attend le conseil du 12 mars.");
  await admin.check("call-activation");
  await page.locator("button[value=activate]").click();
  await page.waitForLoadState();
  const asker = await visitor(browser, demo);
  await writeQuestion(asker, { name: "Zoé Exemple", email: `zoe@${it.place}.example` });
  await asker.page.locator("details:has(#region) > summary").click();
  await asker.page.selectOption("#region", it.region);
  await asker.page.locator("#institution-ts-control").pressSequentially(it.employer);
  await asker.page.locator("#institution-ts-dropdown .create").click();
  await asker.page.keyboard.press("Tab");
  await choose(asker, "disciplines", "math", "1.1");
  await send(asker, "form[action='/tickets/new']");
  assert.match(await asker.page.locator("main").innerText(), new RegExp(it.workshop));
  for (const one of [coordinator, admin]) assert.deepEqual(one.faults, []);
}

for (const it of CALLS) {
  test(`${it.title}: made from the last one in a few steps, it opens by its dates`, () => opens(it));
  test(`${it.title}: twenty-five consortia of four apply, and file`, () => apply(it));
  test(`${it.title}: three people read each, and a committee that sits decides`, () => decide(it));
  test(`${it.title}: letters leave after a second person, results are public, a question reaches the new workshop`, () => tell(it));
}
