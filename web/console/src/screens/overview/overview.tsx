// The overview's page.
import { useQuery } from "@tanstack/react-query";
import { api, data } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useInterval } from "../../session";
import { Badge, type Column, DataTable, EmptyState, Loaded, Page, Panel } from "../../ui";
import { messages } from "./messages";

export function Component() {
  const t = useMessages(messages);
  const formats = useFormats();
  const gateways = useQuery({ queryKey: ["gateways"], queryFn: () => data(api.GET("/api/v1/gateways")), refetchInterval: useInterval(10_000) });
  return (
    <Page title={t("title")}>
      <Panel title={t("gateways")} flush>
        <Loaded query={gateways}>
          {(page) => {
            const rows = page.data.flatMap((gateway) => gateway.health.map((health) => ({ gateway: gateway.name, ...health })));
            const columns: Column<(typeof rows)[number]>[] = [
              { id: "gateway", label: t("gateway"), cell: (row) => row.gateway, sortBy: (row) => row.gateway },
              { id: "operation", label: t("operation"), cell: (row) => row.operation },
              { id: "breaker", label: t("breaker"), cell: (row) => <Badge tone={row.breaker === "closed" ? "good" : "bad"}>{row.breaker}</Badge> },
              { id: "success", label: t("success"), align: "end", cell: (row) => (row.success_basis_points == null ? "–" : formats.basisPoints(row.success_basis_points)), sortBy: (row) => row.success_basis_points ?? null },
              { id: "latency", label: t("latency"), align: "end", cell: (row) => (row.mean_latency_ms == null ? "–" : formats.milliseconds(row.mean_latency_ms)), sortBy: (row) => row.mean_latency_ms ?? null },
            ];
            return rows.length === 0 ? (
              <EmptyState title={t("noGateways")} />
            ) : (
              <DataTable label={t("gateways")} columns={columns} rows={rows} rowId={(row) => `${row.gateway} ${row.operation}`} />
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}
