// Each single key that the help of the desk names, in the list and on a ticket, pressed once in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";
import { Keys } from "./keys.mjs";

let browser;
let demo;
let staff;
let keys;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  staff = await visitor(browser, demo);
  keys = new Keys(staff);
  await staff.signIn(signIn(demo, /^staff/));
});
after(async () => { await browser?.close(); await demo?.stop(); });

test("the list is walked, picked from and acted on by single keys", async () => {
  const { page } = staff;
  await list("all");
  assert.equal(await row(), -1);
  await keys.press("j", "j");
  assert.equal(await row(), 1);
  await keys.press("k");
  assert.equal(await row(), 0);
  await keys.press("x");
  assert.equal(await page.locator("[data-pick]:checked").count(), 1);
  await page.locator("[data-bulk-bar]").waitFor();
  await keys.press("x");
  assert.equal(await page.locator("[data-pick]:checked").count(), 0);

  await keys.press("/");
  assert.equal(await focused(), "#q");
  await list("all");
  await keys.press("?");
  await page.locator("#shortcuts-help[open]").waitFor();
  await keys.press("j");
  assert.equal(await page.locator("#shortcuts-help[open]").count(), 1, "the help lets no key through");
  await keys.press("Escape");
  await keys.press("j");
  await keys.follow("o");
  assert.match(page.url(), /\/tickets\/\d{4}-\d{6}/);
  await keys.follow("g", "i");
  assert.equal(new URL(page.url()).pathname, "/inbox");

  await list("all");
  for (const [key, field] of [["e", "#to"], ["l", "#bulk-tag"], ["c", "#outcome"]]) {
    await pick();
    await keys.press(key);
    assert.equal(await focused(), field, `${key} leads to its field`);
    await list("all");
  }
  await list("ours");
  for (const [key, event] of [["t", "refer"], ["!", "spam"]]) {
    // The first one may be with another node already.
    await pick(3);
    await sent(key);

    const asks = page.locator(`form:has([name=sure]) input[name=event][value="${event}"]`);
    assert.equal(await asks.count(), 1, `${key} asks first`);
    await list("ours");
  }
  const reference = await pick();
  await sent("a");
  await list("mine");
  assert.ok(await page.locator(`[data-pick][value="${reference}"]`).count() === 1, "a takes");
  await page.locator(`[data-row]:has([value="${reference}"]) a[data-open]`).focus();
  await keys.press("x");
  await sent("d");
  await list("mine");
  assert.ok(await page.locator(`[data-pick][value="${reference}"]`).count() === 0, "d lets go");
});

test("n leads from page to page of a list", async () => {
  const { page } = staff;
  await list("all");
  const next = page.locator("[rel=next]");
  if (await next.count() === 0) return;
  const wanted = await next.getAttribute("href");
  await keys.press("n");
  await page.waitForURL((url) => url.href.endsWith(wanted));
});

test("a ticket is taken, given, written about, put off and closed by single keys", async () => {
  const { page } = staff;
  await list("ours");
  await keys.press("j");
  await keys.follow("o");
  const ticket = new URL(page.url()).pathname;

  await keys.follow("a");
  assert.ok(await page.locator("[data-key=d]").count() === 1, "a takes");
  await keys.follow("d");
  assert.ok(await page.locator("[data-key=a]").count() === 1, "d lets go");
  for (const [key, field] of [["e", "#colleague"], ["l", "#tag-label"], ["h", "#time-minutes"]]) {
    await staff.open(ticket);
    await keys.press(key);
    assert.equal(await focused(), field, `${key} leads to its field`);
  }
  for (const [key, form] of [["r", "reply"], ["m", "note"], ["s", "move"], ["c", "close"]]) {
    await staff.open(ticket);
    await keys.press(key);
    const inside = await page.evaluate((name) => Boolean(document.activeElement.closest(`.composer-${name}[open]`)), form);
    assert.ok(inside, `${key} opens the form and leads into it`);
  }
  for (const [key, place] of [["t", "handover"], ["b", "relations"], ["q", "about"]]) {
    await staff.open(ticket);
    await keys.follow(key);
    assert.equal(new URL(page.url()).pathname, `${ticket}/${place}`, key);
  }

  await staff.open(ticket);
  const follows = () => page.locator("form[action$='/following'] [name=follow]").inputValue();
  const before = await follows();
  await keys.follow("f");
  assert.notEqual(await follows(), before, "f follows, or no more");
  await keys.press("?");
  await page.locator("#shortcuts-help[open]").waitFor();
  await keys.press("Escape");

  await putOff();
  await keys.follow("w");
  assert.equal(await page.locator("[data-key=w]").count(), 0, "w ends the pause");
  await close();
  await keys.follow("u");
  assert.equal(await page.locator("[data-key=u]").count(), 0, "u opens it again");

  // Asked first: no leaves it where it is.
  await keys.press("!");
  await page.locator("dialog[open]").waitFor();
  await keys.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await keys.press("!");
  await page.locator("dialog[open] [value=yes]").focus();
  await keys.follow("Enter");
  await staff.open(ticket);
  assert.equal(await page.locator("form[action$='/not-spam']").count(), 1, "! puts aside");

  await list("all");
  await keys.press("j");
  await keys.follow("o");
  const wanted = await page.locator("[data-key=n]").getAttribute("href");
  await keys.follow("n");
  assert.ok(page.url().endsWith(wanted), "n goes to the next one");
});

test("keys write in a field, and do nothing once they are switched off", async () => {
  const { page } = staff;
  await list("all");
  await page.fill("#q", "");
  await page.locator("#q").pressSequentially("jx?");
  assert.equal(await page.inputValue("#q"), "jx?");
  await list("all");
  await keys.press("?");
  await page.locator("[data-shortcuts-switch]").uncheck();
  await keys.press("Escape");
  await keys.press("j");
  assert.equal(await row(), -1);
  await page.locator("[data-shortcuts-open]").click();
  await page.locator("[data-shortcuts-switch]").check();
  await keys.press("Escape");
  await staff.leave();
});

async function list(queue) {
  await staff.open(`/inbox?queue=${queue}`);
}

/** Walks to the first rows and picks them; answers the reference of the first. */
async function pick(rows = 1) {
  for (let at = 0; at < rows; at += 1) await keys.press("j", "x");
  return staff.page.locator("[data-pick]:checked").first().inputValue();
}

/** Presses a key that sends the form of the list, and waits for what comes in its place. */
async function sent(key) {
  await Promise.all([staff.page.waitForResponse((answer) => answer.url().includes("/inbox")), keys.press(key)]);
  await staff.page.waitForLoadState();
  await staff.page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
}

async function putOff() {
  const { page } = staff;
  await keys.press("s");
  await page.locator(".composer-move[open] [name=kind][value=later]").check();
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await page.locator(".composer-move[open] [name=until]").fill(day);
  await Promise.all([page.waitForEvent("load"), page.locator(".composer-move[open] .btn-primary").click()]);
}

async function close() {
  const { page } = staff;
  await keys.press("c");
  await keys.press("Space");
  await Promise.all([page.waitForEvent("load"), page.locator(".composer-close .btn-primary").click()]);
}

/** Which row of the list has the focus; below none, none. */
function row() {
  return staff.page.evaluate(() =>
    [...document.querySelectorAll("[data-row]")].indexOf(document.activeElement.closest("[data-row]")));
}

function focused() {
  return staff.page.evaluate(() => `#${document.activeElement.id}`);
}
