// Ask, be routed, confirm, answer, reply, close, rate, count: in a real browser, by mail, in both languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { choose, followMail, send, writeQuestion } from "./acts.mjs";
import { launch, visitor } from "./browser.mjs";
import { signIn, startDemo } from "./demo.mjs";

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const CASES = [
  { name: "in French", locale: "fr-FR", lang: "fr", node: /ADOC Lorraine/, answer: "Déposez-les dans **data.example**." },
  { name: "in English", locale: "en-GB", lang: "en", node: /ADOC Lorraine/, answer: "Deposit them at **data.example**." },
  { name: "without JavaScript", locale: "fr-FR", lang: "fr", node: /ADOC Lorraine/, javaScriptEnabled: false,
    answer: "Déposez-les dans **data.example**." },
];

for (const { name, locale, lang, node, answer, javaScriptEnabled } of CASES) {
  test(`a question is asked, answered, closed and counted, ${name}`, async () => {
    const email = `equipe-${lang}-${javaScriptEnabled ?? true}@exemple.example`;
    const team = await visitor(browser, demo, { locale, javaScriptEnabled });
    const staff = await visitor(browser, demo, { locale, javaScriptEnabled });

    await writeQuestion(team, { name: "Lucie Exemple", email });
    await choose(team, "institution", "Université de Lorraine", "universite-de-lorraine");
    if (team.scripted) await team.page.locator("[data-preview]", { hasText: node }).waitFor();
    await team.check(`story-ask-${lang}`);
    await send(team, "form[action='/tickets/new']");
    assert.match(await team.page.locator("main").innerText(), node);
    await team.check(`story-thanks-${lang}`);

    await followMail(team, demo, email, /confirm/i);
    await team.check(`story-confirm-${lang}`);
    await send(team, "form[action$='/confirmation']");
    const reference = new URL(team.page.url()).pathname.split("/").at(-1);
    await team.check(`story-follow-${lang}`);
    const followed = team.page.url();

    await staff.signIn(staffLink());
    await staff.open("/inbox?queue=new");
    await staff.check(`story-inbox-${lang}`);
    if (staff.scripted) {
      await staff.page.locator(`a[href*="/tickets/${reference}"]`).first().click();
      await staff.page.waitForURL(`**/tickets/${reference}*`);
    } else {
      await staff.open(`/tickets/${reference}`);
    }
    await staff.check(`story-ticket-${lang}`);
    await staff.page.fill(".composer-reply textarea", answer);
    await send(staff, ".composer-reply form");
    await staff.check(`story-answered-${lang}`);

    await followMail(team, demo, email, /2026|Re/);
    assert.match(await team.page.locator(".thread").innerText(), /data\.example/);
    await team.page.fill("#body", "Merci !");
    await send(team, "form[action$='/replies']");
    await team.check(`story-replied-${lang}`);

    await staff.open(`/tickets/${reference}`);
    assert.match(await staff.page.locator(".thread").innerText(), /Merci/);
    await staff.page.locator(".composer-close summary").click();
    await staff.page.locator(".composer-close input[name=outcome]").first().check();
    await send(staff, ".composer-close form");
    await staff.check(`story-closed-${lang}`);

    await team.open(followed);
    await team.page.locator("form[action$='/satisfaction'] input[name=score]").first().check();
    await send(team, "form[action$='/satisfaction']");
    await team.check(`story-rated-${lang}`);
    await team.open("/figures");
    await team.check(`story-figures-${lang}`);
    await team.leave();
    await staff.leave();
  });
}

// Each start of the demo prints one link of each role, and each works once.
let used = 0;
function staffLink() {
  const roles = [/^staff/, /^manager/, /^coordinator/];
  used += 1;
  return signIn(demo, roles[used - 1]);
}
