// The OpenAPI document as its readers' own tool judges it: Redocly's recommended rules. Prints what is wrong.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(path.join(process.env.BEZANT_TEST_NODE, "package.json")));
const { createConfig, lint } = require("@redocly/openapi-core");

const config = await createConfig({
  extends: ["recommended"],
  rules: {
    // A WebSocket is answered 101 or by a problem.
    "operation-2xx-response": "off",
  },
});
const problems = await lint({ ref: process.env.BEZANT_OPENAPI, config });
for (const problem of problems) {
  console.log(`${problem.severity} ${problem.ruleId} ${problem.location[0]?.pointer}: ${problem.message}`);
}
console.log(`${problems.length} problems`);
