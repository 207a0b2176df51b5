// Plays the H5P package in whose folder this page lies. The frame has no origin, so it has no store either: programs that
// look for one get one that forgets.
{
  const { frameScript, frameStyle, fullscreen, leave, failed } = document.currentScript.dataset;
  const kept = new Map();
  Object.defineProperty(window, "localStorage", {
    value: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => kept.set(name, String(value)),
      removeItem: (name) => kept.delete(name),
    },
  });
  const host = () => document.getElementById("h5p");
  const say = () => { host().textContent = failed; };
  // What it holds says when it is done; the page around has an origin, which this one is not told. What is inside another
  // part (`parent`) is not the whole.
  const listen = () => window.H5P?.externalDispatcher?.on("xAPI", (event) => {
    const { verb, context } = event.data?.statement ?? {};
    const isDone = /\/(completed|passed|failed)$/.test(verb?.id ?? "");
    const isPart = (context?.contextActivities?.parent ?? []).length > 0;
    if (isDone && !isPart) window.top.postMessage({ played: "finished" }, "*");
  });
  document.addEventListener("DOMContentLoaded", () => {
    const { H5P } = window.H5PStandalone;
    const options = {
      h5pJsonPath: location.href.replace(/\/$/, ""),
      frameJs: frameScript,
      frameCss: frameStyle,
      // In a frame of its own it would be without an origin once more, and see nothing of this page.
      embedType: "div",
      copyright: true,
      translations: { H5P: { fullscreen, disableFullscreen: leave } },
    };
    // Its constructor answers a promise.
    Promise.resolve(new H5P(host(), options)).then(listen).catch(say);
  });
}
