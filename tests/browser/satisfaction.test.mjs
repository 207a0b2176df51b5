// Whether it helped, by a link in the mail that closes a question and a button: what looks at links votes for nobody, whatever
// scripts it runs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { choose, followMail, send, writeQuestion } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";
import { linksInMail } from "./mail.mjs";

const EMAIL = "avis@exemple.example";
const RATED = "form[action$='/satisfaction']";

let browser;
let demo;
let team;
let links;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  team = await visitor(browser, demo);
  links = await closedQuestion();
});
after(async () => { await browser?.close(); await demo?.stop(); });

test("the mail has a link for each answer, and reading them changes nothing", async () => {
  assert.deepEqual(links.map((link) => new URL(link).searchParams.get("score")), ["5", "4", "3", "2", "1"]);
  for (const link of links) {
    for (const method of ["GET", "HEAD"]) assert.equal((await fetch(link, { method })).status, 200, `${method} ${link}`);
  }
  await team.open(page());
  assert.equal(await team.page.locator(`${RATED} [name=score]:checked`).count(), 0, "a scanner voted");
});

test("a program that opens the links and runs the scripts votes for nobody", async () => {
  const scanner = await visitor(browser, demo);
  for (const link of links) {
    await scanner.open(link);
    await scanner.page.waitForLoadState("networkidle");
  }
  await scanner.open(page());
  assert.equal(await scanner.page.locator(`${RATED} [name=score]:checked`).count(), 0, "a scanner voted");
  await scanner.leave();
});

test("without scripts the answer is chosen and waits for a click", async () => {
  const plain = await visitor(browser, demo, { javaScriptEnabled: false });
  await plain.open(links[3]);
  assert.equal(await chosen(plain), "2");
  await plain.check("satisfaction-plain");
  await plain.open(page());
  assert.equal(await plain.page.locator(`${RATED} [name=score]:checked`).count(), 0);
  await plain.leave();
});

test("a link and a button say it, with thanks; minds change, and a word may follow", async () => {
  await click(links[1]);
  assert.equal(await chosen(team), "4");
  assert.match(await team.page.locator("[data-flash]").innerText(), /merci/i);
  await team.check("satisfaction-thanked");

  await click(links[4]);
  assert.equal(await chosen(team), "1", "another link of the same mail says something else");
  await team.page.locator(`${RATED} [name=score][value="3"]`).check();
  await team.page.fill(`${RATED} [name=comment]`, "Il manquait l’adresse de l’entrepôt.");
  await Promise.all([team.page.waitForEvent("load"), send(team, RATED)]);
  await team.open(page());
  assert.equal(await chosen(team), "3");

  // The same link again keeps the word that was given.
  await click(links[0]);
  assert.equal(await chosen(team), "5");
  assert.equal(await team.page.inputValue(`${RATED} [name=comment]`), "Il manquait l’adresse de l’entrepôt.");
  await team.leave();
});

/** Uses a link of the mail, sends what it chose, and waits for what that leads to. */
async function click(link) {
  await team.page.goto(link);
  await team.page.locator(`${RATED} button[type=submit]`).click();
  await team.page.locator("[data-flash]").waitFor();
}

function chosen(person) {
  return person.page.locator(`${RATED} [name=score]:checked`).inputValue();
}

/** The page of the question, as its mails open it. */
function page() {
  const { pathname, searchParams } = new URL(links[0]);
  return `${pathname.replace(/\/satisfaction$/, "")}?key=${searchParams.get("key")}`;
}

/** A question is asked, answered and closed; answers the links of the mail that says so. */
async function closedQuestion() {
  await writeQuestion(team, { name: "Lucie Exemple", email: EMAIL });
  await choose(team, "institution", "Université de Lorraine", "universite-de-lorraine");
  await send(team, "form[action='/tickets/new']");
  await followMail(team, demo, EMAIL, /confirm/i);
  await send(team, "form[action$='/confirmation']");
  const reference = new URL(team.page.url()).pathname.split("/").at(-1);
  const staff = await visitor(browser, demo);
  await staff.signIn(signIn(demo, /^coordinator/));
  await staff.open(`/tickets/${reference}`);
  if (await staff.page.locator(".composer-reply[open]").count() === 0) {
    await staff.page.locator(".composer-reply summary").click();
  }
  await staff.page.fill(".composer-reply textarea", "Déposez-les dans data.example.");
  await send(staff, ".composer-reply form");
  await staff.page.locator(".composer-close summary").click();
  await staff.page.locator(".composer-close input[name=outcome]").first().check();
  await send(staff, ".composer-close form");
  await staff.leave();
  const limit = Date.now() + 15_000;
  for (;;) {
    const found = await linksInMail(demo, EMAIL, /2026|Re/);
    const rated = found.filter((link) => /\/satisfaction\?.*score=/.test(link));
    if (rated.length > 0) return rated;
    assert.ok(Date.now() < limit, `no mail says that it is closed: ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
