// Reads the mail that the demo keeps at /dev/mail, as its person would.
import assert from "node:assert/strict";

const PATIENCE_MS = 15_000;

/** The addresses in the newest mail to somebody whose subject fits. Waits for it: mail leaves a moment later. */
export async function linksInMail(demo, to, subject) {
  const { text } = await newestMail(demo, to, subject);
  return [...text.matchAll(/https?:\/\/[^\s<>"')]+/g)].map(([url]) => url);
}

// What a mail opens for whoever holds it; other links are for those who sign in.
export const OPENS = /[?&](key|token)=|^\/(applications\/invitations|reviews\/invitations|invitations|sign-in)\//;

/** The places that the demonstration's mails open, once all of its mail has left. */
export async function openedByMail(demo) {
  const places = new Set();
  for (const mail of await settled(demo)) {
    const [, text] = (await (await fetch(new URL(mail, demo.url))).text()).match(/<pre class="mail-text">(.*?)<\/pre>/s);
    for (const [, url] of text.matchAll(/href="([^"]+)"/g)) {
      const { origin, pathname, search } = new URL(url.replace(/&#x3D;/g, "=").replace(/&amp;/g, "&"));
      if (origin === demo.url && OPENS.test(pathname + search)) places.add(pathname + search);
    }
  }
  // What was answered or confirmed already is gone, by its own words or as if it had never been.
  const gone = async (place) => [404, 410].includes((await fetch(new URL(place, demo.url))).status);
  const spent = await Promise.all([...places].map(gone));
  return [...places].filter((_, at) => !spent[at]);
}

/** The addresses of the newest mails, when none has come for a while: the oldest leave first. */
async function settled(demo) {
  const limit = Date.now() + 4 * PATIENCE_MS;
  for (let before = null; ;) {
    const list = await (await fetch(`${demo.url}/dev/mail`)).text();
    const now = [...list.matchAll(/href="(\/dev\/mail\/[^"]+)"/g)].map(([, mail]) => mail);
    if (now.length > 0 && now.join() === before) return now;
    assert.ok(Date.now() < limit, "the demonstration's mail does not end");
    before = now.join();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

export async function newestMail(demo, to, subject) {
  const limit = Date.now() + PATIENCE_MS;
  let seen = "";
  while (Date.now() < limit) {
    seen = await (await fetch(`${demo.url}/dev/mail`)).text();
    for (const address of rows(seen, to, subject)) {
      const text = await (await fetch(new URL(address, demo.url))).text();
      return { address, text: plain(text) };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`no mail to ${to} about ${subject} in:\n${plain(seen).slice(0, 2000)}`);
}

/** Addresses of the mails that fit, newest first, as the list has them. */
function rows(html, to, subject) {
  return html.split(/<(?:li|tr)\b/).slice(1)
    .filter((row) => row.includes(to) && subject.test(plain(row)))
    .flatMap((row) => row.match(/href="(\/dev\/mail\/[^"]+)"/)?.[1] ?? []);
}

function plain(html) {
  return html.replace(/<[^>]+>/g, " ").replace(/&#x3D;/g, "=").replace(/&amp;/g, "&").replace(/&#x27;|&#39;/g, "'")
    .replace(/[   ]/g, " ").replace(/[ \t]+/g, " ");
}
