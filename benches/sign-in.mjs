// Uses a one-time sign-in link as a browser would, and prints the session's cookie.
const [link] = process.argv.slice(2);
const page = await (await fetch(link)).text();
const form = page.match(/<main[\s\S]*?<form[^>]*action="([^"]+)"[\s\S]*?<\/form>/);
const fields = [...form[0].matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
const answer = await fetch(new URL(form[1], link), {
  method: "POST",
  body: new URLSearchParams(fields.map(([, name, value]) => [name, value])),
  headers: { "Sec-Fetch-Site": "same-origin", Origin: new URL(link).origin },
  redirect: "manual",
});
const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("maillage_session="));
if (!session) throw new Error(`no session, status ${answer.status}`);
console.log(session.split(";")[0]);
