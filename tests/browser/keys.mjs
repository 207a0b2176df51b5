// Hands on a keyboard: nothing is reached but by keys, and at every stop one can see where the focus rests.
import assert from "node:assert/strict";

export class Keys {
  constructor(person) {
    this.page = person.page;
  }

  /** Presses keys one after the other. */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses keys that lead to another document, and waits until it is there with its scripts. */
  async follow(...keys) {
    await Promise.all([this.page.waitForEvent("load"), this.press(...keys)]);
  }

  /** Tabs until the focus rests on `selector`; answers after how many stops. */
  async tabTo(selector, { back = false, limit = 60 } = {}) {
    const path = [];
    while (path.length < limit) {
      path.push(await this.#tab(back));
      if (await this.page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return path.length;
    }
    assert.fail(`${selector} is not reached by ${limit} tabs on ${this.page.url()}:\n${path.join("\n")}`);
  }

  /** Tabs to a field and types into it. */
  async write(selector, text) {
    await this.tabTo(selector);
    await this.page.keyboard.type(text);
  }

  /** Tabs to a link or a button and presses Enter, which leads to another document. */
  async go(selector, options) {
    await this.tabTo(selector, options);
    await this.follow("Enter");
  }

  /** Tabs to a picker, types, goes down the list to `value`, and takes it with Enter. */
  async choose(id, words, value) {
    await this.write(`#${id}-ts-control`, words);
    const wanted = this.page.locator(`#${id}-ts-dropdown [data-value="${value}"]`);
    await wanted.waitFor();
    // The list is narrowed a moment after the last key.
    await this.page.waitForTimeout(500);
    for (let step = 0; !(await wanted.evaluate((option) => option.classList.contains("active"))); step += 1) {
      assert.ok(step < 20, `${value} is not reached by arrows`);
      await this.press("ArrowDown");
    }
    await this.press("Enter");
    await this.page.locator(`#${id} + .ts-wrapper .item[data-value="${value}"]`).waitFor();
  }

  async #tab(back) {
    await this.press(back ? "Shift+Tab" : "Tab");
    let { stop, fault } = await this.page.evaluate(focusInSight);
    // What moves into sight when it has the focus may take a moment.
    for (let wait = 0; fault && wait < 20; wait += 1) {
      await this.page.waitForTimeout(50);
      ({ stop, fault } = await this.page.evaluate(focusInSight));
    }
    assert.equal(fault, "", `${stop} on ${this.page.url()} ${fault}`);
    return stop;
  }
}

/** Runs in the page: what has the focus, and what is wrong with how it shows. Past the last stop nothing has it. */
function focusInSight() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return { stop: "", fault: "" };
  const { id, localName } = focused;
  const label = focused.getAttribute("aria-label") || focused.name || focused.textContent;
  const stop = `${localName}${id ? `#${id}` : ""} “${String(label ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;

  // A picker shows the focus of its inner field on its frame.
  const shown = focused.closest(".ts-wrapper") ?? focused;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) return { stop, fault: "shows no focus" };

  const sight = [...shown.getClientRects()].find(({ width, height, top, bottom, left, right }) =>
    width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth);
  if (!sight) return { stop, fault: "has the focus out of sight" };
  const middle = (from, to, edge) => (Math.max(from, 0) + Math.min(to, edge)) / 2;
  const above = document.elementFromPoint(
    middle(sight.left, sight.right, innerWidth), middle(sight.top, sight.bottom, innerHeight));
  const uncovered = shown.contains(above) || above?.closest("label")?.control === focused;
  return { stop, fault: uncovered ? "" : `is covered by ${above?.localName}.${above?.className}` };
}
