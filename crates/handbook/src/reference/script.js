// The API's reference, made from the OpenAPI document of this node. Nothing is fetched from anywhere else.
import { example, form, send, show, key } from "./try.js";

const METHODS = ["get", "post", "put", "patch", "delete"];
// What nearly every operation has, and is described once above.
const COMMON = new Set(["Idempotency-Key", "Prefer", "Bezant-Priority", "If-Match", "If-None-Match", "Bezant-Version"]);
const DEEPEST = 6;

// Exported pages have no node behind them to send anything to.
const exported = "exported" in document.body.dataset;

const byId = (id) => document.getElementById(id);

export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

// Text with `code` in it.
function prose(text, tag = "p") {
  const parts = (text || "").split("`");
  return make(tag, {}, ...parts.map((part, at) => (at % 2 ? make("code", {}, part) : part)));
}

let api;
const named = (ref) => ref.split("/").pop();
const resolve = (schema) => (schema && schema.$ref ? api.components.schemas[named(schema.$ref)] : schema) || {};
const alternatives = (schema) => (schema.oneOf || schema.anyOf || []).filter((one) => one.type !== "null");

function word(schema) {
  if (!schema) return "";
  if (schema.$ref) return named(schema.$ref);
  const many = alternatives(schema);
  if (many.length) return [...new Set(many.map(word))].join(" or ");
  const type = [schema.type].flat().filter((one) => one && one !== "null").join(" or ");
  if (type === "array") return `list of ${word(schema.items)}`;
  return schema.format ? `${type} (${schema.format})` : type;
}

function choices(schema, depth = 0) {
  const whole = resolve(schema);
  if (whole.enum || depth > 3) return whole.enum || [];
  return alternatives(whole).flatMap((one) => choices(one, depth + 1));
}

// The schemas with fields that a type leads to.
function inner(schema, depth = 0) {
  if (!schema || depth > 4) return [];
  if (schema.$ref) {
    const whole = resolve(schema);
    return whole.properties ? [whole] : inner(whole, depth + 1);
  }
  if (schema.properties) return [schema];
  if (schema.items) return inner(schema.items, depth + 1);
  return [...alternatives(schema), ...(schema.allOf || [])].flatMap((one) => inner(one, depth + 1));
}

function field(name, schema, needed, depth) {
  const item = make("li", {}, make("b", {}, name), make("span", { class: "kind" }, word(schema)),
    needed ? make("span", { class: "needed" }, "required") : undefined);
  const about = schema.description || resolve(schema).description;
  if (about) item.append(prose(about));
  const words = choices(schema);
  if (words.length) item.append(make("p", {}, ...words.flatMap((one) => [make("code", {}, String(one)), " "])));
  const below = depth < DEEPEST ? inner(schema) : [];
  if (below.length) {
    const more = make("details", {}, make("summary", {}, `Fields of ${name}`));
    more.addEventListener("toggle", () => more.append(...below.map((one) => fields(one, depth + 1))), { once: true });
    item.append(more);
  }
  return item;
}

function fields(schema, depth = 0) {
  const needed = new Set(schema.required || []);
  return make("ul", { class: "fields" },
    ...Object.entries(schema.properties || {}).map(([name, one]) => field(name, one, needed.has(name), depth)));
}

function contents(of) {
  return Object.entries((of && of.content) || {});
}

function answers(responses) {
  const rows = Object.entries(responses).sort(([a], [b]) => a.localeCompare(b));
  const row = ([status, one]) => make("li", {},
    make("b", { class: status < "4" ? "ok" : "not" }, status), prose(one.description, "span"));
  const good = rows.filter(([status]) => status < "4");
  const bad = rows.filter(([status]) => status >= "4");
  const parts = [make("ul", { class: "statuses" }, ...good.map(row))];
  if (bad.length) {
    parts.push(make("details", { class: "more" }, make("summary", {}, `${bad.length} kinds of refusals`),
      make("ul", { class: "statuses" }, ...bad.map(row)),
      make("p", { class: "note" }, "Each is a problem with a stable code: ", make("a", { href: document.querySelector(".tabs a:last-of-type").href }, "all of them"), ".")));
  }
  return parts;
}

