// Hands mails over by LMTP as fast as they are taken, on several connections at once; prints how many a second.
//   node benches/mail-in.mjs PORT MAILS CONNECTIONS ROUND
import net from "node:net";

const [port, mails, connections, round] = process.argv.slice(2);
const base64 = (size) => Buffer.alloc(size, "données ").toString("base64").replace(/(.{76})/g, "$1\r\n");

// Three in four are plain text; the fourth is HTML with a file of 100 KB.
function mail(number) {
  const head = `From: Equipe ${number} <equipe${number}-${round}@labo.example>\r\nTo: aide@maillage.example\r\n` +
    `Subject: Question ${number}\r\nMessage-ID: <${number}.${round}@labo.example>\r\n` +
    "Date: Tue, 3 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n";
  const text = "Bonjour,\r\n\r\nOù déposer nos données d’enquête ? Nous finissons en mai.\r\n".repeat(8);
  if (number % 4) return `${head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}`;
  return `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n` +
    `<p>${text}</p>\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=${number}.pdf\r\n` +
    `Content-Transfer-Encoding: base64\r\n\r\n${base64(75_000)}${number}\r\n--b--`;
}

let next = 0;
const times = [];

async function connection() {
  const socket = net.connect(Number(port), "127.0.0.1");
  let buffer = "", waiting = null;
  const look = () => {
    const end = /^\d{3} .*\r\n/m.exec(buffer);
    if (!end || !waiting) return;
    const answer = end[0];
    buffer = buffer.slice(end.index + answer.length);
    const done = waiting;
    waiting = null;
    done(answer);
  };
  socket.on("data", (data) => { buffer += data; look(); });
  const answer = () => new Promise((resolve) => { waiting = resolve; look(); });
  const say = (line) => { socket.write(line); return answer(); };
  await answer();
  await say("LHLO bench\r\n");
  while (next < Number(mails)) {
    const number = next++;
    const begin = performance.now();
    await say("MAIL FROM:<x@labo.example>\r\n");
    await say("RCPT TO:<aide@maillage.example>\r\n");
    await say("DATA\r\n");
    const said = await say(`${mail(number)}\r\n.\r\n`);
    if (!said.includes("TICKET")) throw new Error(said);
    times.push(performance.now() - begin);
  }
  await say("QUIT\r\n");
  socket.end();
}

const begin = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, connection));
const seconds = (performance.now() - begin) / 1000;
times.sort((a, b) => a - b);
const at = (share) => `${Math.round(times[Math.floor(times.length * share)])} ms`;
console.log(`${Math.round(times.length / seconds)} mails/s, p50 ${at(0.5)}, p99 ${at(0.99)}`);
