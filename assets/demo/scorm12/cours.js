// As SCORM 1.2 programs do: the interface is looked for in this window, then in those around it.
function findAPI(at) {
  while (!at.API && at.parent && at.parent !== at) at = at.parent;
  return at.API;
}

const api = findAPI(window.parent);
const state = document.getElementById("state");
api.LMSInitialize("");
if (api.LMSGetValue("cmi.core.lesson_status") === "not attempted") api.LMSSetValue("cmi.core.lesson_status", "incomplete");
const say = () => { state.textContent = `État : ${api.LMSGetValue("cmi.core.lesson_status")}, page ${api.LMSGetValue("cmi.core.lesson_location") || "première"}`; };
say();
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    api.LMSSetValue("cmi.core.score.raw", button.dataset.score);
    api.LMSSetValue("cmi.core.lesson_status", button.dataset.score === "100" ? "passed" : "failed");
    api.LMSCommit("");
    say();
  });
}
for (const link of document.querySelectorAll("a")) {
  link.addEventListener("click", () => {
    api.LMSSetValue("cmi.core.lesson_location", "seconde");
    api.LMSFinish("");
  });
}
