// Follows a visitor's links: one page of each kind, each of them checked.

const ANY_ID = /[0-9a-f]{8}-[0-9a-f-]{27,}|\d{4}-\d{6}|(?<=\/(?:nodes|articles)\/)(?!new\b)[^/?]+|(?<=[=/])\d+|(?<=\/mail\/)[^/?]+/g;
// Feeds and downloads are no pages; a one-time link or a language is not a place.
const NO_PAGE = /^\/(api|assets|files|brand|sign-out)\b|\/files\/|\.(ics|atom|xml|json|csv|ods|pdf|md)(\?|$)|[?&]lang=/;

/** Two addresses of one kind differ only in what they show. */
function kind(address) {
  const { pathname, searchParams } = new URL(address, "http://x");
  const keys = [...searchParams.keys()].sort().join("&");
  return `${pathname.replace(ANY_ID, "#")}?${keys}`;
}

/** Answers the addresses it visited. */
export async function crawl(visitor, name, { from = ["/"], limit = 60, skip = new Set() } = {}) {
  const waiting = [...from];
  const seen = new Set(skip);
  const visited = [];
  while (waiting.length > 0 && visited.length < limit) {
    const address = waiting.shift();
    if (seen.has(kind(address))) continue;
    seen.add(kind(address));
    visited.push(address);
    if (!(await visitor.opens(address))) continue;
    await visitor.check(`${name}-${kind(address).replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home"}`);
    // What a mail of the demonstration links to is for the one it was sent to.
    if (!address.startsWith("/dev/mail/")) waiting.push(...(await links(visitor.page)));
  }
  return { visited, seen };
}

async function links(page) {
  const found = await page.locator("a[href]").evaluateAll((all) =>
    all.filter((link) => link.origin === location.origin && !link.hasAttribute("download"))
      .map((link) => link.pathname + link.search));
  return found.filter((address) => !NO_PAGE.test(address));
}
