// What published answers get on top of plain HTML: one put in where one writes, a form that is left on purpose, paper.

const DRAFT = "maillage-draft:ask";

// data-insert-article on a button that posts its form: the text that comes back is put in where the cursor is.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-insert-article]");
  const field = button?.form?.querySelector("textarea[name=body]");
  if (!field) return;
  event.preventDefault();
  const data = new URLSearchParams({ article: button.value });
  const answer = await fetch(button.formAction, { method: "POST", body: data, headers: { "x-insert": "1" } });
  if (!answer.ok || answer.redirected) {
    button.removeAttribute("data-insert-article");
    button.form.requestSubmit(button);
    return;
  }
  const text = await answer.text();
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n\n" : "";
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// data-leaves-question on a form: what was typed into the question is given up, so it is neither guarded nor kept.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-leaves-question]")) return;
  for (const form of document.querySelectorAll("form[data-draft=ask]")) form.dispatchEvent(new Event("reset"));
  try {
    localStorage.removeItem(DRAFT);
  } catch {
    // No storage here: nothing was kept.
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
