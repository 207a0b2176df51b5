// A refused form gives back what was typed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { QUESTION, rest, writeQuestion } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { startDemo } from "./demo.mjs";

const TOO_LONG = "Où déposer ? ".repeat(40).trim();

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a question that is refused keeps what was typed, ${how}`, async () => {
    const team = await visitor(browser, demo, { javaScriptEnabled });
    await writeQuestion(team, { name: "Lucie Exemple", email: "lucie at exemple" });
    // As a program or an old browser sends it: the page's own limit is no wall.
    await team.page.evaluate(() => document.querySelector("#subject").removeAttribute("maxlength"));
    await team.page.fill("#subject", TOO_LONG);
    await rest(team);
    await team.page.locator("form[action='/tickets/new'] .form-actions .btn-primary").click();
    await team.page.waitForLoadState();

    assert.equal(team.status, 422);
    assert.equal(await team.page.inputValue("#subject"), TOO_LONG);
    assert.equal((await team.page.inputValue("#body")).replaceAll("\r\n", "\n"), QUESTION.body);
    assert.equal(await team.page.inputValue("#name"), "Lucie Exemple");
    assert.equal(await team.page.inputValue("#email"), "lucie at exemple");
    for (const field of ["#subject", "#email"]) {
      assert.equal(await team.page.getAttribute(field, "aria-invalid"), "true", `${field} is not named as wrong`);
    }
    await team.check(`errors-ask-${javaScriptEnabled ? "scripted" : "plain"}`);
    await team.leave();
  });
}
