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
      const body = new URLSearchParams(new FormData(form));
      const reply = await fetch(form.dataset.autosave, { method: "POST", body, credentials: "same-origin" });
      const said = await reply.json();
      if (said.refused) {
        told.textContent = said.refused;
      } else {
        told.textContent = said.saved;
        for (const [id, mark] of Object.entries(said.was)) {
          const was = form.elements[`${id}-was`];
          if (was) was.value = mark;
        }
        for (const clash of said.clashes) {
          told.textContent = `${clash.label} – ${clash.by} ${form.dataset.clash} ${clash.theirs ?? ""}`;
        }
        show(form, said.hidden);
      }
    } catch {
      dirty = true;
      told.textContent = form.dataset.offline;
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
}

countAloud();
for (const form of all("form[data-questions]")) {
  for (const part of all("[data-hidden]", form)) part.hidden = Boolean(form.dataset.autosave);
  if (form.dataset.autosave) saveQuietly(form);
}
