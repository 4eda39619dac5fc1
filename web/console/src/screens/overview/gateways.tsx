// How the gateways are doing, and what they cost.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useLiveRefresh } from "../../live";
import { useCan, useInterval } from "../../session";
import { Badge, type Column, DataTable, EmptyState, Loaded, Panel } from "../../ui";
import { messages } from "./messages";
import { AFTER_EVENTS_MS, costQuery, EVERY_MS, gatewaysQuery } from "./queries";

const CALLS = ["payment.operation_ended", "payment.operation_unknown"];
const KEYS = [gatewaysQuery.queryKey];

export function Gateways() {
  const can = useCan();
  return (
    <>
      <Health />
      {can("analytics.read") && <Cost />}
    </>
  );
}

type Health = { gateway: string } & Schemas["OperationHealth"];

function Health() {
  const t = useMessages(messages);
  const formats = useFormats();
  const gateways = useQuery({ ...gatewaysQuery, refetchInterval: useInterval(EVERY_MS) });
  useLiveRefresh(CALLS, KEYS, AFTER_EVENTS_MS);
  const rows = useMemo(() => gateways.data?.data.flatMap((gateway) => gateway.health.map((health) => ({ gateway: gateway.name, ...health }))) ?? [], [gateways.data]);
  const columns = useMemo<readonly Column<Health>[]>(
    () => [
      { id: "gateway", label: t("gateway"), cell: (row) => <strong>{row.gateway}</strong>, sortBy: (row) => row.gateway },
      { id: "operation", label: t("operation"), cell: (row) => operation(row.operation), sortBy: (row) => row.operation },
      { id: "breaker", label: t("breaker"), cell: (row) => <Breaker health={row} />, sortBy: (row) => row.breaker },
      { id: "calls", label: t("recentCalls"), align: "end", cell: (row) => formats.number(calls(row)), sortBy: calls },
      { id: "success", label: t("success"), align: "end", cell: (row) => (row.success_basis_points == null ? "–" : formats.basisPoints(row.success_basis_points)), sortBy: (row) => row.success_basis_points ?? null },
      { id: "latency", label: t("meanLatency"), align: "end", cell: (row) => (row.mean_latency_ms == null ? "–" : formats.milliseconds(row.mean_latency_ms)), sortBy: (row) => row.mean_latency_ms ?? null },
    ],
    [t, formats],
  );
  function operation(word: string) {
    const known = (["authorize", "capture", "void", "refund"] as const).find((one) => one === word);
    return known ? t(`operation_${known}`) : word;
  }
  return (
    <Panel title={t("gateways")} flush>
      <Loaded query={gateways}>
        {() => (rows.length === 0 ? <EmptyState title={t("noGateways")} /> : <DataTable label={t("gateways")} columns={columns} rows={rows} rowId={(row) => `${row.gateway} ${row.operation}`} height="420px" />)}
      </Loaded>
    </Panel>
  );
}

/** Calls of the last minutes; they have a half-life of five. */
function calls({ recent }: Health): number {
  return recent.success + recent.decline + recent.failure + recent.unknown;
}

export function Breaker({ health }: { health: Schemas["OperationHealth"] }) {
  const t = useMessages(messages);
  if (health.breaker === "closed" && health.trend?.restrained_since) return <Badge tone="warn">{t("restrained")}</Badge>;
  if (health.breaker === "closed") return <Badge tone="good">{t("breakerClosed")}</Badge>;
  return <Badge tone={health.breaker === "open" ? "bad" : "warn"}>{t(health.breaker === "open" ? "breakerOpen" : "breakerHalfOpen")}</Badge>;
}

function Cost() {
  const t = useMessages(messages);
  const formats = useFormats();
  const cost = useQuery({ ...costQuery, refetchInterval: useInterval(EVERY_MS) });
  const columns = useMemo<readonly Column<Schemas["AnalyticsRowDto"]>[]>(() => {
    const group = (row: Schemas["AnalyticsRowDto"], name: string) => (row.group as Record<string, string | null>)[name] ?? null;
    return [
      { id: "gateway", label: t("gateway"), cell: (row) => <strong>{group(row, "gateway") ?? t("noneAsked")}</strong>, sortBy: (row) => group(row, "gateway") },
      { id: "currency", label: t("currency"), cell: (row) => group(row, "currency"), sortBy: (row) => group(row, "currency") },
      { id: "approval", label: t("approvalRate"), align: "end", cell: (row) => (row.attempts.approval_rate ? formats.basisPoints(row.attempts.approval_rate.basis_points) : "–"), sortBy: (row) => row.attempts.approval_rate?.basis_points ?? null },
      { id: "completed", label: t("completed"), align: "end", cell: (row) => (row.amounts ? formats.money(row.amounts.completed, row.amounts.currency) : "–"), sortBy: (row) => row.amounts?.completed ?? null },
      { id: "fees", label: t("fees"), align: "end", cell: (row) => (row.amounts ? formats.money(row.amounts.fees, row.amounts.currency) : "–"), sortBy: (row) => row.amounts?.fees ?? null },
      { id: "cost", label: t("cost"), align: "end", cell: (row) => (row.amounts?.cost_basis_points == null ? "–" : formats.basisPoints(row.amounts.cost_basis_points)), sortBy: (row) => row.amounts?.cost_basis_points ?? null },
    ];
  }, [t, formats]);
  return (
    <Panel title={t("costTitle")} flush>
      <Loaded query={cost}>
        {(answer) =>
          answer.data.length === 0 ? (
            <EmptyState title={t("noPayments")} />
          ) : (
            <DataTable label={t("costTitle")} columns={columns} rows={answer.data} rowId={(row) => JSON.stringify(row.group)} height="420px" />
          )
        }
      </Loaded>
    </Panel>
  );
}
