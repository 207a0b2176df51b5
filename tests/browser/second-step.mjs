// An app for codes, and what its owner does with it.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

import { linksInMail } from "./mail.mjs";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an app shows now for a secret as it is typed (RFC 6238). */
function codeOf(spelled) {
  const bits = [...spelled.replace(/\s/g, "")].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", secret).update(step).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The first step: a link, asked for and used. */
async function byLink(person, demo, email, before) {
  await person.open("/sign-in");
  await person.page.fill("#email", email);
  await person.page.locator("form[action='/sign-in/link'] button").click();
  let link;
  for (let tries = 0; tries < 30 && (!link || link === before); tries += 1) {
    const links = await linksInMail(demo, email, /Votre lien de connexion|Your link/);
    link = links.find((url) => /\/sign-in\//.test(url));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.notEqual(link, before, "no new link came");
  await person.signIn(link);
  return link;
}

/** Sets up a second step in the account, signs out, and comes back by a recovery code. */
export async function inTwoSteps(person, demo, email) {
  const { page } = person;
  const link = await byLink(person, demo, email);
  await person.open("/account/second-step");
  await person.check("second-step-set-up");
  await page.fill("#code", codeOf(await page.locator("#app-secret").textContent()));
  await page.locator("form[action='/account/second-step'] .btn-primary").click();
  await page.waitForLoadState();
  await person.check("recovery-codes");
  const [recovery] = await page.locator(".recovery-codes code").allTextContents();
  assert.match(recovery, /^(\w{4}-){3}\w{4}$/);
  await person.open("/account/second-step");
  await person.check("second-step");

  await page.context().clearCookies();
  await byLink(person, demo, email, link);
  assert.match(page.url(), /\/sign-in\/second-step/);
  await person.check("second-step-code");
  await page.locator("main summary").click();
  await page.fill("#recovery", recovery);
  await page.locator("main details .btn-quiet").click();
  await page.waitForLoadState();
  assert.doesNotMatch(page.url(), /sign-in/);
}
