// What people do, as a browser does it. Fields are found by their names, so that one act serves both languages.
import assert from "node:assert/strict";

import { linksInMail } from "./mail.mjs";

export const QUESTION = {
  subject: "Où déposer des enquêtes géolocalisées ?",
  body: "Nous terminons une enquête par questionnaire à Nancy.\n\nOù la déposer avant la fin du projet ?",
};

// A form that comes back within three seconds is taken for a program's.
const HASTE_MS = 3_000;
const submit = (form) => `${form} button:is(.btn-primary, .btn-note)`;

/** Chooses an entry of a picker: by typing with JavaScript, from the plain list without. */
export async function choose(visitor, id, words, value) {
  const { page } = visitor;
  if (!visitor.scripted) {
    await page.selectOption(`#${id}`, value);
    return;
  }
  await page.locator(`#${id}-ts-control`).pressSequentially(words);
  await page.locator(`#${id}-ts-dropdown [data-value="${value}"]`).click();
}

/** Writes the question; nothing is sent yet. */
export async function writeQuestion(team, { name, email, question = QUESTION }) {
  const { page } = team;
  await team.open("/tickets/new");
  team.notBefore = Date.now() + HASTE_MS;
  await page.fill("#subject", question.subject);
  await page.fill("#body", question.body);
  await page.fill("#name", name);
  await page.fill("#email", email);
}

/** Waits until nobody takes what was written for a program's. */
export async function rest(visitor) {
  await visitor.page.waitForTimeout(Math.max(0, (visitor.notBefore ?? 0) - Date.now()));
}

export async function send(visitor, form) {
  await rest(visitor);
  await visitor.page.locator(submit(form)).first().click();
  await visitor.page.waitForLoadState();
  assert.ok(visitor.status < 400, `${visitor.page.url()} answers ${visitor.status}`);
}

/** Uses the link of the newest mail that fits. */
export async function followMail(visitor, demo, to, subject, link = /\/tickets\/|\/follow\//) {
  const links = await linksInMail(demo, to, subject);
  const found = links.find((url) => link.test(url));
  assert.ok(found, `no link ${link} in the mail to ${to}: ${links}`);
  await visitor.open(found);
}
