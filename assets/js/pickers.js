// select[data-picker]: a search field over a plain <select>, which stays what is sent.
//   data-url     where to search: GET url?q=… answers {items: [{code, label_fr, label_en, hint?}]}
//   data-max     how many may be chosen (select[multiple])
//   data-create  what is not on the list may be typed
//   data-text-none, data-text-more, data-text-remove, data-text-create, data-text-wait: words, in the page's language

const label = document.documentElement.lang === "en" ? "label_en" : "label_fr";

function line(text, hint, escape) {
  const below = hint ? `<span class="option-hint">${escape(hint)}</span>` : "";
  return `<div>${escape(text)}${below}</div>`;
}

function searchAt(url) {
  let running;
  return async (query, done) => {
    running?.abort();
    running = new AbortController();
    const address = new URL(url, document.baseURI);
    address.searchParams.set("q", query);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: running.signal });
      done(answer.ok ? (await answer.json()).items : []);
    } catch {
      done([]);
    }
  };
}

function options(select) {
  const words = select.dataset;
  const settings = {
    plugins: select.multiple ? { remove_button: { title: words.textRemove ?? "×" } } : {},
    maxItems: select.multiple ? Number(words.max ?? 0) || null : 1,
    maxOptions: 200,
    create: "create" in words,
    hidePlaceholder: true,
    closeAfterSelect: !select.multiple,
    allowEmptyOption: false,
    searchField: ["text", "search"], // data-search on an option: what else people call it.
    render: {
      option: (item, escape) => line(item[label] ?? item.text, item.hint, escape),
      item: (item, escape) => line(item[label] ?? item.text, null, escape),
      no_results: (_, escape) => `<div class="no-results" role="option" aria-disabled="true">${escape(words.textNone ?? "—")}</div>`,
      option_create: (data, escape) => `<div class="create" role="option">${escape(words.textCreate ?? "+")} « ${escape(data.input)} »</div>`,
      loading: (_, escape) => `<div class="no-results" role="option" aria-disabled="true">${escape(words.textWait ?? "…")}</div>`,
    },
  };
  if (!words.url) return settings;
  return {
    ...settings,
    valueField: "code",
    labelField: label,
    searchField: [], // The server has searched already.
    load: searchAt(words.url),
    shouldLoad: (query) => query.length > 1,
  };
}

for (const select of document.querySelectorAll("select[data-picker]")) {
  if (select.dataset.url) {
    for (const option of select.options) option.dataset.data = JSON.stringify({ code: option.value, [label]: option.text });
  }
  const picker = new window.TomSelect(select, options(select));
  select.setAttribute("aria-hidden", "true"); // Its label now names the search field.
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) picker.control_input.setAttribute(name, select.getAttribute(name));
  }
}
