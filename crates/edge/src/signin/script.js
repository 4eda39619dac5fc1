// Passkeys, and the forms of the account page. Everything else works without it.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail), { code: answer.code });
  return answer;
}

function say(message, isGood) {
  const place = document.getElementById("message");
  place.hidden = false;
  place.className = isGood ? "done" : "wrong";
  place.textContent = message;
  place.focus();
}

async function assertion(path, body) {
  const asked = await call("POST", path, body);
  const options = asked.options.publicKey;
  options.challenge = bytes(options.challenge);
  for (const one of options.allowCredentials ?? []) one.id = bytes(one.id);
  const made = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, clientDataJSON, signature, userHandle } = made.response;
  const credential = {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: {},
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: text(userHandle),
    },
  };
  return { challenge: asked.challenge, credential };
}

async function registration(name) {
  const asked = await call("POST", "/api/v1/me/passkeys/options", {});
  const options = asked.options.publicKey;
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  for (const one of options.excludeCredentials ?? []) one.id = bytes(one.id);
  const made = await navigator.credentials.create({ publicKey: options });
  const credential = {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: {},
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? [],
    },
  };
  return call("POST", "/api/v1/me/passkeys", { name, challenge: asked.challenge, credential });
}

const deeds = {
  async signIn({ dataset }) {
    const more = dataset.continue ? { continue: dataset.continue } : {};
    const answer = await assertion("/api/v1/sign-in/passkey/options", more);
    await call("POST", "/api/v1/sign-in/passkey", { ...answer, ...more });
    location.assign(dataset.next);
  },
  async register(form) {
    await registration(form.elements.name.value);
    location.reload();
  },
  async stepUp() {
    await call("POST", "/api/v1/me/step-up", { passkey: await assertion("/api/v1/me/step-up/options", {}) });
    say("Confirmed for five minutes. Now repeat what you wanted to do.", true);
  },
  async api(form) {
    const body = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    const answer = await call(form.dataset.method, form.dataset.path, form.dataset.method === "DELETE" ? undefined : body);
    if (answer.codes) return show("codes", answer.codes.join("\n"));
    if (answer.uri) return show("seed", `${answer.secret}\n\n${answer.uri}`);
    form.reset();
    if (form.dataset.next) location.assign(form.dataset.next);
    else if (form.dataset.done) say(form.dataset.done, true);
    else location.reload();
  },
};

function show(id, value) {
  document.getElementById(id).hidden = false;
  document.querySelector(`#${id} pre`).textContent = value;
}

async function run(deed, element) {
  try {
    await deeds[deed](element);
  } catch (error) {
    if (error.code === "step_up_required") {
      document.getElementById("prove").hidden = false;
      document.querySelector("#prove input")?.focus();
      say("Prove once more who you are, then repeat it.", false);
    } else {
      say(error.name === "NotAllowedError" ? "The passkey was not used." : error.message, false);
    }
  }
}

for (const element of document.querySelectorAll("button[data-deed]")) {
  if (!window.PublicKeyCredential) element.hidden = true;
  element.addEventListener("click", () => run(element.dataset.deed, element));
}
for (const form of document.querySelectorAll("form[data-deed]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form.dataset.deed, form);
  });
}
