// The figures at the top: what happens now, and the last hour.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useFormats, useMessages } from "../../i18n";
import { useLiveEvents, useLiveRefresh, useLiveStatus } from "../../live";
import { useInterval } from "../../session";
import { Columns, Loaded, Stat } from "../../ui";
import { messages } from "./messages";
import { Pace } from "./minutes";
import { AFTER_EVENTS_MS, ANALYTICS, EVERY_MS, hourQuery } from "./queries";

const CREATED = ["payment.created"];
const DECIDING = ["payment.*"];
const KEYS = [ANALYTICS];
const SPAN_MS = 10_000;

export function Figures() {
  const t = useMessages(messages);
  const formats = useFormats();
  const hour = useQuery({ ...hourQuery, refetchInterval: useInterval(EVERY_MS) });
  useLiveRefresh(DECIDING, KEYS, AFTER_EVENTS_MS);
  return (
    <Loaded query={hour} lines={2}>
      {(answer) => {
        const row = answer.data[0];
        const rate = row?.payments.approval_rate;
        const uplift = row?.uplift;
        return (
          <Columns minimum={156}>
            <Now />
            <Stat label={t("decided")} value={formats.number(row?.payments.decided ?? 0)} about={t("decidedAbout", { approved: row?.payments.approved ?? 0 })} />
            <Stat
              label={t("approvalRate")}
              value={rate ? formats.basisPoints(rate.basis_points) : "–"}
              about={rate ? t("interval", { low: formats.basisPoints(rate.low), high: formats.basisPoints(rate.high) }) : t("noneDecided")}
            />
            <Stat
              label={t("latency")}
              value={row?.latency.p95_ms == null ? "–" : formats.milliseconds(row.latency.p95_ms)}
              about={row?.latency.p50_ms == null ? t("noCalls") : t("latencyAbout", { p50: formats.milliseconds(row.latency.p50_ms), calls: row.latency.calls })}
            />
            <Stat
              label={t("uplift")}
              value={uplift?.basis_points == null ? "–" : formats.basisPoints(uplift.basis_points)}
              about={
                uplift?.basis_points == null
                  ? t("noneDecided")
                  : t("upliftAbout", { retry: formats.basisPoints(uplift.retry ?? 0), failover: formats.basisPoints(uplift.failover ?? 0), wait: formats.basisPoints(uplift.wait ?? 0) })
              }
            />
          </Columns>
        );
      }}
    </Loaded>
  );
}

/** Payments a second, counted as the events come; without them there is no such figure. */
function Now() {
  const t = useMessages(messages);
  const formats = useFormats();
  const status = useLiveStatus();
  const pace = useRef(new Pace(SPAN_MS));
  const [perSecond, setPerSecond] = useState(0);
  useLiveEvents(CREATED, (events) => pace.current.add(events.map(({ event }) => Date.parse(event.created_at)), Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setPerSecond(pace.current.perSecond(Date.now())), 1_000);
    return () => clearInterval(timer);
  }, []);
  const isLive = status.kind === "live";
  return <Stat label={t("now")} value={isLive ? formats.number(perSecond) : "–"} about={t(isLive ? "nowAbout" : "nowNotLive")} />;
}
