// A list at a door without network: what is noted stays on the device, and goes when the network is back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("maillage-draft:door:")).length);

test("what is noted without network is sent when it is back, and nothing stays on the device", async () => {
  const trainer = await visitor(browser, demo);
  const { page } = trainer;
  await trainer.signIn(signIn(demo, /^coordinator/));
  await openList(trainer);
  const select = page.locator("form[data-door] select").first();
  const before = await select.inputValue();
  const after = before === "partly" ? "present" : "partly";

  await page.context().setOffline(true);
  await select.selectOption(after);
  await page.locator("[data-door-said]", { hasText: "à envoyer" }).waitFor();
  assert.equal(await kept(page), 1);
  const held = await page.evaluate(() => Object.entries(localStorage).find(([name]) => name.startsWith("maillage-draft:door:"))[1]);
  const name = await page.locator("form[data-door] label").first().innerText();
  assert.ok(!held.includes(name), "names stay on the page");

  await page.context().setOffline(false);
  await page.locator("[data-door-said]", { hasText: "Tout est enregistré" }).waitFor();
  assert.equal(await kept(page), 0);
  await page.reload();
  assert.equal(await page.locator("form[data-door] select").first().inputValue(), after);
  await trainer.leave();
});

/** Opens the first list that is open and has somebody on it. */
async function openList(trainer) {
  const { page } = trainer;
  const sessions = await fetch(new URL("/inbox/sessions", demo.url), {
    headers: { cookie: (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join("; ") },
  });
  const found = new Set((await sessions.text()).match(/\/inbox\/sessions\/[0-9a-f-]{36}/g));
  for (const desk of found) {
    await trainer.open(`${desk}/attendance`);
    if (await page.locator("form[data-door] select").count() > 0) return;
  }
  assert.fail("no list is open");
}
