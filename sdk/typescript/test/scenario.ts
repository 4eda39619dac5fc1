// Runs sdk/scenario.json with this SDK against a node; sdk/README.md says what its words mean. Prints a line for each step.
//
// PAYMENTS_URL and BEZANT_API_KEY say where, BEZANT_PROXY and BEZANT_CONTROL what stands in between, BEZANT_SCENARIO what to do.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import * as bezant from "../src/index.js";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Step {
  name: string;
  do: string;
  method?: string;
  arguments?: Json[];
  query?: { [name: string]: Json };
  body?: Json;
  key?: string;
  via?: string;
  retries?: number;
  as?: string;
  ensure?: string;
  expect?: { [path: string]: Json };
  same?: [string, string];
  fails?: Json;
  cases?: { decimal: string; currency: string; amount: number }[];
  refused?: { decimal: string; currency: string }[];
  secret?: string;
  tamper?: boolean;
  later_seconds?: number;
  payment?: string;
  after?: string;
  cut_after?: number;
  then?: Step;
  faults?: string[];
}

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

const [url, apiKey, proxy, control] = ["PAYMENTS_URL", "BEZANT_API_KEY", "BEZANT_PROXY", "BEZANT_CONTROL"].map(setting) as [
  string,
  string,
  string,
  string,
];
const clients = {
  node: new bezant.Bezant({ baseUrl: url, apiKey, retry: { baseMs: 10 } }),
  proxy: new bezant.Bezant({ baseUrl: proxy, apiKey, retry: { baseMs: 10 } }),
};
const known: { [name: string]: Json } = { control };

/** `$name.field` is what a step before has kept. */
function filled(value: Json): Json {
  if (typeof value === "string" && value.startsWith("$")) {
    const [name = "", ...rest] = value.slice(1).split("/");
    return [String(at(known, name)), ...rest].join("/");
  }
  if (Array.isArray(value)) {
    return value.map(filled);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one)]));
  }
  return value;
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (inner as { [name: string]: unknown } | undefined)?.[name], value);
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The resource's method of that name, with its resource. */
function method(client: bezant.Bezant, name: string): (...given: unknown[]) => unknown {
  const words = name.split(".").map(camel);
  const last = words.pop() ?? "";
  const resource = words.reduce<unknown>((inner, word) => (inner as { [name: string]: unknown })[word], client);
  const found = (resource as { [name: string]: unknown })[last];
  assert.equal(typeof found, "function", `there is no ${name}`);
  return (found as (...given: unknown[]) => unknown).bind(resource);
}

async function call(step: Step): Promise<unknown> {
  const options = {
    ...(step.key === undefined ? {} : { idempotencyKey: step.key }),
    ...(step.retries === undefined ? {} : { retry: { retries: step.retries } }),
  };
  const given = [...((step.arguments ?? []).map(filled) as unknown[])];
  if (step.body !== undefined) {
    given.push(filled(step.body));
  }
  const ask = method(step.via === "proxy" ? clients.proxy : clients.node, step.method ?? "");
  const answer = await ask(...given, ...(Object.keys(options).length > 0 ? [options] : []));
  return step.ensure === "not_failed" ? bezant.ensureNotFailed(answer as bezant.Payment) : answer;
}

function failure(error: unknown): { [name: string]: unknown } {
  if (error instanceof bezant.ApiError) {
    // What is between the client and the node knows of no correlation.
    assert.equal(error.correlationId === "", error.code.startsWith("http_"));
    const told = { kind: "api", code: error.code, retryable: error.retryable };
    return error.mistakes[0] === undefined ? told : { ...told, mistake: error.mistakes[0].path };
  }
  if (error instanceof bezant.PaymentFailedError) {
    return { kind: "payment_failed", code: error.code, retryable: error.retryable };
  }
  throw error;
}

