// Follows a visitor's links: some pages of each route are read, and looked at where they hold something new.
import { checked, isNew } from "./browser.mjs";
import { isPage, routeOf } from "./routes.mjs";

/** So many pages of a route are read for each visitor: tickets and nodes are in different states. */
const OF_A_ROUTE = 3;
/** Of these all: one of the demonstration's calls alone has had a committee that met, one application alone has a letter. */
const OF_ROUTES = Object.fromEntries(
  ["", "/decisions", "/sittings", "/applications"].map((part) => [`/inbox/calls/{id}${part}`, 9])
    .concat(["messages", "letters"].map((part) => [`/inbox/calls/{id}/applications/{application}/${part}`, 20])),
);

/** Where an address leads: its route, and each thing that it asks of it with how often that is worth a look. */
function sorts(address) {
  const { pathname, searchParams } = new URL(address, "http://x");
  const route = routeOf(pathname);
  const asked = [...searchParams.keys()].map((key) => [`${route}?${key}`, 1]);
  // A language is not a place.
  return { route: isPage(route) && !searchParams.has("lang") ? route : undefined, asked: [[route, OF_ROUTES[route] ?? OF_A_ROUTE], ...asked] };
}

/**
 * Pages are asked for, and their markup validated. One is looked at in the browser when it holds an element that stands
 * as none did on pages of its route and language, whoever saw those. Links that fit `along` are followed.
 */
export async function crawl(visitor, name, { from = ["/"], along = /^/ } = {}) {
  const waiting = [...from];
  const [tried, times] = [new Set(), new Map()];
  while (waiting.length > 0) {
    const address = waiting.shift();
    const { route, asked } = sorts(address);
    const wanted = asked.some(([sort, most]) => (times.get(sort) ?? 0) < most);
    if (!route || !wanted || tried.has(address)) continue;
    tried.add(address);
    const read = await visitor.read(address);
    if (!read) continue;
    // What leads elsewhere stands for none of its route.
    if (sorts(read.url).route === route) for (const [sort] of asked) times.set(sort, (times.get(sort) ?? 0) + 1);
    await look(visitor, name, address, read);
    // What a mail of the demonstration links to is for the one it was sent to.
    if (!address.startsWith("/dev/mail/")) waiting.push(...read.links.filter((link) => along.test(link)));
  }
}

async function look(visitor, name, address, { url, html, lang, bare, patterns }) {
  const { pathname } = new URL(url);
  const route = routeOf(pathname);
  if (!bare) checked.add(pathname);
  if (!isNew(`${lang} ${route}`, patterns)) {
    await visitor.validate(html, address);
    return;
  }
  await visitor.open(address);
  const words = route.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
  await visitor.check(`${name}-${words}`, { kind: route });
}
