// What can be done with a payment where it stands (docs/payments.md). The node decides; this is what is worth offering.
import type { Payment } from "./queries";

export const ACTIONS = ["confirm", "capture", "refund", "cancel", "retry"] as const;
export type Action = (typeof ACTIONS)[number];

/** What is captured and neither given back nor being given back. */
export function refundable(payment: Payment): number {
  const pending = payment.refunds.filter((refund) => refund.status === "REFUND_INITIATED");
  return payment.amount_captured - payment.amount_refunded - pending.reduce((sum, refund) => sum + refund.amount, 0);
}

export function allowed(payment: Payment): readonly Action[] {
  // While a gateway is asked, nothing else is begun.
  if (payment.operation_in_progress) return [];
  switch (payment.status) {
    case "INITIATED":
      return ["confirm", "cancel"];
    case "AUTHORIZED":
      return ["capture", "cancel"];
    case "COMPLETED":
    case "PARTIALLY_REFUNDED":
      return refundable(payment) > 0 ? ["refund"] : [];
    case "FAILED":
      return payment.amount_captured === 0 ? ["retry"] : [];
    default:
      return [];
  }
}
