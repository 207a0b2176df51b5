// A browser, and visitors in it who remember everything that went wrong on the pages they saw.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";

import axe from "axe-core";
import { chromium } from "playwright-core";

import { htmlFaults } from "./html.mjs";

// A folder for pictures of every page checked: for looking at, not for the tests, so none by default.
const SHOTS = process.env.BROWSER_SHOTS;
const EVERY_RULE = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
// The document is the same in the dark: only what is measured in colours can differ.
const COLOUR_RULES = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 900 };
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A visitor: a browser profile of their own with one page. */
export async function visitor(browser, demo, { locale = "fr-FR", javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({
    baseURL: demo.url, locale, javaScriptEnabled, viewport: WIDE, reducedMotion: "reduce", timezoneId: "Europe/Paris",
  });
  context.setDefaultTimeout(10_000);
  if (javaScriptEnabled) await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  return new Visitor(page, javaScriptEnabled);
}

/** The addresses of all pages that were checked in this process, whoever looked at them. */
export const checked = new Set();
/** What axe-core has seen of each kind of page, in this process. */
const known = new Map();

class Visitor {
  faults = [];
  #html = new Map();

  constructor(page, scripted) {
    this.page = page;
    this.scripted = scripted;
    page.on("pageerror", (error) => this.#fault(`script error: ${error.message}`));
    page.on("console", (message) => {
      // A refused form is a 422 document, which the console reports too; statuses are looked at below.
      const isStatus = message.text().startsWith("Failed to load resource");
      // A request that was on its way when its page was left.
      const isLeft = /^htmx:(sendAbort|afterRequest)/.test(message.text());
      if (message.type() === "error" && !isStatus && !isLeft) this.#fault(`console: ${message.text()}`);
    });
    page.on("response", (response) => {
      const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
      const status = response.status();
      if (status >= 500 || (status >= 400 && !isDocument)) this.#fault(`${status} from ${response.url()}`);
      if (isDocument) this.status = status;
      const isPage = (response.headers()["content-type"] ?? "").startsWith("text/html");
      if (isDocument && isPage && (status < 300 || status >= 400)) {
        this.#html.set("last", response.text().catch(() => null));
      }
    });
  }

  #fault(text) {
    this.faults.push(`${this.page.url()}: ${text}`);
  }

  /** Opens an address and expects a page. */
  async open(address) {
    const response = await this.page.goto(address);
    assert.ok(response === null || response.status() < 400, `${address} answers ${response?.status()}`);
    return this;
  }

  /** Whether an address answers with a page; that it does not is remembered with the other faults. */
  async opens(address) {
    const response = await this.page.goto(address);
    if (response.ok()) return true;
    this.faults.push(`${address} answers ${response.status()}`);
    return false;
  }

  /** Uses a one-time link: opens it and presses its only button. */
  async signIn(link) {
    await this.open(link);
    await this.page.locator("main form button[type=submit], main form button:not([type])").first().click();
    await this.page.waitForLoadState();
    return this;
  }

  /**
   * Everything that makes a page fit for all: markup, accessibility in both themes, a narrow screen, the console.
   * A page of a `kind` that holds nothing new is not given to axe-core again: it would say the same of other words.
   */
  async check(name, { kind = name } = {}) {
    const html = await this.#html.get("last");
    if (html) for (const fault of await htmlFaults(html)) this.#fault(`HTML: ${fault}`);
    checked.add(new URL(this.page.url()).pathname);
    if (this.scripted && await this.#isNew(kind)) {
      for (const [colorScheme, rules] of [["light", EVERY_RULE], ["dark", COLOUR_RULES]]) {
        if (colorScheme === "dark") await this.page.emulateMedia({ colorScheme });
        await this.page.waitForFunction((theme) => document.documentElement.dataset.bsTheme === theme, colorScheme);
        if (colorScheme === "dark") await this.page.evaluate(settled);
        for (const fault of await this.#axe(rules)) this.#fault(`axe, ${colorScheme}: ${fault}`);
        await this.shot(`${name}-${colorScheme}`);
      }
      await this.page.emulateMedia({ colorScheme: "light" });
    }
    await this.#narrow(name);
  }

  /** Whether a page holds an element that stands, or is marked, as none did on pages of its kind. */
  async #isNew(kind) {
    const seen = known.get(kind) ?? new Set();
    known.set(kind, seen);
    const before = seen.size;
    for (const pattern of await this.page.evaluate(patterns)) seen.add(pattern);
    return seen.size > before;
  }

  async #axe(rules) {
    const violations = await this.page.evaluate(async (runOnly) => {
      await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
      const outcome = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
      return outcome.violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary.split("\n").at(-1).trim()})`),
      }));
    }, rules);
    return violations.map(({ id, nodes }) => `${id} × ${nodes.length}: ${nodes.slice(0, 3).join(" | ")}`);
  }

  async #narrow(name) {
    await this.page.setViewportSize(NARROW);
    const [width, widest] = await this.page.evaluate(widestThing);
    if (width > NARROW.width) this.#fault(`${width} px wide on a screen of ${NARROW.width}: ${widest}`);
    await this.shot(`${name}-narrow`);
    await this.page.setViewportSize(WIDE);
  }

  async shot(name) {
    if (!SHOTS) return;
    await mkdir(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true, animations: "disabled" });
  }

  async leave() {
    await this.page.context().close();
    const faults = [...new Set(this.faults)];
    assert.ok(faults.length === 0, `went wrong on the pages seen:\n${faults.join("\n")}`);
  }
}

/** Runs in the page: each element with its parent, classes and marks; what they say is left out. */
function patterns() {
  const described = (element) => {
    const marks = [...element.attributes].map(({ name, value }) => {
      if (["class", "role", "type", "scope", "tabindex", "lang"].includes(name)) return `[${name}=${value}]`;
      return /^(aria-|hidden|open|disabled|required|alt)/.test(name) ? `[${name}]` : "";
    });
    return element.localName + marks.sort().join("");
  };
  const all = [...document.body.querySelectorAll("*")];
  return [...new Set(all.map((element) => `${described(element.parentElement)} > ${described(element)}`))];
}

/** Runs in the page: waits until no colour changes any more. On its way to another theme it is no fault. */
async function settled() {
  const colours = () => [...document.querySelectorAll("*")]
    .map((element) => { const style = getComputedStyle(element); return style.color + style.backgroundColor; }).join();
  let [seen, alike] = [colours(), 0];
  while (alike < 5) {
    await new Promise((then) => setTimeout(() => requestAnimationFrame(then), 40));
    const now = colours();
    [seen, alike] = [now, now === seen ? alike + 1 : 0];
  }
}

/** Runs in the page: how wide it is, and what sticks out most. */
function widestThing() {
  const edge = document.documentElement.clientWidth;
  const sticks = [...document.querySelectorAll("main *, header *, footer *")]
    .map((element) => [Math.round(element.getBoundingClientRect().right), element])
    .filter(([right]) => right > edge)
    .sort(([a], [b]) => b - a)
    .slice(0, 2)
    .map(([right, element]) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} to ${right}`);
  return [document.documentElement.scrollWidth, sticks.join(", ")];
}
