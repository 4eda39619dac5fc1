// Which messages are believed.

import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";

import { verifyWebhook, WebhookError } from "../../src/index.js";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = '{"type":"payment.completed","timestamp":"2026-11-22T12:00:00Z","data":{"payment":"pay_1"}}';

function signed(body = BODY, sent = "1000"): Record<string, string> {
  const mac = createHmac("sha256", Buffer.from(SECRET.slice(6), "base64")).update(`msg_1.${sent}.${body}`);
  return { "Webhook-Id": "msg_1", "webhook-timestamp": sent, "webhook-signature": `v1,AAAA v1,${mac.digest("base64")}` };
}

function at(seconds: number): { now: () => number } {
  return { now: () => seconds * 1_000 };
}

async function refused(code: string, ...given: Parameters<typeof verifyWebhook>): Promise<void> {
  await assert.rejects(verifyWebhook(...given), (error) => error instanceof WebhookError && error.code === code, code);
}

test("one of several signatures by one of several secrets is enough", async () => {
  for (const headers of [signed(), new Headers(signed())]) {
    const message = await verifyWebhook(new TextEncoder().encode(BODY), headers, ["whsec_AAAA", SECRET], at(1_300));
    assert.deepEqual([message.id, message.type, message.data["payment"]], ["msg_1", "payment.completed", "pay_1"]);
  }
});

test("what was changed, or is of another time, is refused", async () => {
  await refused("signature_invalid", "{}", signed(), SECRET, at(1_000));
  await refused("signature_invalid", BODY, { ...signed(), "Webhook-Id": "msg_2" }, SECRET, at(1_000));
  await refused("signature_invalid", BODY, { ...signed(), "webhook-signature": "v1a,AAAA v1 x" }, SECRET, at(1_000));
  await refused("too_old", BODY, signed(), SECRET, at(1_301));
  await refused("too_new", BODY, signed(), SECRET, at(699));
  await refused("timestamp_invalid", BODY, signed(BODY, "+1000"), SECRET, at(1_000));
  await refused("header_missing", BODY, { "webhook-id": "msg_1" }, SECRET, at(1_000));
  await refused("body_malformed", "[]", signed("[]"), SECRET, at(1_000));
  await refused("secret_invalid", BODY, signed(), "secret", at(1_000));
  await refused("secret_invalid", BODY, signed(), "whsec_", at(1_000));
});

test("a public key verifies too, and only its own scheme", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const key = `whpk_${raw.toString("base64")}`;
  const signature = sign(null, Buffer.from(`msg_1.1000.${BODY}`), privateKey).toString("base64");
  const headers = { ...signed(), "webhook-signature": `v1a,${signature}` };
  assert.equal((await verifyWebhook(BODY, headers, key, at(1_000))).id, "msg_1");
  await refused("signature_invalid", BODY, { ...headers, "webhook-signature": `v1,${signature}` }, key, at(1_000));
});
