// How long a text is, as src/questionnaires/rules/words.rs counts it; both are held to tests/it/data/words.json.

export function words(text) {
  return text.split(/\p{White_Space}+/u).filter((run) => /[\p{Alphabetic}\p{N}]/u.test(run)).length;
}

export function length(text, unit) {
  return unit === "words" ? words(text.normalize("NFC")) : [...text.normalize("NFC")].length;
}
