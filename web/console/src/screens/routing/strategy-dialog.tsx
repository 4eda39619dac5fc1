// The form of a strategy.
import { useState } from "react";
import type { Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, Checkbox, SelectField, TextField } from "../../ui";
import { messages } from "./messages";
import styles from "./routing.module.css";
import { splitOf } from "./split";

type Strategy = Schemas["Strategy"];

const ORDERS = ["score", "priority", "split"] as const;
const SOURCES = ["recent", "learned", "sampled"] as const;

export function StrategyDialog({ strategy, onClose, onSet }: { strategy: Strategy; onClose: () => void; onSet: (strategy: Strategy) => Promise<unknown> }) {
  const t = useMessages(messages);
  const [order, setOrder] = useState(strategy.order ?? "score");
  const [success, setSuccess] = useState(strategy.success ?? "recent");
  const [weights, setWeights] = useState(strategy.weights ?? { success: 1000, cost: 1000, latency: 1000 });
  const [eliminates, setEliminates] = useState(strategy.elimination != null);
  const [elimination, setElimination] = useState(strategy.elimination ?? { success_below_basis_points: 3000, calls_at_least: 20 });
  const [split, setSplit] = useState(Object.entries(strategy.split ?? {}).map(([gateway, weight]) => `${gateway} ${weight}`).join(", "));
  const parts = splitOf(split);
  const isReady = order !== "split" || (parts !== null && Object.keys(parts).length > 0);
  // Weights go with a score and shares with a draw; the node refuses them elsewhere.
  const body: Strategy = {
    ...strategy,
    order,
    success,
    weights: order === "score" ? weights : null,
    elimination: eliminates ? elimination : null,
    split: order === "split" ? parts : null,
  };
  const whole = (value: string) => Math.max(0, Math.trunc(Number(value) || 0));
  return (
    <ActionDialog open onClose={onClose} title={t("strategy")} about={t("strategyAbout")} action={t("setStrategy")} ready={isReady} onAction={() => onSet(body)} wide>
      <div className={styles.form}>
        <SelectField label={t("order")} value={order} onChange={(event) => setOrder(event.target.value as typeof order)} options={ORDERS.map((one) => [one, t("orderName", { order: one })] as const)} />
        <SelectField label={t("expectedFrom")} value={success} onChange={(event) => setSuccess(event.target.value as typeof success)} options={SOURCES.map((one) => [one, t("successName", { success: one })] as const)} />
        {order === "split" && (
          <TextField label={t("split")} hint={t("splitHint")} value={split} onChange={(event) => setSplit(event.target.value)} technical mistake={split && parts === null ? t("splitWrong") : null} />
        )}
        {order === "score" && (["success", "cost", "latency"] as const).map((part) => (
          <TextField key={part} type="number" min={0} label={t("weightOf", { part })} hint={t("thousandths")} value={weights[part]} onChange={(event) => setWeights({ ...weights, [part]: whole(event.target.value) })} />
        ))}
        <Checkbox label={t("eliminate")} checked={eliminates} onChange={(event) => setEliminates(event.target.checked)} />
        {eliminates && (
          <>
            <TextField type="number" min={0} max={10000} label={t("successBelow")} hint={t("tenThousandths")} value={elimination.success_below_basis_points} onChange={(event) => setElimination({ ...elimination, success_below_basis_points: whole(event.target.value) })} />
            <TextField type="number" min={0} label={t("callsAtLeast")} value={elimination.calls_at_least} onChange={(event) => setElimination({ ...elimination, calls_at_least: whole(event.target.value) })} />
          </>
        )}
      </div>
    </ActionDialog>
  );
}
