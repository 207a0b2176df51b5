// Words are counted in the browser as the server counts them: the same examples hold both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { length } from "../../assets/js/words.js";

test("words and characters are counted as by the server", () => {
  const vectors = JSON.parse(readFileSync(new URL("../it/data/words.json", import.meta.url)));
  for (const [text, words, characters] of vectors) {
    assert.deepEqual([length(text, "words"), length(text, "characters")], [words, characters], text);
  }
});
