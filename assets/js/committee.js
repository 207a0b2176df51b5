// The committee of a call: rows that are dragged into an order, and minutes that are kept while somebody types.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const PAUSE = 3_000;

// data-order="id of a form" on a table whose rows bear data-row. The buttons of each row do the same without a pointer.
function dragIntoOrder(table) {
  const form = document.getElementById(table.dataset.order);
  if (!form) return;
  const rows = all("[data-row]", table);
  let dragged = null;
  for (const row of rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.row);
    });
    row.addEventListener("dragend", () => {
      dragged = null;
    });
    row.addEventListener("dragover", (event) => {
      if (dragged && dragged !== row) event.preventDefault();
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      // Dropped on a row below, it takes its place: behind it, which is before the next one.
      const down = rows.indexOf(dragged) < rows.indexOf(row);
      const before = down ? rows[rows.indexOf(row) + 1] : row;
      form.elements.application.value = dragged.dataset.row;
      form.elements.before.value = before?.dataset.row ?? "";
      form.requestSubmit();
    });
  }
}

// data-minutes on a form: what is typed is kept after a pause. One is sent after the other, since each says which version it
// was typed over.
function keepWhileTyping(form) {
  const { body, lock } = form.elements;
  const said = form.querySelector("[data-kept]");
  let timer = 0;
  let busy = false;
  let kept = body.value;
  const send = async () => {
    if (busy || body.value === kept) return;
    busy = true;
    const typed = body.value;
    try {
      const headers = { accept: "application/json" };
      const sent = new URLSearchParams(new FormData(form));
      const reply = await fetch(form.action, { method: "POST", body: sent, headers, credentials: "same-origin" });
      const answer = await reply.json();
      if (reply.ok) {
        kept = typed;
        lock.value = answer.lock;
        said.textContent = answer.saved;
      } else {
        said.textContent = answer.refused ?? "";
      }
    } catch {
      // Without a connection the button is still there.
    }
    busy = false;
    if (body.value !== typed) timer = setTimeout(send, PAUSE);
  };
  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

all("table[data-order]").forEach(dragIntoOrder);
all("form[data-minutes]").forEach(keepWhileTyping);
