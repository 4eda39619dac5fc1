// How each gateway is doing: breakers, success and latency of each operation, where its errors are heading.
import { useQuery } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { useMemo } from "react";
import type { Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useInterval } from "../../session";
import { Badge, type Column, DataTable, EmptyState, Facts, Loaded, Moment, Panel } from "../../ui";
import { messages } from "./messages";
import { gatewaysQuery } from "./queries";
import styles from "./routing.module.css";

type Gateway = Schemas["Gateway"];
type Health = Schemas["OperationHealth"];

/** The API answers this where there is no bound. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export function Gateways() {
  const t = useMessages(messages);
  const gateways = useQuery({ ...gatewaysQuery, refetchInterval: useInterval(5_000) });
  return (
    <Loaded query={gateways}>
      {(page) =>
        page.data.length === 0 ? (
          <EmptyState title={t("noGateways")} icon={Unplug} />
        ) : (
          <div className={styles.lines}>
            <p className={styles.small}>{t("recentAbout")}</p>
            {page.data.map((gateway) => (
              <Panel key={gateway.name} title={gateway.name} actions={<Standing gateway={gateway} />} flush>
                <div className={styles.padded}>
                  <Takes gateway={gateway} />
                </div>
                <Operations gateway={gateway} />
              </Panel>
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Standing({ gateway }: { gateway: Gateway }) {
  const t = useMessages(messages);
  if (gateway.health.some((one) => one.breaker === "open")) return <Badge tone="bad">{t("someOpen")}</Badge>;
  if (gateway.health.some((one) => one.breaker === "half_open")) return <Badge tone="warn">{t("onTrial")}</Badge>;
  if (gateway.health.some((one) => one.trend?.restrained_since)) return <Badge tone="warn">{t("restrained")}</Badge>;
  return <Badge tone="good">{t("allClosed")}</Badge>;
}

function Takes({ gateway }: { gateway: Gateway }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const orAll = (values: readonly string[]) => (values.length === 0 ? t("all") : formats.list(values));
  const most = gateway.maximum_amount;
  const limits = most == null || most >= UNBOUNDED ? t("minorFrom", { least: gateway.minimum_amount }) : t("minorBetween", { least: formats.number(gateway.minimum_amount), most: formats.number(most) });
  return (
    <Facts
      facts={[
        [t("methods"), formats.list(gateway.methods.map((method) => t("methodName", { method })))],
        [t("currencies"), orAll(gateway.currencies)],
        [t("countries"), orAll(gateway.countries)],
        [t("amounts"), limits],
        [t("configuredFee"), t("feeOf", { share: formats.basisPoints(gateway.fee_basis_points), fixed: formats.number(gateway.fee_fixed) })],
        [t("priority"), formats.number(gateway.priority)],
      ]}
    />
  );
}

function Operations({ gateway }: { gateway: Gateway }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const columns = useMemo((): Column<Health>[] => {
    const calls = ({ recent }: Health) => recent.success + recent.decline + recent.failure + recent.unknown;
    return [
      { id: "operation", label: t("operation"), cell: (row) => t("operationName", { operation: row.operation }), width: 120 },
      { id: "breaker", label: t("breaker"), cell: (row) => <Breaker health={row} />, width: 150 },
      { id: "success", label: t("success"), align: "end", cell: (row) => (row.success_basis_points == null ? "–" : formats.basisPoints(row.success_basis_points)), sortBy: (row) => row.success_basis_points ?? null },
      { id: "latency", label: t("latency"), align: "end", cell: (row) => (row.mean_latency_ms == null ? "–" : formats.milliseconds(row.mean_latency_ms)), sortBy: (row) => row.mean_latency_ms ?? null },
      { id: "calls", label: t("recentCalls"), align: "end", cell: (row) => formats.number(calls(row)), sortBy: calls },
      { id: "failures", label: t("withoutAnswer"), align: "end", cell: (row) => formats.number(row.recent.failure + row.recent.unknown), sortBy: (row) => row.recent.failure + row.recent.unknown },
    ];
  }, [t, formats]);
  const heading = gateway.health.filter((one) => one.trend);
  return (
    <>
      <DataTable label={t("operationsOf", { gateway: gateway.name })} columns={columns} rows={gateway.health} rowId={(row) => row.operation} />
      {heading.length > 0 && (
        <div className={styles.padded}>
          <Facts facts={heading.map((one) => [t("trendOf", { operation: t("operationName", { operation: one.operation }) }), <Trend key={one.operation} trend={one.trend!} />])} />
        </div>
      )}
    </>
  );
}

export function Breaker({ health }: { health: Pick<Health, "breaker" | "open_until" | "trend"> }) {
  const t = useMessages(messages);
  const tone = health.breaker === "closed" ? "good" : health.breaker === "open" ? "bad" : "warn";
  return (
    <>
      <Badge tone={tone}>{t("breakerIs", { breaker: health.breaker })}</Badge>{" "}
      {health.open_until && health.breaker === "open" && <Moment time={health.open_until} relative />}
      {health.trend?.restrained_since && <Badge tone="warn">{t("restrained")}</Badge>}
    </>
  );
}

/** Usual, now, and what is foreseen. */
function Trend({ trend }: { trend: Schemas["Trend"] }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const said = (forecast: Schemas["Forecast"], say: (value: number) => string) => ({ slow: say(forecast.slow), fast: say(forecast.fast), forecast: say(forecast.forecast) });
  return (
    <>
      {t("errorTrend", said(trend.errors_basis_points, formats.basisPoints))}
      {trend.latency_ms && (
        <>
          <br />
          {t("latencyTrend", said(trend.latency_ms, formats.milliseconds))}
        </>
      )}
    </>
  );
}
