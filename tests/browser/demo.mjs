// Starts the real program with a world of its own, and stops it again.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export const PROGRAM = path.resolve(process.env.CARGO_TARGET_DIR ?? "target", process.env.PROFILE ?? "debug", "maillage");
const START_LIMIT_MS = 90_000;

/** `{ url, links: [{ text, url }], stop() }`: links are the sign-ins that the program printed, in its order. */
export async function startDemo() {
  const data = await mkdtemp(path.join(tmpdir(), "maillage-browser-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(PROGRAM, ["demo", "--fresh", "--data", data, "--listen", listen], {
    env: { ...process.env, RUST_LOG: "warn" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => { said += text; });
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://${listen}`;
  await ready(url, child, () => said).catch((error) => {
    child.kill();
    throw error;
  });
  return {
    url,
    links: signIns(said),
    said: () => said,
    async stop() {
      child.kill("SIGINT");
      const code = await ended;
      await rm(data, { recursive: true, force: true });
      if (code !== 0) throw new Error(`the demo ended with ${code}:\n${said}`);
    },
  };
}

/** The printed sign-in whose line speaks of this role. */
export function signIn(demo, role) {
  const found = demo.links.find(({ text }) => role.test(text));
  if (!found) throw new Error(`no sign-in for ${role} in:\n${demo.said()}`);
  return found.url;
}

function signIns(said) {
  return said.split("\n").flatMap((line) => {
    const url = line.match(/https?:\/\/\S+\/sign-in\S+/)?.[0];
    return url ? [{ text: line.replace(url, "").trim(), url }] : [];
  });
}

async function ready(url, child, said) {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    if (child.exitCode !== null) throw new Error(`the demo did not start:\n${said()}`);
    const answer = await fetch(`${url}/sign-in`).catch(() => null);
    if (answer?.ok && signIns(said()).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the demo is not ready after ${START_LIMIT_MS} ms:\n${said()}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