function compare(step: Step, answer: unknown): void {
  for (const [path, expected] of Object.entries(step.expect ?? {})) {
    assert.deepEqual(at(answer, path), filled(expected), path);
  }
  if (step.same !== undefined) {
    assert.equal(at(answer, step.same[0]), at(answer, step.same[1]));
  }
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await holds()); await new Promise((resume) => setTimeout(resume, 20))) {
    assert.ok(Date.now() - started < 20_000, "not in time");
  }
}

const does: { [what: string]: (step: Step) => Promise<void> } = {
  async call(step) {
    if (step.fails !== undefined) {
      const error: unknown = await call(step).then(
        () => assert.fail("it succeeded"),
        (error: unknown) => error,
      );
      assert.deepEqual(failure(error), step.fails);
      return;
    }
    const answer = await call(step);
    compare(step, answer);
    if (step.as !== undefined) {
      known[step.as] = answer as Json;
    }
  },

  /** Lists follow the log at a small distance, so one that is short is read again. */
  async list(step) {
    await eventually(async () => {
      const rows: { id: string }[] = [];
      for await (const row of method(clients.node, step.method ?? "")(step.query) as bezant.Pager<{ id: string }>) {
        rows.push(row);
      }
      return rows.length === step.expect?.["count"] && new Set(rows.map((row) => row.id)).size === rows.length;
    });
  },

  async money(step) {
    for (const { decimal, currency, amount } of step.cases ?? []) {
      const money = bezant.parseAmount(decimal, currency);
      assert.deepEqual(money, { amount, currency });
      assert.equal(bezant.formatAmount(money), decimal);
    }
    for (const { decimal, currency } of step.refused ?? []) {
      assert.throws(() => bezant.parseAmount(decimal, currency), RangeError);
    }
  },

  async webhook(step) {
    const answer = await fetch(`${control}/received/${filled(step.payment ?? "")}`);
    const { headers, body } = (await answer.json()) as { headers: Record<string, string>; body: string };
    const now = () => Date.now() + (step.later_seconds ?? 0) * 1_000;
    const came = step.tamper ? body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) : body;
    const verified = bezant.verifyWebhook(came, headers, String(filled(step.secret ?? "")), { now });
    if (step.fails === undefined) {
      compare(step, await verified);
    } else {
      const error: unknown = await verified.then(
        () => assert.fail("it was believed"),
        (error: unknown) => error,
      );
      assert.ok(error instanceof bezant.WebhookError);
      assert.equal(error.code, step.fails);
    }
  },

  async watch(step) {
    const expected = step.expect?.["types"] as string[];
    const seen: bezant.LiveEvent[] = [];
    const payment = String(filled(step.payment ?? ""));
    for await (const live of clients.proxy.events({ payment, after: step.after ?? "0" })) {
      seen.push(live);
      if (seen.length === step.cut_after) {
        await fetch(`${control}/cut`, { method: "POST" });
        // What happens from now on can come by another connection only.
        await call(step.then ?? assert.fail("nothing happens then"));
      }
      if (seen.length === expected.length) {
        break;
      }
    }
    assert.deepEqual(
      seen.map(({ event }) => event.type),
      expected,
    );
    assert.equal(new Set(seen.map(({ place }) => place)).size, seen.length);
    // The history follows the log at a small distance too.
    await eventually(async () => {
      const history = await clients.node.payments.events(payment, { limit: 5 }).take(expected.length);
      return (
        history.length === seen.length &&
        history.every((event, index) => event.id === seen[index]?.event.id)
      );
    });
  },

  async faults(step) {
    const answer = await fetch(`${control}/faults`, { method: "POST", body: JSON.stringify(step.faults) });
    assert.equal(answer.status, 200);
  },
};

const scenario = JSON.parse(await readFile(setting("BEZANT_SCENARIO"), "utf-8")) as { steps: Step[] };
for (const step of scenario.steps) {
  try {
    await (does[step.do] ?? assert.fail(`nothing is called ${step.do}`))(step);
  } catch (error) {
    console.error(`in the step "${step.name}":`);
    throw error;
  }
  console.log(step.name);
}
