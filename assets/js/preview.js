// Hands the bytes of a file to the frame that shows it: the frame itself may ask for nothing. Without this script there is
// the link to the file.
const frame = document.querySelector("iframe[data-viewer]");

if (frame) {
  window.addEventListener("message", async ({ source, data }) => {
    if (source !== frame.contentWindow || data !== "ready") return;
    const answer = await fetch(frame.dataset.file).catch(() => null);
    const bytes = answer?.ok ? await answer.arrayBuffer() : new ArrayBuffer(0);
    // The frame has no origin that could be named.
    frame.contentWindow.postMessage(bytes, "*", [bytes]);
  });
  document.querySelector("[data-without-script]").hidden = true;
  frame.src = frame.dataset.viewer;
  frame.hidden = false;
}
