// A question counts once it is confirmed, and once more when it is closed: what a coordinator reads is exact, and the
// page and the API say the same at every step.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { choose, followMail, send, writeQuestion } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("one question confirmed and closed is one more in each number", async () => {
  const email = "equipe-comptee@exemple.example";
  const team = await visitor(browser, demo);
  const staff = await visitor(browser, demo);
  const coordinator = await visitor(browser, demo, { locale: "en-GB" });
  await coordinator.signIn(signIn(demo, /^coordinator/));
  coordinator.token = await token(coordinator);
  const [received, closed] = await numbers(coordinator);
  assert.ok(received > closed && closed > 0, `${received} received, ${closed} closed`);
  await coordinator.check("figure-before");

  await writeQuestion(team, { name: "Lucie Exemple", email });
  await choose(team, "institution", "Université de Lorraine", "universite-de-lorraine");
  await send(team, "form[action='/tickets/new']");
  assert.deepEqual(await numbers(coordinator), [received, closed], "asked, not confirmed");

  await followMail(team, demo, email, /confirm/i);
  await send(team, "form[action$='/confirmation']");
  assert.deepEqual(await numbers(coordinator), [received + 1, closed], "confirmed");

  const reference = new URL(team.page.url()).pathname.split("/").at(-1);
  await staff.signIn(signIn(demo, /^staff/));
  await staff.open(`/tickets/${reference}`);
  await staff.page.fill(".composer-reply textarea", "Déposez-les dans **data.example**.");
  await send(staff, ".composer-reply form");
  assert.deepEqual(await numbers(coordinator), [received + 1, closed], "answered");

  await staff.page.locator(".composer-close summary").click();
  await staff.page.locator(".composer-close input[name=outcome]").first().check();
  await send(staff, ".composer-close form");
  assert.deepEqual(await numbers(coordinator), [received + 1, closed + 1], "closed");

  // What everybody sees is published once a month: one question more does not show.
  await team.open("/figures");
  await team.check("figure-public");
  for (const person of [team, staff, coordinator]) await person.leave();
});

/** How many questions of this year were received and closed, as the page says it and the API too. */
async function numbers(coordinator) {
  const today = new Date().toLocaleDateString("sv", { timeZone: "Europe/Paris" });
  const year = `from=${today.slice(0, 4)}-01-01&to=${today}`;
  await coordinator.open(`/figures?${year}`);
  const values = await coordinator.page.locator("section[aria-labelledby=activity] .stat-value").allInnerTexts();
  // Received and closed come first; a thousand is set apart by a space.
  const shown = values.slice(0, 2).map((text) => Number(text.replace(/\s/g, "")));

  const headers = { authorization: `Bearer ${coordinator.token}` };
  const answer = await fetch(`${demo.url}/api/v1/statistics?${year}`, { headers });
  const told = await answer.json();
  assert.equal(told.exact, true);
  assert.deepEqual([told.received, told.closed], shown, "the API says what the page says");
  return shown;
}

/** A token for programs, made on the page where its owner makes it. */
async function token(person) {
  await person.open("/account/security");
  await person.page.locator("form[action='/account/tokens'] button").click();
  return (await person.page.locator("#new-token").innerText()).trim();
}
