// The node's API as the console sees it: typed calls go in, data or a Problem comes out. The types are made from the node's own
// description (`npm run types`). Nothing else in the console calls fetch.
export { api, data, type Schemas } from "./client";
export { installGuards } from "./guarded-fetch";
export { makePasskey } from "./new-passkey";
export { askPasskey, hasPasskeys } from "./passkeys";
export { asProblem, Problem } from "./problem";
