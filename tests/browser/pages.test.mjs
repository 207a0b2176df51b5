// Every page of every role: valid HTML, no axe-core violation in either theme, usable at 320 px, a quiet console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, visitor } from "./browser.mjs";
import { crawl } from "./crawl.mjs";
import { signIn, startDemo } from "./demo.mjs";

const PUBLIC = ["/", "/tickets/new", "/knowledge", "/network", "/figures", "/sign-in", "/accessibility", "/privacy", "/legal"];
const ROLES = [
  { name: "staff", line: /^staff/, pages: ["/inbox", "/inbox/articles?list=published", "/account"] },
  { name: "manager", line: /^manager/, pages: ["/inbox", "/account"] },
  { name: "coordinator", line: /^coordinator/, pages: ["/inbox", "/account"] },
  { name: "admin", line: /^admin/, pages: ["/admin", "/inbox", "/account"] },
];

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

for (const locale of ["fr-FR", "en-GB"]) {
  test(`what everybody may read is fit for all (${locale})`, async () => {
    const anyone = await visitor(browser, demo, { locale });
    const { visited } = await crawl(anyone, `visitor-${locale}`, { from: PUBLIC });
    assert.ok(visited.length >= PUBLIC.length);
    await anyone.leave();
  });
}

for (const { name, line, pages } of ROLES) {
  test(`the pages of ${name} are fit for all`, async () => {
    const person = await visitor(browser, demo);
    await person.signIn(signIn(demo, line));
    await crawl(person, name, { from: pages });
    await person.leave();
  });
}

test("a page that is not there is a page all the same", async () => {
  const anyone = await visitor(browser, demo);
  await anyone.page.goto("/nowhere");
  assert.equal(anyone.status, 404);
  await anyone.check("not-found");
  await anyone.leave();
});
