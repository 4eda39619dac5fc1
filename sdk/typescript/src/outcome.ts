// A declined payment is an answer and no error of the API: it was created, and it failed. Who wants an exception asks for one.

import { PaymentFailedError } from "./errors.js";
import type { Payment } from "./generated/types.js";

/**
 * The payment itself, unless it failed.
 *
 * @throws PaymentFailedError with the reason's code
 */
export function ensureNotFailed(payment: Payment): Payment {
  if (payment.status === "FAILED") {
    throw new PaymentFailedError(payment);
  }
  return payment;
}
