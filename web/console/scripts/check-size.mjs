// Says how much JavaScript the first page loads, compressed, and fails where it is more than we promise.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 250;
const dist = new URL("../../dist/console/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));

// What an entry needs before it runs: itself and what it imports, and so on.
function needed(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    seen.add(key);
    needed(manifest[key].imports ?? [], seen);
  }
  return seen;
}

async function size(keys) {
  const files = new Set([...keys].map((key) => manifest[key].file).filter((file) => file.endsWith(".js")));
  let bytes = 0;
  for (const file of files) bytes += gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;
  return bytes / 1000;
}

const entry = "index.html";
// The messages of the shell and of the components, in one language.
const messages = ["src/app/messages/en.json", "src/ui/messages/en.json"];
if (!messages.every((key) => manifest[key])) throw new Error("the shell's English messages are not where they were");
const shell = needed([entry, ...messages]);
console.log(`shell: ${(await size(shell)).toFixed(1)} kB of JavaScript, compressed`);

// A screen is shown by the shell and by one of its pages with its messages: the largest counts.
let largest = 0;
for (const key of Object.keys(manifest)) {
  const match = /^src\/screens\/([^/]+)\/.*\.tsx$/.exec(key);
  if (!match || !manifest[key].isDynamicEntry) continue;
  const catalogue = `src/screens/${match[1]}/messages/en.json`;
  const first = await size(needed([entry, ...messages, key, ...(manifest[catalogue] ? [catalogue] : [])]));
  console.log(`${key}: ${first.toFixed(1)} kB with the shell`);
  largest = Math.max(largest, first);
}
if (largest === 0) throw new Error("no screen was found in the manifest");
if (largest > LIMIT_KB) {
  console.error(`a first page loads ${largest.toFixed(1)} kB; the limit is ${LIMIT_KB}`);
  process.exit(1);
}
