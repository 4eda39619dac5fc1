// Webhooks by the receiver: whether a message is from the node (Standard Webhooks 1.0), compared in constant time by Web Crypto.

import { WebhookError } from "./errors.js";

/** What a webhook tells. */
export interface WebhookMessage {
  /** Such as `payment.completed`. */
  type: string;
  /** When it happened. */
  timestamp: string;
  data: Record<string, unknown>;
  /** The same at every repetition: remember it, and do nothing twice. */
  id: string;
}

/** Headers as `fetch` or Node.js has them. */
export type WebhookHeaders = Headers | Record<string, string | readonly string[] | undefined>;

export interface WebhookOptions {
  /** How far the sender's clock may be from this one. Five minutes if left out. */
  toleranceSeconds?: number;
  /** This clock, in milliseconds since 1970. */
  now?: () => number;
}

const SECRET = "whsec_";
const PUBLIC_KEY = "whpk_";

/**
 * The message, if one of the secrets has signed it.
 *
 * @param body as it came, byte by byte: before any JSON parser has been at it
 * @param secrets the endpoint's `whsec_…`, or its `whpk_…` where it signs with Ed25519; several while one is being replaced
 * @throws WebhookError
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  options: WebhookOptions = {},
): Promise<WebhookMessage> {
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature");
  checkTime(timestamp, options);
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + bytes.length);
  signed.set(head);
  signed.set(bytes, head.length);
  for (const secret of typeof secrets === "string" ? [secrets] : secrets) {
    if (await isSignedBy(secret, signatures, signed)) {
      return { ...message(bytes), id };
    }
  }
  throw new WebhookError("signature_invalid", "no signature is by any of the secrets");
}

function header(headers: WebhookHeaders, name: string): string {
  let value: string | readonly string[] | null | undefined;
  if (headers instanceof Headers) {
    value = headers.get(name);
  } else {
    value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  }
  const text = typeof value === "string" ? value : value?.[0];
  if (!text) {
    throw new WebhookError("header_missing", `the header ${name} is missing`);
  }
  return text;
}

function checkTime(timestamp: string, { toleranceSeconds = 300, now = Date.now }: WebhookOptions): void {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookError("timestamp_invalid", "the timestamp is no number of seconds");
  }
  const age = Math.floor(now() / 1_000) - Number(timestamp);
  if (age > toleranceSeconds) {
    throw new WebhookError("too_old", `it was sent ${age} seconds ago`);
  }
  if (-age > toleranceSeconds) {
    throw new WebhookError("too_new", `it was sent ${-age} seconds ahead of this clock`);
  }
}

async function isSignedBy(secret: string, signatures: string, signed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const isPublic = secret.startsWith(PUBLIC_KEY);
  if (!isPublic && !secret.startsWith(SECRET)) {
    throw new WebhookError("secret_invalid", "a secret begins with whsec_ or whpk_");
  }
  const material = base64(secret.slice(isPublic ? PUBLIC_KEY.length : SECRET.length));
  if (material === undefined || material.length === 0) {
    throw new WebhookError("secret_invalid", "a secret is Base64 behind its beginning");
  }
  const algorithm = isPublic ? { name: "Ed25519" } : { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", material, algorithm, false, ["verify"]);
  const version = isPublic ? "v1a," : "v1,";
  for (const one of signatures.split(" ")) {
    const signature = one.startsWith(version) ? base64(one.slice(version.length)) : undefined;
    if (signature !== undefined && (await crypto.subtle.verify(algorithm.name, key, signature, signed))) {
      return true;
    }
  }
  return false;
}

function base64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function message(bytes: Uint8Array): Omit<WebhookMessage, "id"> {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Omit<WebhookMessage, "id">;
    if (typeof value.type === "string" && typeof value.data === "object" && value.data !== null) {
      return value;
    }
  } catch {
    // Said below, as is JSON of another shape.
  }
  throw new WebhookError("body_malformed", "the signed body is no message");
}
