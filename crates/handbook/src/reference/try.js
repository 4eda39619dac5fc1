// Requests to this node, with the key that somebody pasted and what they filled in.
import { make } from "./script.js";

const SHOWN_BYTES = 200_000;
const NOTHING = new Set(["Bezant-Version", "Bezant-Priority", "If-None-Match", "If-Match", "Prefer"]);

// Where an example from types alone would say nothing.
const EXAMPLES = {
  "post /api/v1/payments": {
    amount: 4990, currency: "EUR", payment_method: { type: "card", token: "tok_approved" }, reference: "order-1",
  },
  "post /api/v1/ledger/accounts": { path: "liabilities:customers:anna", currency: "EUR" },
};

// Read where it is needed, and kept nowhere else.
export const key = () => document.getElementById("key").value.trim();

// What a type may look like: what must be there, and what has an example; `whole` is all.
export function example(api, schema, whole = false, depth = 0) {
  if (!schema || depth > 8) return null;
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref) return example(api, api.components.schemas[schema.$ref.split("/").pop()], whole, depth + 1);
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  const one = (schema.oneOf || schema.anyOf || schema.allOf || []).find((other) => other.type !== "null");
  if (one) return example(api, one, whole, depth + 1);
  if (schema.enum) return schema.enum[0];
  const type = [schema.type].flat().find((other) => other !== "null");
  if (type === "object" || schema.properties) {
    const needed = new Set(schema.required || []);
    const fields = Object.entries(schema.properties || {});
    const shown = fields.filter(([name, field]) => whole || needed.has(name) || field.example !== undefined);
    return Object.fromEntries(shown.map(([name, field]) => [name, example(api, field, whole, depth + 1)]));
  }
  if (type === "array") return whole || schema.minItems ? [example(api, schema.items, whole, depth + 1)] : [];
  if (type === "integer" || type === "number") return schema.minimum ?? 1;
  if (type === "boolean") return true;
  if (schema.format === "date-time") return "2026-11-01T12:00:00Z";
  return "";
}

// Sends a request to this node; cookies stay behind, so that the pasted key is all that counts.
export async function send(method, path, headers, body) {
  const began = performance.now();
  const all = { ...headers };
  if (key()) all.Authorization = `Bearer ${key()}`;
  try {
    const response = await fetch(path, { method, headers: all, body, credentials: "omit", cache: "no-store" });
    const text = await response.text();
    return {
      status: response.status, reason: response.statusText, headers: [...response.headers], text,
      milliseconds: Math.round(performance.now() - began),
    };
  } catch (error) {
    return { failure: String(error.message || error) };
  }
}

function pretty(text, kind) {
  if (kind.includes("json")) {
    try {
      // Numbers beyond what a script can hold would lose digits.
      return /\d{16}/.test(text) ? text : JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }
  return text;
}

// Shows what came back.
export function show(place, answer) {
  if (answer.failure) {
    place.replaceChildren(make("p", { class: "not" }, `No answer: ${answer.failure}`));
    return;
  }
  const kind = answer.headers.find(([name]) => name === "content-type")?.[1] || "";
  const text = pretty(answer.text, kind);
  const cut = text.length > SHOWN_BYTES ? `${text.slice(0, SHOWN_BYTES)}\n…` : text;
  const hint = answer.status === 401 && !key() ? make("p", { class: "note" }, "Paste a key above first.") : undefined;
  place.replaceChildren(make("div", { class: "answer" },
    make("p", {}, make("span", { class: `status ${answer.status < 400 ? "ok" : "not"}` }, `${answer.status} ${answer.reason}`),
      make("span", { class: "note" }, ` · ${answer.milliseconds} ms`)), hint || "",
    make("details", { class: "more" }, make("summary", {}, `${answer.headers.length} headers`),
      make("dl", {}, ...answer.headers.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]))),
    cut ? make("pre", { tabindex: "0" }, make("code", {}, cut)) : make("p", { class: "note" }, "No body.")));
}

function input(name, value, needed, hint) {
  const box = make("input", { name, value, required: needed, placeholder: hint, autocomplete: "off", spellcheck: "false" });
  return { name, box, label: make("label", {}, make("span", {}, name), box) };
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curl(method, path, headers, body) {
  const lines = [`curl -X ${method} ${quoted(location.origin + path)}`, `-H "Authorization: Bearer $KEY"`];
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body) lines.push(`-d ${quoted(body)}`);
  return lines.join(" \\\n  ");
}

// What can't be tried from here, with the reason.
function untried(about) {
  const kinds = Object.entries(about.responses).flatMap(([status, one]) => [status, ...Object.keys(one.content || {})]);
  if (kinds.includes("101")) return "A WebSocket: a client of yours opens it.";
  if (kinds.includes("text/event-stream")) return "Answers as long as something happens: curl -N shows it.";
  return undefined;
}

// A form for an operation.
export function form(api, { method, path, about }) {
  const reason = untried(about);
  if (reason) return make("div", { class: "try" }, make("h3", {}, "Try it"), make("p", { class: "note" }, reason));
  const places = { path: [], query: [], header: [] };
  for (const one of about.parameters || []) {
    if (!places[one.in] || NOTHING.has(one.name)) continue;
    const value = one.name === "Idempotency-Key" ? crypto.randomUUID() : undefined;
    places[one.in].push(input(one.name, value, one.in === "path", one.schema?.example));
  }
  const [kind, body] = Object.entries(about.requestBody?.content || {})[0] || [];
  const given = EXAMPLES[`${method} ${path}`] ?? (body && kind === "application/json" ? example(api, body.schema) : "");
  const text = kind && make("textarea", { spellcheck: "false", "aria-label": "Body" });
  if (text) text.value = typeof given === "string" ? given : JSON.stringify(given, null, 2);
  const accept = make("select", { "aria-label": "Accept" },
    ...["application/json", "application/xml"].map((one) => make("option", {}, one)));
  const extra = input("If-Match", undefined, false, "an ETag");
  const place = make("div", { "aria-live": "polite" });
  const asked = () => {
    let target = path;
    for (const { name, box } of places.path) target = target.replace(`{${name}}`, encodeURIComponent(box.value.trim()));
    const query = new URLSearchParams(places.query.filter(({ box }) => box.value).map(({ name, box }) => [name, box.value]));
    const headers = { Accept: accept.value };
    if (kind && text.value) headers["Content-Type"] = kind;
    for (const { name, box } of [...places.header, extra]) if (box.value) headers[name] = box.value;
    return [method.toUpperCase(), query.size ? `${target}?${query}` : target, headers, text?.value || undefined];
  };
  const button = make("button", { type: "submit" }, "Send");
  const copy = make("button", { type: "button", class: "quiet" }, "As curl");
  copy.addEventListener("click", () => {
    place.replaceChildren(make("div", { class: "answer" }, make("pre", { tabindex: "0" }, make("code", {}, curl(...asked())))));
  });
  const labels = [...places.path, ...places.query, ...places.header].map(({ label }) => label);
  const needsTag = method !== "get" && path.includes("{") ? extra.label : undefined;
  const whole = make("form", { class: "try" }, make("h3", {}, "Try it"), ...labels, needsTag,
    text ? make("label", { class: "tall" }, make("span", {}, kind), text) : undefined,
    make("div", { class: "deeds" }, button, copy, accept), place);
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    show(place, await send(...asked()));
    button.disabled = false;
    // Another press is another request.
    const again = places.header.find(({ name }) => name === "Idempotency-Key");
    if (again) again.box.value = crypto.randomUUID();
  });
  return whole;
}
