// Experiments: a part of the customers is routed another way, until there is a result or it does harm. One runs at a time.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan, useInterval } from "../../session";
import { ActionDialog, Badge, BarList, Button, Columns, EmptyState, Facts, Loaded, Moment, Panel, say, type Tone } from "../../ui";
import { ExperimentDialog } from "./experiment-dialog";
import { messages } from "./messages";
import { experimentsQuery } from "./queries";
import styles from "./routing.module.css";
import { StrategyFacts } from "./settings";

type Experiment = Schemas["Experiment"];

export function Experiments() {
  const t = useMessages(messages);
  const can = useCan();
  const experiments = useQuery({ ...experimentsQuery, refetchInterval: useInterval(10_000) });
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Loaded query={experiments}>
      {({ data: all }) => {
        const isRunning = all.some((one) => one.status === "running");
        const start = can("routing.manage") && !isRunning && (
          <Button look="primary" icon={FlaskConical} onClick={() => setIsOpen(true)}>
            {t("startExperiment")}
          </Button>
        );
        return (
          <div className={styles.lines}>
            {all.length === 0 ? (
              <Panel>
                <EmptyState title={t("noExperiments")} icon={FlaskConical}>
                  <p>{t("experimentsAbout")}</p>
                  {start}
                </EmptyState>
              </Panel>
            ) : (
              start && <div className={styles.row}>{start}</div>
            )}
            {[...all].reverse().map((one) => (
              <One key={`${one.name} ${one.started_at}`} experiment={one} />
            ))}
            {isOpen && <ExperimentDialog onClose={() => setIsOpen(false)} />}
          </div>
        );
      }}
    </Loaded>
  );
}

function tone(status: string): Tone {
  if (status === "running") return "info";
  if (status === "better") return "good";
  return status === "worse" || status === "stopped_on_harm" ? "bad" : "quiet";
}

function One({ experiment }: { experiment: Experiment }) {
  const t = useMessages(messages);
  const can = useCan();
  const formats = useFormats();
  const queries = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const stop = async () => {
    await data(api.POST("/api/v1/routing/experiments/{name}/stop", { params: { path: { name: experiment.name } } }));
    await queries.invalidateQueries({ queryKey: ["routing"] });
    say(t("experimentStopped"));
  };
  const sides = (["control", "trial"] as const).map((side) => {
    const { approved, payments } = experiment[side];
    const share = payments === 0 ? null : Math.round((approved / payments) * 10_000);
    const text = t("tally", { share: share === null ? "–" : formats.basisPoints(share), approved: formats.number(approved), payments: formats.number(payments) });
    return { key: side, name: t("sideName", { side }), value: share ?? 0, text };
  });
  const facts: [string, React.ReactNode][] = [
    [t("started"), <Moment key="started" time={experiment.started_at} />],
    [t("shareOfCustomers"), formats.basisPoints(experiment.share_basis_points)],
    [t("sample"), formats.number(experiment.sample)],
    [t("looks"), t("ofTen", { count: experiment.looks })],
    [t("significance"), formats.basisPoints(experiment.significance_percent * 100)],
  ];
  if (experiment.ended_at) facts.splice(1, 0, [t("ended"), <Moment key="ended" time={experiment.ended_at} />]);
  if (experiment.rules != null) facts.push([t("trialRules"), t("versionName", { version: experiment.rules })]);
  const actions = (
    <div className={styles.row}>
      <Badge tone={tone(experiment.status)}>{t("experimentStatus", { status: experiment.status })}</Badge>
      {experiment.status === "running" && can("routing.manage") && (
        <Button size="small" onClick={() => setIsAsked(true)}>
          {t("stopExperiment")}
        </Button>
      )}
    </div>
  );
  return (
    <Panel title={experiment.name} actions={actions}>
      <Columns minimum={300}>
        <div className={styles.lines}>
          <h3>{t("approvalRate")}</h3>
          <BarList label={t("approvalRate")} bars={sides} />
        </div>
        <Facts facts={facts} />
        {experiment.strategy && (
          <div className={styles.lines}>
            <h3>{t("trialStrategy")}</h3>
            <StrategyFacts strategy={experiment.strategy} />
          </div>
        )}
      </Columns>
      <ActionDialog open={isAsked} onClose={() => setIsAsked(false)} title={t("stopExperiment")} about={t("stopAbout")} action={t("stopExperiment")} danger onAction={stop} />
    </Panel>
  );
}
