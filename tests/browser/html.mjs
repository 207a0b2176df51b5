// Whether served HTML keeps to the standard.
import { readFile } from "node:fs/promises";

import { HtmlValidate, StaticConfigLoader } from "html-validate";

const rules = JSON.parse(await readFile(new URL("htmlvalidate.json", import.meta.url)));
const validator = new HtmlValidate(new StaticConfigLoader(rules));

export async function htmlFaults(html) {
  const report = await validator.validateString(html);
  const lines = html.split("\n");
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${ruleId}: ${message} (${lines[line - 1]?.trim().slice(0, 120)})`));
}
