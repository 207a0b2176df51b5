// Questions: how long an answer is, which questions are asked, and saving what was typed without a button. Everything is
// there without this script: all questions are shown with their "only if", and the button saves.

import { length } from "./words.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// "12 / 200 mots" follows what is typed; what is too much is never cut.
function countAloud() {
  for (const field of all("[data-count]")) {
    const told = document.getElementById(`${field.id}-count`);
    if (!told) continue;
    const rest = told.textContent.replace(/^\d+/, "");
    field.addEventListener("input", () => {
      const n = length(field.value.replace(/\r\n/g, "\n").trim(), field.dataset.count);
      told.textContent = `${n}${rest}`;
      told.classList.toggle("is-over", n > Number(field.dataset.most));
    });
  }
}

const questionOf = (id) => document.getElementById(id)?.closest(".question, .question-block");

function show(form, hidden) {
  for (const part of all("[data-hidden], .question[hidden], .question-block[hidden]", form)) {
    part.hidden = false;
    part.removeAttribute("data-hidden");
  }
  for (const id of hidden) {
    const part = questionOf(id);
    if (part) part.hidden = true;
  }
}

// What could not be saved stays in this browser, under the name that signing out forgets.
const kept = (form) => `maillage-draft:${form.getAttribute("action")}`;
const texts = (form) => all("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])", form);

function keepHere(form) {
  const changed = texts(form).filter((field) => field.value !== field.defaultValue);
  const values = Object.fromEntries(changed.map((field) => [field.name, field.value]));
  try {
    if (changed.length) localStorage.setItem(kept(form), JSON.stringify({ at: Date.now(), values }));
    else localStorage.removeItem(kept(form));
  } catch {
    // Storage is full or forbidden: the page says that nothing is saved.
  }
}

function offerKept(form, later) {
  const note = form.querySelector("[data-kept]");
  let values;
  try {
    ({ values } = JSON.parse(localStorage.getItem(kept(form))) ?? {});
  } catch {
    return;
  }
  const missing = texts(form).filter((field) => values && field.name in values && values[field.name] !== field.value);
  if (!note || !missing.length) return;
  note.hidden = false;
  const [take, forget] = all("button", note);
  const done = () => {
    localStorage.removeItem(kept(form));
    note.hidden = true;
  };
  take.addEventListener("click", () => {
    for (const field of missing) field.value = values[field.name];
    done();
    later(0);
  });
  forget.addEventListener("click", done);
}

// Somebody else wrote the same answer: both texts are there, and whoever is here chooses.
function choose(form, clash, later) {
  const field = document.getElementById(clash.id);
  const place = field?.closest(".question");
  const was = form.elements[`${clash.id}-was`];
  if (!place || !was) return;
  place.querySelector(".clash")?.remove();
  const note = Object.assign(document.createElement("div"), { className: "clash notice is-warn" });
  const said = Object.assign(document.createElement("p"), { className: "pre-line" });
  said.textContent = `${clash.by} ${form.dataset.clash} ${clash.theirs ?? ""}`;
  const button = (label, act) => {
    const one = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-sm" });
    one.textContent = label;
    one.addEventListener("click", () => {
      was.value = clash.was;
      note.remove();
      act();
    });
    return one;
  };
  const mine = button(form.dataset.mine, () => later(0));
  const theirs = button(form.dataset.theirs, () => {
    if (texts(form).includes(field)) field.value = clash.theirs ?? "";
    else location.reload();
  });
  const words = document.createElement("div");
  words.append(said, mine, " ", theirs);
  note.append(words);
  place.append(note);
}

// What could not be read is not kept: that is said where it was typed, and it stays there.
function tellUnread(form, unread) {
  for (const note of all("[data-unread]", form)) {
    const field = document.getElementById(note.dataset.unread);
    field?.removeAttribute("aria-invalid");
    field?.removeAttribute("aria-errormessage");
    note.remove();
  }
  for (const { id, message } of unread) {
    const field = document.getElementById(id);
    const place = field?.closest(".question");
    if (!place || place.querySelector(`[id="${id}-error"]`)) continue;
    const note = Object.assign(document.createElement("p"), { className: "field-error", id: `${id}-unread` });
    note.dataset.unread = id;
    note.textContent = message;
    place.append(note);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", note.id);
  }
}

// Saves a moment after the last key, and every twenty seconds while something is unsaved.
function saveQuietly(form) {
  const told = form.querySelector("[data-saved]");
  let dirty = false;
  let timer;
  let running = false;

  async function save() {
    if (!dirty || running) return;
    running = true;
    dirty = false;
    try {
      const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
      const reply = await fetch(form.dataset.autosave, { method: "POST", body, credentials: "same-origin" });
      const said = await reply.json();
      if (said.refused) {
        told.textContent = said.refused;
        keepHere(form);
      } else {
        told.textContent = said.saved;
        for (const [id, mark] of Object.entries(said.was)) {
          const was = form.elements[`${id}-was`];
          if (was) was.value = mark;
        }
        for (const clash of said.clashes) choose(form, clash, later);
        tellUnread(form, said.unread);
        show(form, said.hidden);
        if (said.unread.length) keepHere(form);
        else localStorage.removeItem(kept(form));
      }
    } catch {
      dirty = true;
      told.textContent = form.dataset.offline;
      keepHere(form);
    }
    running = false;
  }

  const later = (wait) => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  form.addEventListener("input", () => later(2000));
  form.addEventListener("change", () => later(300));
  form.addEventListener("submit", () => clearTimeout(timer));
  setInterval(save, 20000);
  addEventListener("online", save);
  offerKept(form, later);
}

// A file that is too large is refused before it is sent, by the rule that stands above the field.
function weighAloud() {
  for (const field of all("input[type=file][data-bytes]")) {
    field.addEventListener("change", () => {
      const heavy = [...field.files].some((file) => file.size > Number(field.dataset.bytes));
      field.setCustomValidity(heavy ? field.dataset.large : "");
      if (heavy) field.reportValidity();
      if (heavy) field.value = "";
    });
  }
}

countAloud();
weighAloud();
for (const form of all("form[data-questions]")) {
  for (const part of all("[data-hidden]", form)) part.hidden = Boolean(form.dataset.autosave);
  if (form.dataset.autosave) saveQuietly(form);
}
