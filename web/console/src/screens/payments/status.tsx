// Where a payment stands, in a word.
import { useMessages } from "../../i18n";
import { Badge, type Tone } from "../../ui";
import { messages } from "./messages";

/** The states of docs/payments.md. */
export const STATUSES = [
  "INITIATED", "PROCESSING", "AUTHORIZED", "CAPTURED", "COMPLETED", "REFUND_INITIATED", "PARTIALLY_REFUNDED", "REFUNDED", "FAILED", "CANCELLED", "EXPIRED",
] as const;
export type Status = (typeof STATUSES)[number];

const TONES: Readonly<Record<Status, Tone>> = {
  INITIATED: "quiet",
  PROCESSING: "info",
  AUTHORIZED: "info",
  CAPTURED: "good",
  COMPLETED: "good",
  REFUND_INITIATED: "warn",
  PARTIALLY_REFUNDED: "warn",
  REFUNDED: "quiet",
  FAILED: "bad",
  CANCELLED: "quiet",
  EXPIRED: "quiet",
};

function known(status: string): Status | undefined {
  return STATUSES.find((one) => one === status);
}

/** The word for a state; one that the console does not know yet is shown as the API writes it. */
export function useStatusWord(): (status: string) => string {
  const t = useMessages(messages);
  return (status) => {
    const one = known(status);
    return one ? t(`status_${one}`) : status;
  };
}

export function StatusBadge({ status }: { status: string }) {
  const word = useStatusWord();
  const one = known(status);
  return <Badge tone={one ? TONES[one] : "quiet"}>{word(status)}</Badge>;
}
