// How long after its start a program answers 200: the median of several starts.
//   node benches/first-answer.mjs PROGRAM URL
import { spawn } from "node:child_process";
import http from "node:http";

const [program, url] = process.argv.slice(2);
const times = [];
for (let run = 0; run < 7; run += 1) times.push(await once());
times.sort((a, b) => a - b);
console.log(`${Math.round(times[3])} ms (from ${Math.round(times[0])} to ${Math.round(times[6])})`);

async function once() {
  const begin = performance.now();
  const child = spawn(program, ["serve"], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while ((await status()) !== 200) {
    if (child.exitCode !== null || performance.now() - begin > 30_000) throw new Error("it does not answer");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const time = performance.now() - begin;
  child.kill("SIGTERM");
  await ended;
  return time;
}

function status() {
  return new Promise((resolve) => {
    http.get(url, { agent: false }, (answer) => resolve(answer.resume().statusCode)).on("error", () => resolve(0));
  });
}
