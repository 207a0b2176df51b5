// An application is written in a real browser: saved without a button, kept without a network, and by two at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";

let browser;
let demo;
let owner;
let section;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  owner = await visitor(browser, demo);
  await owner.signIn(signIn(demo, /^manager/));
  await owner.open("/applications");
  await owner.page.getByRole("link", { name: /Vosges/ }).click();
  section = `${new URL(owner.page.url()).pathname}/sections/projet`;
});
after(async () => { await browser?.close(); await demo?.stop(); });

const saved = (page) => page.locator("[data-saved]", { hasText: /^Enregistré à \d{1,2}[:\s]?h?\s?\d{2} par / });
const autosave = (page) => page.waitForResponse((answer) => answer.url().endsWith("/answers") && answer.ok());

test("what is typed is saved by itself, and never mistaken for filed", async () => {
  const { page } = owner;
  await owner.open(section);
  const answered = autosave(page);
  await page.fill("#organisation", "Un comité de six personnes.");
  await answered;
  await saved(page).waitFor();
  assert.match(await page.locator(".application-standing").innerText(), /Brouillon, non déposé/);
  await owner.check("application-section");
  await owner.open(section);
  assert.equal(await page.inputValue("#organisation"), "Un comité de six personnes.");
});

test("without a network it stays on the device, says so, and is taken up again", async () => {
  const { page } = owner;
  await owner.open(section);
  // This page alone has no network, and finds none again while the other is open.
  await page.route("**/*", (route) => route.abort("internetdisconnected"));
  await page.fill("#organisation", "Écrit dans le train.");
  await page.locator("[data-saved]", { hasText: "Connexion perdue" }).waitFor();
  const other = await page.context().newPage();
  await other.goto(section);
  const answered = autosave(other);
  await other.locator("[data-kept] button").first().click();
  await answered;
  await saved(other).waitFor();
  await other.reload();
  assert.equal(await other.inputValue("#organisation"), "Écrit dans le train.");
  await other.close();
  await page.unroute("**/*");
});

test("two who write one answer see both texts and choose", async () => {
  const { page } = owner;
  await owner.open(section);
  const other = await page.context().newPage();
  await other.goto(section);
  let answered = autosave(page);
  await page.fill("#sigle", "PREMIER");
  await answered;
  answered = autosave(other);
  await other.fill("#sigle", "SECOND");
  await answered;
  const clash = other.locator(".clash");
  await clash.waitFor();
  assert.match(await clash.innerText(), /PREMIER/);
  assert.equal(await other.inputValue("#sigle"), "SECOND");
  answered = autosave(other);
  await clash.getByRole("button", { name: "Garder le mien" }).click();
  await answered;
  await other.reload();
  assert.equal(await other.inputValue("#sigle"), "SECOND");
  await other.close();
});

test("a page that saves by itself leaves what another wrote meanwhile, and says what it cannot keep", async () => {
  const { page } = owner;
  await owner.open(section);
  const other = await page.context().newPage();
  await other.goto(section);
  let answered = autosave(page);
  await page.fill("#organisation", "Les mots de la partenaire.");
  await answered;
  for (const typed of ["UN", "DEUX"]) {
    answered = autosave(other);
    await other.fill("#sigle", typed);
    await answered;
    await saved(other).waitFor();
  }
  await other.goto(section.replace("/projet", "/moyens"));
  assert.equal(await page.reload().then(() => page.inputValue("#organisation")), "Les mots de la partenaire.");
  answered = autosave(other);
  await other.fill("#etp", "beaucoup");
  await answered;
  await other.locator("#etp-unread").waitFor();
  assert.match(await other.textContent("[data-saved]"), /N’est pas enregistré/);
  await other.close();
});

test("the menu stands in one line on a desk's screen", async () => {
  const { page } = owner;
  await page.setViewportSize({ width: 1280, height: 900 });
  await owner.open("/");
  const height = await page.locator(".site-bar").evaluate((bar) => bar.getBoundingClientRect().height);
  assert.ok(height < 90, `the menu is ${height} px high`);
  await page.locator(".site-nav summary").click();
  await page.getByRole("link", { name: "Appels" }).first().click();
  assert.match(page.url(), /\/calls$/);
  await owner.leave();
});