function inside(operation) {
  const { about } = operation;
  const left = make("div", { class: "about" });
  if (about.description) left.append(prose(about.description));
  const parameters = about.parameters || [];
  const own = parameters.filter((one) => !COMMON.has(one.name));
  if (own.length) {
    left.append(make("h3", {}, "Parameters"), make("ul", { class: "fields" }, ...own.map((one) => {
      const item = field(one.name, { ...one.schema, description: one.description }, one.required, DEEPEST);
      item.querySelector(".kind").append(` · ${one.in}`);
      return item;
    })));
  }
  const common = parameters.filter((one) => COMMON.has(one.name));
  if (common.length) {
    left.append(make("details", { class: "more" }, make("summary", {}, `${common.length} headers`),
      make("ul", { class: "fields" }, ...common.map((one) => field(one.name, { ...one.schema, description: one.description }, false, DEEPEST)))));
  }
  for (const [kind, body] of contents(about.requestBody)) {
    left.append(make("h3", {}, "Body"), make("p", { class: "note" }, `${kind} · ${word(body.schema)}`),
      ...inner(body.schema).map((one) => fields(one)));
  }
  left.append(make("h3", {}, "Answers"), ...answers(about.responses));
  const good = Object.entries(about.responses).find(([status]) => status.startsWith("2"));
  for (const [kind, body] of contents(good && good[1])) {
    const shown = inner(body.schema);
    const more = make("details", { class: "more" }, make("summary", {}, `${word(body.schema)} (${kind})`));
    more.addEventListener("toggle", () => {
      more.append(...shown.map((one) => fields(one)));
      if (kind === "application/json") {
        more.append(make("h3", {}, "Example"), make("pre", {}, make("code", {}, JSON.stringify(example(api, body.schema, true), null, 2))));
      }
    }, { once: true });
    left.append(more);
  }
  return make("div", { class: "inside" }, left, exported ? undefined : form(api, operation));
}

function path(text) {
  const short = text.replace(/^\/api\/v1/, "");
  return make("span", { class: "path" }, short === text ? "" : make("i", {}, "/api/v1"), short);
}

function card(operation) {
  const details = make("details", { class: "operation", id: operation.id }, make("summary", {},
    make("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()), path(operation.path),
    make("span", { class: "title" }, operation.about.summary || "")));
  details.addEventListener("toggle", () => details.append(inside(operation)), { once: true });
  return details;
}

function reveal() {
  const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.matches("details.operation")) target.open = true;
  target.scrollIntoView();
}

function search(cards) {
  const wanted = byId("search").value.trim().toLowerCase().split(/\s+/);
  for (const { card, link, text } of cards) {
    const fits = wanted.every((part) => text.includes(part));
    card.hidden = !fits;
    link.hidden = !fits;
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector(".operation:not([hidden]), li:not([hidden])");
  }
}

async function start() {
  const answer = await fetch(document.body.dataset.openapi, { credentials: "omit" });
  api = await answer.json();
  const cards = [];
  for (const tag of api.tags || []) {
    const group = make("section", { class: "group", "data-group": tag.name }, make("h1", {}, tag.name), prose(tag.description));
    const links = make("ul", {});
    for (const [where, item] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((one) => item[one] && (item[one].tags || []).includes(tag.name))) {
        const id = `${method}${where}`.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "");
        const operation = { id, method, path: where, about: item[method] };
        const link = make("li", {}, make("a", { href: `#${id}` }, operation.about.summary || where));
        const one = { card: card(operation), link, text: `${method} ${where} ${operation.about.summary || ""}`.toLowerCase() };
        cards.push(one);
        group.append(one.card);
        links.append(link);
      }
    }
    byId("operations").append(group);
    byId("groups").append(make("div", { "data-group": tag.name }, make("h2", {}, tag.name), links));
  }
  byId("loading").remove();
  byId("search").addEventListener("input", () => search(cards));
  byId("api-version").textContent = api.info.version;
  addEventListener("hashchange", reveal);
  reveal();
}

for (const part of document.querySelectorAll("[data-live]")) part.hidden = exported;
byId("access").addEventListener("submit", (event) => event.preventDefault());
byId("key").addEventListener("input", () => {
  byId("forget").hidden = !key();
});
byId("forget").addEventListener("click", () => {
  byId("key").value = "";
  byId("forget").hidden = true;
});
byId("pay").addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = byId("token").value;
  const body = { amount: 4990, currency: "EUR", payment_method: { type: "card", token }, reference: "first-steps" };
  const button = event.submitter || event.target.querySelector("button");
  button.disabled = true;
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  show(byId("paid"), await send("POST", "/api/v1/payments", headers, JSON.stringify(body)));
  button.disabled = false;
});
start().catch(() => {
  byId("loading").textContent = "The OpenAPI document can’t be read now. Reload the page to try again.";
});
