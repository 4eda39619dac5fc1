// The last hour, minute by minute.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useFormats, useMessages } from "../../i18n";
import { useInterval } from "../../session";
import { Columns, Loaded, Panel, TimeChart } from "../../ui";
import { messages } from "./messages";
import { minutesOf } from "./minutes";
import { EVERY_MS, minutesQuery } from "./queries";

export function LastHour() {
  const t = useMessages(messages);
  const formats = useFormats();
  const minutes = useQuery({ ...minutesQuery, refetchInterval: useInterval(EVERY_MS) });
  const lines = useMemo(() => minutes.data && minutesOf(minutes.data), [minutes.data]);
  return (
    <Loaded query={minutes}>
      {() =>
        lines && (
          <Columns minimum={340}>
            <Panel title={t("volume")}>
              <TimeChart
                label={t("volumeLabel")}
                times={lines.times}
                series={[
                  { label: t("approved"), values: lines.approved },
                  { label: t("notApproved"), values: lines.notApproved },
                ]}
                format={formats.number}
              />
            </Panel>
            <Panel title={t("approvalRate")}>
              <TimeChart label={t("approvalLabel")} times={lines.times} series={[{ label: t("approvalRate"), values: lines.approvalBasisPoints }]} format={formats.basisPoints} top={10_000} />
            </Panel>
            <Panel title={t("latency")}>
              <TimeChart
                label={t("latencyLabel")}
                times={lines.times}
                series={[
                  { label: t("p95"), values: lines.p95 },
                  { label: t("p50"), values: lines.p50 },
                ]}
                format={formats.milliseconds}
              />
            </Panel>
          </Columns>
        )
      }
    </Loaded>
  );
}
