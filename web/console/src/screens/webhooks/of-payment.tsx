// The messages about a payment: to which endpoint each went, and what became of it there.
import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useInterval } from "../../session";
import { EmptyState, PagedTable, usePages } from "../../ui";
import { useDeliveryColumns } from "./columns";
import { messages } from "./messages";
import { endpointsQuery } from "./queries";

const EVERY_MS = 5_000;

/** `queryKey` is the payment's, so that they are read anew with it. */
export function DeliveriesOfPayment({ payment, queryKey }: { payment: string; queryKey: readonly unknown[] }) {
  const t = useMessages(messages);
  const endpoints = useQuery(endpointsQuery);
  const pages = usePages(
    [...queryKey, "webhook-deliveries"],
    (cursor) => data(api.GET("/api/v1/payments/{id}/webhook-deliveries", { params: { path: { id: payment }, query: { limit: 100, ...cursor } } })),
    { refetchInterval: useInterval(EVERY_MS) },
  );
  // One that was deleted since has no page any more.
  const found = (id: string) => endpoints.data?.data.find((one) => one.id === id);
  const address = (id: string) => found(id)?.url ?? id;
  const [type, ...rest] = useDeliveryColumns();
  // There is less room than on the page of an endpoint, and most messages are delivered at once.
  const narrow = rest.map((column) => (["attempts", "next"].includes(column.id) ? { ...column, hidden: true } : column.id === "answer" ? { ...column, width: 130 } : column));
  const columns = [
    type!,
    { id: "endpoint", label: t("one"), cell: (one: { endpoint: string }) => <span className="technical" title={address(one.endpoint)}>{address(one.endpoint)}</span> },
    ...narrow,
  ];
  return (
    <PagedTable
      pages={pages}
      label={t("title")}
      name="payment-deliveries"
      columns={columns}
      rowId={(one) => `${one.id} ${one.endpoint}`}
      rowLink={(one) => (found(one.endpoint) ? `/webhooks/${one.endpoint}` : "/webhooks")}
      empty={
        <EmptyState title={t("noneOfPayment")} icon={Send}>
          {t("noneOfPaymentAbout")}
        </EmptyState>
      }
    />
  );
}
