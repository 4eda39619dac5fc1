// Whether an endpoint is sent to, and what became of a message.
import type { Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Badge, type Tone } from "../../ui";
import { messages } from "./messages";

export type Endpoint = Schemas["WebhookEndpoint"];
export type Delivery = Schemas["WebhookDelivery"];

const REASONS = ["gone", "operator", "too_many_failures"] as const;
const STATES = ["pending", "delivered", "failed", "abandoned"] as const;
const TONES: Record<(typeof STATES)[number], Tone> = { pending: "info", delivered: "good", failed: "bad", abandoned: "quiet" };

export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
  const t = useMessages(messages);
  if (endpoint.enabled) return <Badge tone="good">{t("enabled")}</Badge>;
  const reason = REASONS.find((one) => one === endpoint.disabled_reason);
  return <Badge tone={reason === "operator" ? "quiet" : "bad"}>{reason ? t(`disabled_${reason}`) : t("disabled")}</Badge>;
}

export function DeliveryState({ delivery }: { delivery: Delivery }) {
  const t = useMessages(messages);
  const state = STATES.find((one) => one === delivery.state);
  return <Badge tone={state ? TONES[state] : "quiet"}>{state ? t(`state_${state}`) : delivery.state}</Badge>;
}
