// What a SCORM package looks for, in each of its pages. A page has no origin here, so it may look into no window around it:
// it finds what it looks for in its own. What it says is kept in the name of its frame, which stays while it goes from page
// to page, and its state is told to the page around it.
{
  const { version } = document.currentScript.dataset;
  const [Library, name, changes] = version === "1.2"
    ? [window.Scorm12API, "API", ["LMSSetValue", "LMSCommit", "LMSFinish"]]
    : [window.Scorm2004API, "API_1484_11", ["SetValue", "Commit", "Terminate"]];

  // Programs that look for a store or for cookies get some that forget.
  const forgetful = () => {
    const kept = new Map();
    return {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => kept.set(String(key), String(value)),
      removeItem: (key) => kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (place) => [...kept.keys()][place] ?? null,
      get length() { return kept.size; },
    };
  };
  for (const store of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, store, { value: forgetful() });
  }
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });

  const { top } = window;
  const before = () => {
    try { return JSON.parse(window.name)[version]; } catch { return undefined; }
  };
  const state = (said) => (version === "1.2"
    ? { status: said["cmi.core.lesson_status"], score: said["cmi.core.score.raw"] }
    : {
      status: ["passed", "failed"].includes(said["cmi.success_status"])
        ? said["cmi.success_status"] : said["cmi.completion_status"],
      score: said["cmi.score.raw"],
    });

  // What holds nothing is left out: lists without anything in them are not read again.
  const words = (all) => Object.fromEntries(
    Object.entries(all).filter(([, value]) => typeof value === "string" && value !== ""),
  );

  const api = new Library({ autocommit: false, logLevel: 5 });
  const known = before();
  if (known) api.loadFromFlattenedJSON(known);
  for (const change of changes) {
    const own = api[change];
    api[change] = (...said) => {
      const answer = own.apply(api, said);
      const all = words(api.getFlattenedCMI());
      window.name = JSON.stringify({ [version]: all });
      // The page around has an origin, which this one is not told.
      if (top !== window) top.postMessage({ scorm: state(all) }, "*");
      return answer;
    };
  }
  window[name] = api;
  // Many begin to look in the window around, where looking is forbidden.
  window.parent = window;
}
