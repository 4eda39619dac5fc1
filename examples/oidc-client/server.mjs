// A site that lets people log in with Bezant: the authorization code with PKCE, then one call to the API in their name.
import http from "node:http";
import { randomUUID } from "node:crypto";

// Where the library is, if it is not installed beside this file.
const oidc = await import(process.env.OPENID_CLIENT ?? "openid-client");
const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = "3000" } = process.env;

const issuer = new URL(ISSUER);
// Without TLS only on this machine.
const execute = issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
const config = await oidc.discovery(issuer, CLIENT_ID, CLIENT_SECRET, undefined, { execute });

// What each browser that was sent to log in has to come back with. A real site keeps it in its sessions.
const waiting = new Map();

async function logIn(response) {
  const verifier = oidc.randomPKCECodeVerifier();
  const [browser, state, nonce] = [randomUUID(), oidc.randomState(), oidc.randomNonce()];
  waiting.set(browser, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
  if (waiting.size > 1000) waiting.delete(waiting.keys().next().value);
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${origin}/cb`,
    scope: "openid profile email payments.read",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  response.writeHead(302, { location: url.href, "set-cookie": `browser=${browser}; HttpOnly; SameSite=Lax; Path=/` }).end();
}

async function comeBack(request, response) {
  const browser = /(?:^|; )browser=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const expected = waiting.get(browser);
  waiting.delete(browser);
  if (!expected) return response.writeHead(400).end("log in first");
  const tokens = await oidc.authorizationCodeGrant(config, new URL(request.url, origin), expected);
  const payments = await oidc.fetchProtectedResource(
    config, tokens.access_token, new URL("/api/v1/payments", issuer), "GET",
  );
  const { data } = await payments.json();
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(`Hello ${tokens.claims().email}, you see ${data.length} payments.`);
}

const server = http.createServer((request, response) => {
  const answer = request.url.startsWith("/cb?") ? comeBack(request, response) : logIn(response);
  answer.catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end("this did not work");
  });
});
await new Promise((ready) => server.listen(Number(PORT), "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;
console.log(origin);
