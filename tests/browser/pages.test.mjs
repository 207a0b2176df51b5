// Every page of every role: valid HTML, no axe-core violation in either theme, usable at 320 px, a quiet console.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { choose, send, writeQuestion } from "./acts.mjs";
import { checked, launch, NARROW, visitor, WIDE } from "./browser.mjs";
import { crawl } from "./crawl.mjs";
import { signIn, startDemo } from "./demo.mjs";
import { openedByMail, OPENS } from "./mail.mjs";
import { unseen } from "./routes.mjs";
import { inTwoSteps } from "./second-step.mjs";

const PUBLIC = [
  "/", "/tickets/new", "/tickets/links", "/knowledge", "/network", "/figures", "/sign-in", "/sign-in/sent",
  "/accessibility", "/privacy", "/legal", "/materials/comprendre-les-donnees-de-la-recherche-en-une-heure",
];
// A node whose own tools take part.
const OPEN = "/nodes/datasaclay";
// Who sees most goes first: others then have little that is new.
const ROLES = [
  { name: "admin", lang: "fr", line: /^admin/, pages: ["/admin", "/admin/outbox", "/admin/outbox?state=sent", "/inbox", "/account", `${OPEN}/webhooks`, `${OPEN}/bridge`] },
  { name: "coordinator", lang: "en", line: /^coordinator/, pages: ["/inbox", "/account"], scans: true },
  { name: "manager", lang: "fr", line: /^manager/, pages: ["/inbox", "/account"] },
  { name: "staff", lang: "en", line: /^staff/, pages: ["/inbox", "/inbox/articles?list=published", "/account"] },
  { name: "archivist", lang: "fr", line: /^archivist/, pages: ["/admin/destruction"] },
  { name: "researcher", lang: "fr", line: /^researcher/, pages: ["/tickets", "/account"] },
];

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

describe("pages are fit for all", { concurrency: 2 }, () => {
  for (const { name, lang, line, pages, scans } of ROLES) {
    it(`those of ${name}`, async () => {
      const person = await visitor(browser, demo, { viewport: NARROW });
      const link = signIn(demo, line);
      await person.open(link);
      await person.check("sign-in-link");
      await person.signIn(link);
      await person.open(`/?lang=${lang}`);
      assert.ok(await menuIsOneLine(person), `the menu of ${name} wraps`);
      await crawl(person, name, { from: scans ? [...pages, ...(await scanned())] : pages });
      await person.leave();
    });
  }

  for (const locale of ["fr-FR", "en-GB"]) {
    it(`those that everybody may read (${locale})`, async () => {
      const anyone = await visitor(browser, demo, { locale, viewport: NARROW });
      await crawl(anyone, `visitor-${locale}`, { from: PUBLIC });
      await anyone.leave();
    });
  }

  it("those that a mail or a question opens", async () => {
    const reader = await visitor(browser, demo, { viewport: NARROW });
    await crawl(reader, "reader", { from: await openedByMail(demo), along: OPENS });
    await writeQuestion(reader, { name: "Lucie Exemple", email: "lucie@exemple.example" });
    await choose(reader, "institution", "Université de Lorraine", "universite-de-lorraine");
    await send(reader, "form[action='/tickets/new']");
    await reader.check("thanks");
    await reader.leave();
  });

  it("those of signing in in two steps", async () => {
    const person = await visitor(browser, demo, { viewport: NARROW });
    await inTwoSteps(person, demo, "damase.falviere@maillage.example");
    await person.leave();
  });

  it("one that is not there", async () => {
    const anyone = await visitor(browser, demo);
    await anyone.page.goto("/nowhere");
    assert.equal(anyone.status, 404);
    await anyone.check("not-found");
    await anyone.leave();
  });
});

/** Where the codes lead that participants show at the door: no page links there. */
async function scanned() {
  const own = (await openedByMail(demo)).map((place) => place.match(/^\/enrolments\/([^/?]+)/)?.[1]);
  return own.filter(Boolean).map((id) => `/inbox/enrolments/${id}/arrival`);
}

// After all others: together they saw every page that the program has, with something on it.
it("no page was left out", () => {
  assert.deepEqual(unseen([...checked]), { pages: [], stale: [] });
});

// Where there is room for it, the menu is no higher than one of its lines.
async function menuIsOneLine({ page }) {
  await page.setViewportSize(WIDE);
  const one = await page.evaluate(() => {
    const high = (selector) => document.querySelector(selector).getBoundingClientRect().height;
    return high(".site-nav") < 1.5 * high(".site-nav a");
  });
  await page.setViewportSize(NARROW);
  return one;
}
