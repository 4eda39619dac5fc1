// What pages of the handbook do beside being read: search, copying, the place in the contents. Without it they are read all the same.
"use strict";

const { index: indexFile, front, api, exported } = document.body.dataset;
const SHOWN = 12;

// The reference was at the front page's address once; links to its operations and sections still lead there.
function forward() {
  const anchor = location.hash.slice(1);
  const old = /^(get|post|put|patch|delete)-/.test(anchor) || ["start", "conventions", "versions"].includes(anchor);
  if (document.querySelector("main.front") && old) location.replace(`${api}#${anchor}`);
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Search

let loading;
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = element("script", { src: indexFile });
    script.addEventListener("load", () => resolve(window.bezantIndex));
    script.addEventListener("error", () => {
      loading = undefined;
      script.remove();
      reject(new Error("the index can't be loaded"));
    });
    document.head.append(script);
  });
  return loading;
}

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

// How well a passage fits: every word must be somewhere, and it counts more the more it stands out.
function score(words, title, heading, text) {
  let sum = 0;
  for (const word of words) {
    const begins = (where) => new RegExp(`(^|[^\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u").test(where);
    if (begins(title)) sum += 30;
    if (begins(heading)) sum += 12;
    if (begins(text)) sum += 2;
    else if (!begins(title) && !begins(heading)) return 0;
  }
  return sum;
}

function look(index, question) {
  const words = plain(question).split(/[^\p{L}\p{N}_.-]+/u).filter(Boolean).slice(0, 8);
  if (!words.length) return [];
  index.plain ??= index.passages.map(([page, , heading, text]) => [plain(index.pages[page][1]), plain(heading), plain(text)]);
  const best = new Map();
  index.plain.forEach((passage, at) => {
    const [page] = index.passages[at];
    // There are more codes than pages. Who wants one types it as it is written.
    const isMeant = !index.pages[page][0].startsWith("errors/") || question.includes("_");
    const value = score(words, ...passage) * (isMeant ? 1 : 0.3);
    const key = `${page} ${index.passages[at][1]}`;
    if (value > (best.get(key)?.value ?? 0)) best.set(key, { value, at, page });
  });
  const perPage = new Map();
  return [...best.values()].sort((a, b) => b.value - a.value || a.at - b.at).filter(({ page }) => {
    perPage.set(page, (perPage.get(page) ?? 0) + 1);
    return perPage.get(page) <= 3;
  }).slice(0, SHOWN).map(({ at, page }) => {
    const [, anchor, heading, text] = index.passages[at];
    const [address, title, section] = index.pages[page];
    return { address, anchor, title, heading, section, text, word: words[0] };
  });
}

function way({ address, anchor }) {
  const page = exported === undefined
    ? [front, address].filter(Boolean).join("/")
    : new URL(`${address || "index"}.html`, new URL(front, location.href)).href;
  return anchor ? `${page}#${anchor}` : page;
}

// The words around the first place where the first word stands.
function excerpt({ text, word }) {
  const at = Math.max(plain(text).indexOf(word), 0);
  const from = at > 40 ? text.indexOf(" ", at - 40) + 1 : 0;
  const shown = text.slice(from, from + 140).replace(/\s+/g, " ");
  return (from ? "… " : "") + shown;
}

function search() {
  const box = document.querySelector(".finder");
  const input = document.getElementById("find");
  const found = document.getElementById("found");
  const list = document.getElementById("finds");
  const note = document.getElementById("find-note");
  let hits = [];
  let chosen = -1;
  box.hidden = false;

  const close = () => {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    const item = list.children[at];
    if (!item) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const open = (at) => hits[at] && location.assign(way(hits[at]));
  const row = (hit, at) => {
    const title = hit.heading && hit.heading !== hit.title ? `${hit.title}: ${hit.heading}` : hit.title;
    const item = element("li", { role: "option", id: `find-${at}`, "aria-selected": "false" },
      element("b", {}, title), element("small", {}, `${hit.section} · ${excerpt(hit)}`));
    item.addEventListener("click", () => open(at));
    return item;
  };
  const update = async () => {
    if (!input.value.trim()) {
      close();
      return;
    }
    let said = "";
    try {
      const index = await load();
      hits = look(index, input.value);
      said = hits.length ? "" : "Nothing found. Every word must be on one page.";
    } catch {
      hits = [];
      said = "The index can’t be loaded now. Type again to try once more.";
    }
    list.replaceChildren(...hits.map(row));
    note.textContent = said;
    found.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(hits.length ? 0 : -1);
  };

  input.addEventListener("focus", () => load().catch(() => {}));
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && hits.length) {
      event.preventDefault();
      choose((chosen + moves[event.key] + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(chosen);
    } else if (event.key === "Escape") {
      input.value = "";
      close();
    }
  });
  addEventListener("keydown", (event) => {
    const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
  addEventListener("click", (event) => box.contains(event.target) || close());
}

// Listings can be copied: of a console only what was typed.
function copying() {
  if (!navigator.clipboard) return;
  for (const listing of document.querySelectorAll(".listing")) {
    const button = element("button", { type: "button", class: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      const code = listing.querySelector("code").cloneNode(true);
      for (const part of code.querySelectorAll(".p, .o")) part.remove();
      await navigator.clipboard.writeText(`${code.textContent.replace(/\n{2,}/g, listing.dataset.language === "console" ? "\n" : "$&").trim()}\n`);
      button.textContent = "Copied";
      button.addEventListener("blur", () => { button.textContent = "Copy"; }, { once: true });
    });
    listing.append(button);
  }
}

// Marks where on the page one is.
function outline() {
  const links = new Map([...document.querySelectorAll(".outline a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const seen = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) isIntersecting ? seen.add(target.id) : seen.delete(target.id);
    const first = [...links.keys()].find((id) => seen.has(id));
    if (first === undefined) return;
    for (const [id, link] of links) id === first ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }, { rootMargin: "-64px 0px -50% 0px" });
  for (const id of links.keys()) {
    const heading = document.getElementById(id);
    if (heading) watcher.observe(heading);
  }
}

forward();
const contents = document.getElementById("contents");
if (contents && matchMedia("(max-width: 52rem)").matches) contents.open = false;
search();
copying();
outline();
