// A node's manager keeps its page, its absences and its coverage; the administration agrees, and questions follow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { choose, followMail, send, writeQuestion } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";

const NODE = "/nodes/adoc-lorraine";
const MANAGER = "alderic.belleclairiere@maillage.example";
const DAY_MS = 86_400_000;

let browser;
let demo;
let team;
let manager;
let admin;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  team = await visitor(browser, demo);
  manager = await visitor(browser, demo);
  admin = await visitor(browser, demo, { locale: "en-GB" });
  await manager.signIn(signIn(demo, /^manager/));
  await admin.signIn(signIn(demo, /^admin/));
  await admin.open("/?lang=en");
});
after(async () => { await browser?.close(); await demo?.stop(); });

test("a manager's node changes, and questions go where its page says", async () => {
  const service = await changePage(manager);
  await team.open(NODE);
  const page = await team.page.locator("main").innerText();
  assert.ok(page.includes(service), `${service} is on the page`);
  assert.match(page, /lundi.*jeudi/);
  assert.doesNotMatch(page, /vendredi/);

  await propose(manager);
  await asksBnf(team, /aucun dispositif du réseau ne couvre/, "proposed");
  await agree(admin);
  const asker = await asksBnf(team, /ADOC Lorraine vous répond.*Bibliothèque nationale de France/, "agreed");
  await followMail(team, demo, asker, /confirm/i);
  await send(team, "form[action$='/confirmation']");
  const reference = new URL(team.page.url()).pathname.split("/").at(-1);
  await manager.open("/inbox?queue=new");
  await manager.page.locator(`main a[href*="/tickets/${reference}"]`).first().waitFor();

  await closeFor(manager, "ADELE");
  await team.open(NODE);
  assert.match(await team.page.locator(".notice").allInnerTexts().then((all) => all.join("\n")), /Fermé.*ADELE/s);
  await team.check("manager-node-away");
  await asksBnf(team, /ADELE vous répond pendant l’absence de ADOC Lorraine/, "away");

  await team.leave();
});

test("a role in the network is given and taken back, and both are on record", async () => {
  await admin.open("/admin/outbox?state=sent");
  await admin.check("manager-outbox");
  assert.match(await admin.page.locator("main table").innerText(), /Aldéric Belleclairière[^\n]*\n[^\n]*coverage_agreed/);

  assert.equal(await seesExactFigures(manager), false);
  await admin.open(`/admin/accounts?q=${MANAGER}`);
  await admin.check("manager-accounts");
  await admin.page.locator("main table a").first().click();
  await admin.page.waitForURL("**/admin/accounts/*");
  const account = new URL(admin.page.url()).pathname;
  await giveRole(admin, account, "coordinator");
  assert.equal(await seesExactFigures(manager), true, "from the next page on");
  await giveRole(admin, account, "");
  assert.equal(await seesExactFigures(manager), false);

  await admin.open(account);
  await admin.check("manager-account");
  await admin.page.locator("main a[href^='/admin/audit?q=']").click();
  await admin.page.waitForURL("**/admin/audit?*");
  await admin.check("manager-audit");
  const changes = await admin.page.locator("tr", { hasText: "account.network_role_set" }).allInnerTexts();
  assert.equal(changes.length, 2, "given and taken back");
  assert.match(changes[0], /"from":"coordinator","to":null/);
  assert.match(changes[1], /"from":null,"to":"coordinator"/);

  await manager.leave();
  await admin.leave();
});

/** Ticks one more service and three opening days; returns the service's name. */
async function changePage(manager) {
  await manager.open(`${NODE}/edit`);
  await manager.check("manager-edit");
  const box = manager.page.locator("label:has(input[name=services]:not(:checked))").first();
  const service = (await box.innerText()).trim();
  await box.locator("input").check();
  for (const day of ["mon", "tue", "wed", "thu", "fri"]) {
    await manager.page.locator(`input[name=opening_days][value=${day}]`).setChecked(["mon", "tue", "thu"].includes(day));
  }
  await send(manager, "form[data-guard]");
  return service;
}

async function propose(manager) {
  await manager.open(`${NODE}/coverage`);
  await choose(manager, "institution", "Bibliothèque nationale", "bnf");
  await manager.page.fill("#comment", "Convention signée ce mois-ci.");
  await manager.check("manager-coverage");
  await send(manager, "form[data-guard]");
  assert.match(await manager.page.locator("main").innerText(), /Bibliothèque nationale de France/);
}

async function agree(admin) {
  await admin.open("/admin/coverage");
  await admin.check("manager-waiting");
  const proposal = admin.page.locator("section.panel", { hasText: "Bibliothèque nationale de France" });
  await proposal.locator("form[action$='/agreement'] button").click();
  await admin.page.waitForLoadState();
  assert.match(await admin.page.locator("[data-flash]").innerText(), /coverage holds from today/);
}

async function closeFor(manager, standIn) {
  const day = (offset) => new Date(Date.now() + offset * DAY_MS).toLocaleDateString("sv", { timeZone: "Europe/Paris" });
  await manager.open(`${NODE}/absences`);
  await manager.page.fill("#starts_on", day(0));
  await manager.page.fill("#ends_on", day(3));
  await manager.page.selectOption("#stand_in", { label: standIn });
  await send(manager, "form[data-guard]");
  await manager.check("manager-absences");
}

/** A team of the BnF asks by the form, and is told who answers and why; returns its address. */
async function asksBnf(team, why, when) {
  const email = `equipe-bnf-${when}@exemple.example`;
  await writeQuestion(team, { name: "Lucie Exemple", email });
  await choose(team, "institution", "Bibliothèque nationale", "bnf");
  await send(team, "form[action='/tickets/new']");
  assert.match(await team.page.locator("main").innerText(), why, when);
  return email;
}

/** Coordinators choose the days of the figures; others are shown whole months. */
async function seesExactFigures(person) {
  await person.open("/figures");
  return await person.page.locator("form[action='/figures']").count() > 0;
}

/** Gives somebody a role in the network, or none. */
async function giveRole(admin, account, role) {
  await admin.open(account);
  await admin.page.selectOption("#network_role", role);
  await send(admin, "form[action$='/network-role']");
  assert.match(await admin.page.locator("[data-flash]").innerText(), /role was saved/);
  assert.equal(await admin.page.locator("#network_role").inputValue(), role);
}
