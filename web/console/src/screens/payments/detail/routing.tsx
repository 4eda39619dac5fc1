// Why each gateway was asked: the decision with every gateway that could have been, its score and what it is made of.
import { useQuery } from "@tanstack/react-query";
import { Route } from "lucide-react";
import type { Schemas } from "../../../api";
import { useFormats, useMessages } from "../../../i18n";
import { Badge, type Column, DataTable, EmptyState, Loaded, Panel } from "../../../ui";
import { messages } from "../messages";
import styles from "./detail.module.css";
import { type Payment, routingQuery } from "./queries";

type Scored = Schemas["ScoredGateway"];

const VERDICTS = [
  "chosen", "eligible", "already_tried", "operation", "currency", "method", "country", "amount", "breaker_open", "excluded_by_rule", "not_in_rule", "eliminated",
  "restrained", "left_out_by_hook",
] as const;
const OUTCOMES = ["approved", "declined", "failed", "held_back", "not_sent", "unknown", "pending"] as const;

export function RoutingExplained({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const routing = useQuery(routingQuery(payment.id));
  const outcomeOf = (outcome: string | null | undefined) => {
    const known = OUTCOMES.find((one) => one === outcome);
    return known ? t(`outcome_${known}`) : t("outcome_open");
  };
  return (
    <Loaded query={routing}>
      {(explained) => (
        <div className={styles.stack}>
          {explained.attempts.length === 0 && !explained.not_routed && (
            <EmptyState title={t("notAsked")} icon={Route}>
              <p>{t("notAskedAbout")}</p>
            </EmptyState>
          )}
          {explained.attempts.map((attempt, at) => (
            <Panel
              key={`${attempt.operation} ${at}`}
              title={t("attemptAt", { number: at + 1, gateway: attempt.gateway })}
              actions={<Badge tone={attempt.outcome === "approved" ? "good" : attempt.outcome === "declined" || attempt.outcome === "failed" ? "bad" : "warn"}>{outcomeOf(attempt.outcome)}</Badge>}
              flush
            >
              <p className={styles.about}>
                {t("attemptAbout", { at: formats.exactTime(attempt.started_at), latency: formats.milliseconds(attempt.latency_ms), code: attempt.code ?? "none" })}
              </p>
              {attempt.decision ? <DecisionTable decision={attempt.decision} currency={explained.currency} /> : <p className={styles.about}>{t("sameGateway")}</p>}
            </Panel>
          ))}
          {explained.not_routed && (
            <Panel title={t("noGateway")} flush>
              <DecisionTable decision={explained.not_routed} currency={explained.currency} />
            </Panel>
          )}
          {explained.left_out_by_hooks.length > 0 && <p>{t("leftOutByHooks", { gateways: formats.list(explained.left_out_by_hooks) })}</p>}
          {explained.preferred_by_hooks.length > 0 && <p>{t("preferredByHooks", { gateways: formats.list(explained.preferred_by_hooks) })}</p>}
        </div>
      )}
    </Loaded>
  );
}

function DecisionTable({ decision, currency }: { decision: Schemas["Decision"]; currency: string }) {
  const t = useMessages(messages);
  const formats = useFormats();
  // Scores and their parts are millionths: of a success, of the amount, of what waiting costs.
  const share = (millionths: number) => formats.basisPoints(millionths / 100);
  const ruleName = (number: number | null | undefined) => decision.rules.find((rule) => rule.number === number)?.name;
  const verdict = (one: Scored) => {
    const known = VERDICTS.find((word) => word === one.verdict);
    const rule = ruleName(one.rule);
    return `${known ? t(`verdict_${known}`) : one.verdict}${rule ? ` (${rule})` : ""}`;
  };
  const columns: Column<Scored>[] = [
    { id: "gateway", label: t("gateway"), cell: (one) => <strong>{one.gateway}</strong>, sortBy: (one) => one.gateway },
    { id: "verdict", label: t("verdict"), cell: (one) => <Badge tone={one.verdict === "chosen" ? "good" : one.verdict === "eligible" ? "info" : "quiet"}>{verdict(one)}</Badge>, sortBy: verdict },
    { id: "score", label: t("score"), align: "end", width: 95, cell: (one) => share(one.score), sortBy: (one) => one.score },
    { id: "expected", label: t("expectedSuccess"), align: "end", width: 130, cell: (one) => share(one.expected_success), sortBy: (one) => one.expected_success },
    { id: "fee", label: t("fee"), align: "end", width: 95, cell: (one) => (one.fee == null ? "–" : formats.money(one.fee, currency)), sortBy: (one) => one.fee ?? null },
    { id: "cost", label: t("costPart"), align: "end", width: 95, cell: (one) => share(one.cost), sortBy: (one) => one.cost },
    { id: "latency", label: t("latencyPart"), align: "end", width: 110, cell: (one) => share(one.latency), sortBy: (one) => one.latency },
  ];
  const by = [
    t("byStrategy", { version: decision.strategy_version }),
    ...(decision.rules_version == null ? [] : [t("byRules", { version: decision.rules_version, rules: decision.rules.length === 0 ? "none" : formats.list(decision.rules.map((rule) => rule.name)) })]),
    t("byModel", { version: decision.model_version }),
    ...(decision.experiment ? [t("byExperiment", { name: decision.experiment.name, side: decision.experiment.side })] : []),
  ];
  return (
    <>
      <p className={styles.about}>{by.join(" · ")}</p>
      <DataTable label={t("candidates")} columns={columns} rows={decision.candidates} rowId={(one) => one.gateway} />
    </>
  );
}
