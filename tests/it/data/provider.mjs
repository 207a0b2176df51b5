// A provider of identities that is not ours, for tests: it listens on the port it is given and lets in whoever says a name.
// It says on standard output that it listens. Arguments: port, where people come back.
import Provider from "oidc-provider";

const [port, back] = process.argv.slice(2);

/** What it knows of its people, by the names they sign in with. */
const PEOPLE = {
  camille: { email: "camille@exemple.fr", email_verified: true, name: "Camille Roussel", orcid: "0000-0002-1825-0097" },
  ada: { email: "ada@exemple.fr", email_verified: true, name: "Ada Admin" },
  lea: { email: "Lea@Exemple.fr", email_verified: true, name: "Léa Neuve" },
  paul: { email: "paul@exemple.fr", email_verified: false, name: "Paul Ehrmann" },
  // Whoever was given the address of somebody who left.
  heir: { email: "camille@exemple.fr", email_verified: true, name: "Camille R." },
};

/** People whose address changed meanwhile: said by a request, since the tests' clock is not this one. */
const moved = new Map();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "maillage", client_secret: "a secret of the client", redirect_uris: [back] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "orcid"] },
  cookies: { keys: ["cookies of tests"] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...PEOPLE[id], ...moved.get(id) }),
  }),
});

provider.use(async (ctx, next) => {
  const [, id, email] = ctx.path.match(/^\/moved\/([^/]+)\/([^/]+)$/) ?? [];
  if (!id) return next();
  moved.set(id, { email });
  ctx.body = "moved";
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
