// Makes src/api/schema.d.ts from the node's OpenAPI document, or says with --check whether it is current.
// The document is read from BEZANT_OPENAPI (a file) or from BEZANT_NODE (a running node).
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const target = new URL("../src/api/schema.d.ts", import.meta.url);
const node = process.env.BEZANT_NODE ?? "http://localhost:8640";

async function document() {
  const file = process.env.BEZANT_OPENAPI;
  if (file) return JSON.parse(await readFile(file, "utf8"));
  const answer = await fetch(`${node}/openapi.json`);
  if (!answer.ok) throw new Error(`${node}/openapi.json answered ${answer.status}`);
  return answer.json();
}

// The console speaks JSON and handles every problem in one place, so the other representations and the answers that are problems
// are left out; the file is a fifth of what it would be.
function narrowed(api) {
  for (const path of Object.values(api.paths)) {
    for (const operation of Object.values(path)) {
      if (!operation.responses) continue;
      operation.parameters = operation.parameters?.filter((one) => one.in !== "header" || one.name === "If-Match");
      for (const [status, response] of Object.entries(operation.responses)) {
        if (!status.startsWith("2")) delete operation.responses[status];
        else delete response.headers;
        jsonOnly(response.content);
      }
      jsonOnly(operation.requestBody?.content);
    }
  }
  return api;
}

function jsonOnly(content) {
  if (!content?.["application/json"]) return;
  for (const type of Object.keys(content)) if (type !== "application/json") delete content[type];
}

const head = "// Made from the node's /openapi.json by `npm run types`. Do not edit.\n\n";
const made = head + astToString(await openapiTS(narrowed(await document()), { alphabetize: true, defaultNonNullable: false }));

if (process.argv.includes("--check")) {
  const kept = await readFile(target, "utf8").catch(() => "");
  if (kept !== made) {
    console.error("src/api/schema.d.ts is not what the node says: run `npm run types` against it");
    process.exit(1);
  }
  console.log("src/api/schema.d.ts is current");
} else {
  await writeFile(target, made);
}
