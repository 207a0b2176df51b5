// The main job by keyboard alone, for those who ask and those who answer: Tab, Enter, Space, arrows and the documented keys.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { followMail, QUESTION } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";
import { Keys } from "./keys.mjs";

const EMAIL = "clavier@exemple.example";

let browser;
let demo;
let reference;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("a team asks, confirms, follows and writes again by keyboard alone", async () => {
  const team = await visitor(browser, demo);
  const keys = new Keys(team);
  await team.open("/");
  await keys.go("nav a[href='/tickets/new']");
  await skipTo(keys, "#main");

  await keys.write("#body", QUESTION.body);
  await keys.write("#subject", QUESTION.subject);
  await keys.choose("institution", "Universite de Lorr", "universite-de-lorraine");
  await keys.write("#site", "Nancy");
  await keys.choose("disciplines", "sociol", "5.4");
  await team.page.locator("[data-preview]", { hasText: /ADOC Lorraine/ }).waitFor();
  assert.equal(await focused(team), "#disciplines-ts-control", "the preview left the focus where it was");
  await keys.tabTo("#topic");
  await keys.press("ArrowDown", "ArrowDown");
  assert.notEqual(await team.page.inputValue("#topic"), "");
  await keys.write("#name", "Lucie Exemple");
  await keys.write("#email", EMAIL);
  // A form that comes back within three seconds is taken for a program's.
  await team.page.waitForTimeout(3_000);
  await keys.go("form[action='/tickets/new'] .btn-primary");
  assert.match(await team.page.locator("main").innerText(), /ADOC Lorraine/);

  await followMail(team, demo, EMAIL, /confirm/i);
  await keys.go("form[action$='/confirmation'] button");
  reference = new URL(team.page.url()).pathname.split("/").at(-1);
  assert.match(reference, /^\d{4}-\d{6}$/);

  await keys.write("form[action$='/replies'] #body", "J'ajoute que l'enquête est terminée.");
  await keys.go("form[action$='/replies'] .btn-primary");
  assert.match(await team.page.locator(".thread").innerText(), /enquête est terminée/);
  assert.equal(await team.page.locator("[data-flash]").count(), 1);
  assert.ok(await team.page.evaluate(() => document.activeElement.matches("[data-flash]")), "reading goes on there");
  await team.leave();
});

test("staff sign in, find a question, take it, answer it and close it by keyboard alone", async () => {
  const staff = await visitor(browser, demo);
  const { page } = staff;
  const keys = new Keys(staff);
  await staff.open(signIn(demo, /^staff/));
  await keys.go("main form button");
  await keys.go("nav a[href='/inbox']");

  // Another queue comes in place of this one, and the focus stays on what was pressed.
  await keys.tabTo("#queue-new");
  await keys.press("Enter");
  await page.waitForURL(/queue=new/);
  await quiet(page);
  assert.equal(await focused(staff), "#queue-new");

  // Looked for while it is typed, and once more by Enter: the field keeps the focus.
  await keys.press("/");
  assert.equal(await focused(staff), "#q");
  await page.keyboard.type("enquetes geolocalisees");
  await keys.press("Enter");
  await page.waitForURL(/q=enquetes/);
  await quiet(page);
  assert.equal(await focused(staff), "#q");
  assert.equal(await page.inputValue("#q"), "enquetes geolocalisees");

  // Out of the field; then the list is walked by single keys.
  await keys.tabTo("[data-row] input");
  await keys.press("j");
  await page.locator("[data-row]:focus-within", { hasText: reference }).waitFor();
  await keys.follow("o");
  assert.match(page.url(), new RegExp(`/tickets/${reference}`));

  await keys.follow("a");
  assert.match(await page.locator("aside .panel").first().innerText(), /Suivie? par|Pris|Tenu|En charge/i);

  await keys.press("r");
  assert.equal(await focused(staff), "#body");
  await page.keyboard.type("Déposez-les dans un entrepôt de confiance.");
  await keys.go(".composer-reply .btn-primary");
  assert.match(await page.locator(".thread").innerText(), /entrepôt de confiance/);

  await keys.press("c");
  assert.equal(await page.evaluate(() => document.activeElement.name), "outcome");
  await keys.press("Space");
  await keys.go(".composer-close .btn-primary");
  await page.locator("form[action$='/reopening']").waitFor();

  await keys.press("?");
  await page.locator("#shortcuts-help[open]").waitFor();
  await keys.press("Escape");
  await keys.follow("g", "i");
  assert.match(page.url(), /\/inbox/);
  await staff.leave();
});

test("the main thing of a page is a few keys away", async () => {
  const staff = await visitor(browser, demo);
  const keys = new Keys(staff);
  await staff.signIn(signIn(demo, /^manager/));
  const NEAR = 3;

  await staff.open("/tickets/new");
  await skipTo(keys, "#main");
  assert.ok(await keys.tabTo("#body") <= NEAR);
  await staff.open("/inbox?queue=all");
  await skipTo(keys, "#list");
  assert.ok(await keys.tabTo("[data-row] a[data-open]") <= 5);
  await keys.follow("Enter");
  await skipTo(keys, "#composer");
  assert.ok(await keys.tabTo(".composer summary") <= NEAR);
  await staff.leave();
});

/** Takes the skip link to `target`, the first or the second stop of a page. */
async function skipTo(keys, target) {
  assert.ok(await keys.tabTo(`a.skip-link[href='${target}']`, { limit: 60 }) < 60);
  await keys.press("Enter");
}

/** Until no list is on its way. */
function quiet(page) {
  return page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
}

/** What has the focus: its id, or the name of its element. */
function focused(person) {
  return person.page.evaluate(() => {
    const { id, localName } = document.activeElement;
    return id ? `#${id}` : localName;
  });
}
