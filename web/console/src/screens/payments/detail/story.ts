// The history of a payment as sentences: each event of its log with the message that tells it and the values in it.
import type { Schemas } from "../../../api";
import type { Formats } from "../../../format";
import type { Values } from "../../../i18n";
import type { Tone } from "../../../ui";
import type { messages } from "../messages";

type Key = Parameters<Awaited<ReturnType<typeof messages.load>>>[0];

export interface Told {
  readonly key: Key;
  readonly values: Values;
  readonly tone: Tone;
}

type Data = Record<string, unknown>;

const TELLING: Readonly<Record<string, readonly [Key, Tone]>> = {
  "payment.created": ["story_created", "quiet"],
  "payment.processing": ["story_processing", "quiet"],
  "payment.operation_started": ["story_operationStarted", "info"],
  "payment.operation_ended": ["story_operationEnded", "info"],
  "payment.operation_unknown": ["story_operationUnknown", "warn"],
  "payment.retry_scheduled": ["story_retryScheduled", "warn"],
  "payment.authorized": ["story_authorized", "good"],
  "payment.capture_requested": ["story_captureRequested", "info"],
  "payment.captured": ["story_captured", "good"],
  "payment.settlement_awaited": ["story_settlementAwaited", "info"],
  "payment.completed": ["story_completed", "good"],
  "payment.capture_failed": ["story_captureFailed", "bad"],
  "payment.cancel_requested": ["story_cancelRequested", "info"],
  "payment.cancelled": ["story_cancelled", "quiet"],
  "payment.cancel_failed": ["story_cancelFailed", "bad"],
  "payment.expired": ["story_expired", "quiet"],
  "payment.failed": ["story_failed", "bad"],
  "refund.requested": ["story_refundRequested", "info"],
  "refund.succeeded": ["story_refundSucceeded", "good"],
  "refund.failed": ["story_refundFailed", "bad"],
  "refund.returned": ["story_refundReturned", "bad"],
  "payment.reopened": ["story_reopened", "info"],
  "payment.not_routed": ["story_notRouted", "bad"],
  "dispute.opened": ["story_disputeOpened", "warn"],
  "dispute.updated": ["story_disputeUpdated", "warn"],
  "dispute.won": ["story_disputeWon", "good"],
  "dispute.lost": ["story_disputeLost", "bad"],
  "payment.needs_attention": ["story_needsAttention", "warn"],
  "payment.attention_resolved": ["story_attentionResolved", "good"],
  "payment.notice_taken": ["story_noticeTaken", "quiet"],
};

/** Every value that a message of the story may name; what an event lacks is said to be none. */
export function valuesOf(data: Data, formats: Formats): Values {
  const failure = (data["failure"] ?? data["decline"] ?? {}) as Data;
  const currency = typeof data["currency"] === "string" ? data["currency"] : null;
  const money = (minor: unknown) => (currency && (typeof minor === "number" || typeof minor === "string") ? formats.money(Number(minor), currency) : "–");
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : "none");
  const time = (value: unknown) => (typeof value === "string" ? formats.dateTime(value) : "–");
  return {
    amount: money(data["amount"]),
    fee: money(data["fee"]),
    gateway: text(data["gateway"]),
    kind: text(data["kind"]),
    call: text(data["call"]),
    outcome: text(data["outcome"]),
    doubt: text(data["doubt"]),
    code: text(data["code"] ?? failure["code"]),
    message: text(failure["message"]),
    reason: text(data["reason"]),
    attempt: typeof data["attempt"] === "number" ? data["attempt"] : 1,
    latency: typeof data["latency_ms"] === "number" ? formats.milliseconds(data["latency_ms"]) : "–",
    at: time(data["at"] ?? data["inquire_at"] ?? data["respond_by"] ?? data["expires_at"]),
  };
}

/** How an event is told; null for one that the console does not know yet, which is shown by its name. */
export function tell(event: Schemas["Event"], formats: Formats): Told | null {
  const telling = TELLING[event.type];
  if (!telling) return null;
  const data = event.data as Data;
  const [key, usual] = telling;
  const outcome = event.type === "payment.operation_ended" ? data["outcome"] : undefined;
  const tone = outcome === "approved" ? "good" : outcome === "declined" || outcome === "failed" ? "bad" : usual;
  return { key, values: valuesOf(data, formats), tone };
}
