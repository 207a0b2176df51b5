// Every page of every role: valid HTML, no axe-core violation in either theme, usable at 320 px, a quiet console.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { launch, NARROW, visitor } from "./browser.mjs";
import { crawl } from "./crawl.mjs";
import { signIn, startDemo } from "./demo.mjs";

const PUBLIC = ["/", "/tickets/new", "/knowledge", "/network", "/figures", "/sign-in", "/accessibility", "/privacy", "/legal"];
// Who sees most goes first: others then have little that is new.
const ROLES = [
  { name: "admin", lang: "fr", line: /^admin/, pages: ["/admin", "/inbox", "/account"] },
  { name: "coordinator", lang: "en", line: /^coordinator/, pages: ["/inbox", "/account"] },
  { name: "manager", lang: "fr", line: /^manager/, pages: ["/inbox", "/account"] },
  { name: "staff", lang: "en", line: /^staff/, pages: ["/inbox", "/inbox/articles?list=published", "/account"] },
  { name: "researcher", lang: "fr", line: /^researcher/, pages: ["/tickets", "/account"] },
];

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

describe("pages are fit for all", { concurrency: 2 }, () => {
  for (const { name, lang, line, pages } of ROLES) {
    it(`those of ${name}`, async () => {
      const person = await visitor(browser, demo, { viewport: NARROW });
      await person.signIn(signIn(demo, line));
      await person.open(`/?lang=${lang}`);
      await crawl(person, name, { from: pages });
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

  it("one that is not there", async () => {
    const anyone = await visitor(browser, demo);
    await anyone.page.goto("/nowhere");
    assert.equal(anyone.status, 404);
    await anyone.check("not-found");
    await anyone.leave();
  });
});
