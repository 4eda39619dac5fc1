// The messages for an endpoint, the newest first, read anew every few seconds while somebody looks.
import { useQueryClient } from "@tanstack/react-query";
import { RotateCcw, Send } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan, useInterval } from "../../session";
import { ActionDialog, Button, type Column, EmptyState, PagedTable, Panel, say, usePages } from "../../ui";
import { useDeliveryColumns } from "./columns";
import { messages } from "./messages";
import type { Delivery, Endpoint } from "./state";

const EVERY_MS = 5_000;

export function Deliveries({ endpoint }: { endpoint: Endpoint }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const [replayed, setReplayed] = useState<Delivery | null>(null);
  const { id } = endpoint;
  const pages = usePages(
    ["webhook-deliveries", id],
    (cursor) => data(api.GET("/api/v1/webhook-endpoints/{id}/deliveries", { params: { path: { id }, query: { limit: 100, ...cursor } } })),
    { refetchInterval: useInterval(EVERY_MS) },
  );
  const columns: Column<Delivery>[] = [
    ...useDeliveryColumns(),
    { id: "payment", label: t("payment"), hidden: true, cell: (one) => (one.payment ? <Link to={`/payments/${one.payment}`} className="technical">{one.payment}</Link> : "–") },
    { id: "id", label: t("id"), hidden: true, cell: (one) => <span className="technical">{one.id}</span> },
    ...(can("webhooks.manage")
      ? [
          {
            id: "replay",
            label: t("actions"),
            width: 160,
            cell: (one: Delivery) => (
              <Button size="small" icon={RotateCcw} onClick={() => setReplayed(one)}>
                {t("replay")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  const replay = async () => {
    const path = { id, delivery_id: replayed!.id };
    await api.POST("/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay", { params: { path } });
    say(t("replayDone"));
    await queries.invalidateQueries({ queryKey: ["webhook-deliveries", id] });
  };
  return (
    <Panel title={t("deliveries")} flush>
      <PagedTable pages={pages} label={t("deliveries")} name="deliveries" columns={columns} rowId={(one) => one.id} empty={<EmptyState title={t("noDeliveries")} icon={Send}>{t("noDeliveriesAbout")}</EmptyState>} />
      <ActionDialog open={replayed !== null} onClose={() => setReplayed(null)} title={t("replayTitle")} about={t("replayAbout", { type: replayed?.type ?? "" })} action={t("replay")} onAction={replay} />
    </Panel>
  );
}
