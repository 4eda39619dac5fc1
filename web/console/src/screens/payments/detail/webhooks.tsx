// The webhook messages about the payment.
import { Panel } from "../../../ui";
import { DeliveriesOfPayment } from "../../webhooks/of-payment";
import { paymentKey } from "./queries";

export function WebhooksSent({ id }: { id: string }) {
  return (
    <Panel flush>
      <DeliveriesOfPayment payment={id} queryKey={paymentKey(id)} />
    </Panel>
  );
}
