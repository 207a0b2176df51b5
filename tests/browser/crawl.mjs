// Follows a visitor's links: one page of each kind is read, and looked at where it holds something new.
import { checked, isNew } from "./browser.mjs";

const ANY_ID = /[0-9a-f]{8}-[0-9a-f-]{27,}|\d{4}-\d{6}|(?<=\/(?:nodes|articles|mail)\/)(?!new\b)[^/]+|(?<=\/)\d+/g;
// Feeds and downloads are no pages; a one-time link or a language is not a place.
const NO_PAGE = /^\/(api|assets|files|brand|sign-out)\b|\/files\/|\.(ics|atom|xml|json|csv|ods|pdf|md)(\?|$)|[?&]lang=/;

/** Two addresses of one kind differ only in what they show. */
function kind(pathname) {
  return pathname.replace(ANY_ID, "#");
}

/** The kind of page that an address leads to, and each thing that may be asked of it. */
function sorts(address) {
  const { pathname, searchParams } = new URL(address, "http://x");
  return ["", ...searchParams.keys()].map((key) => `${kind(pathname)}?${key}`);
}

/**
 * Every page is asked for, and its markup validated. It is looked at in the browser when it holds an element that stands
 * as none did on pages of its kind and language, whoever saw those.
 */
export async function crawl(visitor, name, { from = ["/"] } = {}) {
  const waiting = [...from];
  const seen = new Set();
  while (waiting.length > 0) {
    const address = waiting.shift();
    const found = sorts(address).filter((sort) => !seen.has(sort));
    if (NO_PAGE.test(address) || found.length === 0) continue;
    for (const sort of found) seen.add(sort);
    const read = await visitor.read(address);
    if (!read) continue;
    await look(visitor, name, address, read);
    // What a mail of the demonstration links to is for the one it was sent to.
    if (!address.startsWith("/dev/mail/")) waiting.push(...read.links);
  }
}

async function look(visitor, name, address, { url, html, lang, patterns }) {
  const { pathname } = new URL(url);
  checked.add(pathname);
  if (!isNew(`${lang} ${kind(pathname)}`, patterns)) {
    await visitor.validate(html, address);
    return;
  }
  await visitor.open(address);
  const words = kind(pathname).replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
  await visitor.check(`${name}-${words}`, { kind: kind(pathname) });
}
