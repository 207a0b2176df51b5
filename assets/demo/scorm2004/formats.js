// As SCORM 2004 programs do.
function getAPI() {
  let at = window;
  for (let tries = 0; !at.API_1484_11 && at.parent !== at && tries < 10; tries += 1) at = at.parent;
  return at.API_1484_11;
}

const api = getAPI();
const state = document.getElementById("state");
api.Initialize("");
const say = () => { state.textContent = `État : ${api.GetValue("cmi.completion_status")}, ${api.GetValue("cmi.success_status")}`; };
say();
document.querySelector("button").addEventListener("click", () => {
  api.SetValue("cmi.completion_status", "completed");
  api.SetValue("cmi.success_status", "passed");
  api.SetValue("cmi.score.scaled", "1");
  api.SetValue("cmi.score.raw", "12");
  api.Terminate("");
  say();
});
