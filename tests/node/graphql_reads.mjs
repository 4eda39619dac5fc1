// A reader made with the library @urql/core: pages through payments with automatic persisted queries, hears of what is refused under
// the codes of REST, and is shown the schema.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { strict as assert } from "node:assert";
import path from "node:path";

const require = createRequire(pathToFileURL(path.join(process.env.BEZANT_TEST_NODE, "package.json")));
const { Client, fetchExchange } = require("@urql/core");
const { persistedExchange } = require("@urql/exchange-persisted");
const { BEZANT_URL: base, BEZANT_KEY: key } = process.env;

setTimeout(() => {
  console.error("this takes too long");
  process.exit(1);
}, 60_000).unref();

// What the library sends: the method, and whether the text came along.
const sent = [];
async function watched(address, options = {}) {
  const url = new URL(address);
  const call = options.body ? JSON.parse(options.body) : Object.fromEntries(url.searchParams);
  sent.push(`${options.method ?? "GET"} ${call.query ? "text" : "hash"}`);
  return fetch(address, options);
}

function client(secret) {
  return new Client({
    url: `${base}/graphql`,
    fetch: watched,
    fetchOptions: { headers: { authorization: `Bearer ${secret}` } },
    requestPolicy: "network-only",
    preferGetMethod: false,
    exchanges: [persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange],
  });
}

async function rest(method, path, body) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(`${base}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  return [answer.status, await answer.json()];
}

const made = [];
for (const amount of [100, 200, 300, 400, 500]) {
  const method = { type: "card", token: "tok_approved" };
  const [status, payment] = await rest("POST", "payments", { amount, currency: "EUR", payment_method: method });
  assert.equal(status, 201);
  made.unshift(payment.id);
}
// The views follow at a small distance.
for (let rows = []; rows.length < 5; ) rows = (await rest("GET", "payments"))[1].data;

const PAGES = `query Pages($first: Int!, $after: String) {
  payments(filter: { status: "COMPLETED" }, first: $first, after: $after) {
    edges { node { id amount { minor currency } refunds { id } routing { attempts { gateway outcome } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const reader = client(key);
const seen = [];
let after = null;
do {
  const { data, error } = await reader.query(PAGES, { first: 2, after }).toPromise();
  assert.equal(error, undefined);
  for (const { node } of data.payments.edges) {
    assert.equal(node.amount.currency, "EUR");
    assert.equal(node.routing.attempts[0].outcome, "approved");
    seen.push(node.id);
  }
  after = data.payments.pageInfo.endCursor;
  assert.equal(after !== null, data.payments.pageInfo.hasNextPage);
} while (after);
assert.deepEqual(seen, made);
const pages = [...sent];

const UNKNOWN = `query One($id: ID!) { payment(id: $id) { id } gateways { name } }`;
const half = await reader.query(UNKNOWN, { id: "pay_01h455vb4pex5vsknk084sn02q" }).toPromise();
const [refused] = half.error.graphQLErrors;
assert.deepEqual([half.data.payment, half.data.gateways.length === 2, refused.path], [null, true, ["payment"]]);

const COSTLY = `{ payments(first: 200) { nodes { transfers(first: 200) { nodes { id } } } } }`;
const costly = await reader.query(COSTLY, {}).toPromise();
const stranger = await client("bzk_nobody").query("{ __typename }", {}).toPromise();

const schema = await reader.query("{ __schema { queryType { fields { name } } } }", {}).toPromise();
console.log(JSON.stringify({
  pages,
  half: refused.extensions,
  costly: costly.error.graphQLErrors.map((error) => error.extensions.code),
  stranger: stranger.error?.response?.status,
  fields: schema.data.__schema.queryType.fields.length,
}));
