// What runs inside a page. Each function is sent there alone, so it names nothing outside itself.

/**
 * What an address answers, or the page shown if none is given: its language, whether it says that it has nothing, where its
 * links lead within the site (downloads left out), and as `patterns` each element with its parent, classes and marks,
 * without its words.
 */
export async function outline(address) {
  const answer = address ? await fetch(address) : null;
  const html = await answer?.text();
  const url = answer?.url ?? location.href;
  const page = answer ? new DOMParser().parseFromString(html, "text/html") : document;
  const places = [...page.querySelectorAll("a[href]:not([download])")]
    .map((link) => new URL(link.getAttribute("href"), url))
    .filter(({ origin }) => origin === location.origin)
    .map(({ pathname, search }) => pathname + search);

  const described = (element) => {
    const marks = [...element.attributes].map(({ name, value }) => {
      if (["class", "role", "type", "scope", "tabindex", "lang"].includes(name)) return `[${name}=${value}]`;
      return /^(aria-|hidden|open|disabled|required|alt)/.test(name) ? `[${name}]` : "";
    });
    return element.localName + marks.sort().join("");
  };
  const all = [...page.body.querySelectorAll("*")];
  return {
    status: answer?.status, url, html,
    lang: page.documentElement.lang,
    bare: page.querySelector("main :is(.empty, .empty-line)") !== null,
    links: [...new Set(places)],
    patterns: [...new Set(all.map((element) => `${described(element.parentElement)} > ${described(element)}`))],
  };
}

/** How elements look: the classes and states of each and of all around it. Which those are is kept for `breaches`. */
export function looks() {
  const STATES = /^(class|aria-(current|invalid|pressed|selected|disabled)|disabled|open|hidden|type|role)$/;
  const own = ({ localName, attributes }) => {
    const states = [...attributes].filter(({ name }) => STATES.test(name)).map(({ name, value }) => `[${name}=${value}]`);
    return localName + states.sort().join("");
  };
  const known = new Map([[document.documentElement, ""]]);
  const groups = new Map();
  for (const element of document.querySelectorAll("body, body *")) {
    const look = `${known.get(element.parentElement)} ${own(element)}`;
    known.set(element, look);
    groups.set(look, [...(groups.get(look) ?? []), element]);
  }
  window.elementsByLook = groups;
  return [...groups.keys()];
}

/** What axe-core says breaks its rules: on the whole page, or only on what looks like one of `strange`. */
export async function breaches([options, strange]) {
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  const where = strange ? { include: strange.flatMap((look) => window.elementsByLook.get(look)) } : document;
  const { violations } = await window.axe.run(where, { ...options, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => {
    const named = nodes.slice(0, 3).map(({ target, failureSummary }) =>
      `${target.join(" ")} (${failureSummary.split("\n").at(-1).trim()})`);
    return `${id} × ${nodes.length}: ${named.join(" | ")}`;
  });
}

/** How wide the page is, and what sticks out most. */
export function widestThing() {
  const edge = document.documentElement.clientWidth;
  const sticks = [...document.querySelectorAll("main *, header *, footer *")]
    .map((element) => [Math.round(element.getBoundingClientRect().right), element])
    .filter(([right]) => right > edge)
    .sort(([a], [b]) => b - a)
    .slice(0, 2)
    .map(([right, element]) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} to ${right}`);
  return [document.documentElement.scrollWidth, sticks.join(", ")];
}
