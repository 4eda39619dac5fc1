// Rules tried on past payments: where each would go now under the active rules and under these.
import { Play } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { asProblem, type Problem } from "../../../api";
import { useFormats, useMessages } from "../../../i18n";
import { useCan } from "../../../session";
import { Button, type Column, DataTable, Panel, ProblemNote, SelectField } from "../../../ui";
import { messages } from "../messages";
import styles from "../routing.module.css";
import { type Compared, replay, type Share, sharesOf } from "./replayed";

const COUNTS = [20, 50, 100, 200];

/** `source`: rules that the node has found right; null as long as it has not. */
export function Replay({ source }: { source: string | null }) {
  const t = useMessages(messages);
  const can = useCan();
  const [count, setCount] = useState(50);
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [result, setResult] = useState<{ source: string; compared: Compared[] } | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  if (!can("payments.read")) return null;
  const start = async () => {
    if (source === null) return;
    running.current?.abort();
    const run = new AbortController();
    running.current = run;
    setProblem(null);
    setDone(0);
    try {
      const compared = await replay(source, count, run.signal, setDone);
      setResult({ source, compared });
    } catch (error) {
      run.abort();
      if (running.current === run) setProblem(asProblem(error));
    } finally {
      if (running.current === run) setDone(null);
    }
  };
  return (
    <Panel title={t("replay")}>
      <div className={styles.lines}>
        <p>{t("replayAbout")}</p>
        <div className={styles.row}>
          <SelectField label={t("replayCount")} isLabelHidden value={String(count)} options={COUNTS.map((one) => [String(one), t("newestPayments", { count: one })] as const)} onChange={(event) => setCount(Number(event.target.value))} className={styles.narrow} />
          <Button icon={Play} busy={done !== null} disabled={source === null} onClick={() => void start()}>
            {t("replayStart")}
          </Button>
          <span role="status" className={styles.soft}>
            {done !== null ? t("replayDone", { done, count }) : result && result.source !== source ? t("replayOld") : ""}
          </span>
        </div>
        {problem && <ProblemNote problem={problem} />}
        {result && result.source === source && <Result compared={result.compared} />}
      </div>
    </Panel>
  );
}

function Result({ compared }: { compared: readonly Compared[] }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const shares = useMemo(() => sharesOf(compared), [compared]);
  const changed = useMemo(() => compared.filter((one) => one.active !== one.tried), [compared]);
  const shareColumns = useMemo(
    (): Column<Share>[] => [
      { id: "gateway", label: t("gateway"), cell: (row) => row.gateway ?? t("noGatewayTakes") },
      { id: "active", label: t("withActive"), align: "end", cell: (row) => formats.number(row.active), sortBy: (row) => row.active },
      { id: "tried", label: t("withThese"), align: "end", cell: (row) => formats.number(row.tried), sortBy: (row) => row.tried },
    ],
    [t, formats],
  );
  const columns = useMemo(
    (): Column<Compared>[] => [
      { id: "payment", label: t("payment"), cell: (row) => <span className="technical">{row.payment.id}</span> },
      { id: "amount", label: t("amount"), align: "end", width: 140, cell: (row) => formats.money(row.payment.amount, row.payment.currency), sortBy: (row) => row.payment.amount },
      { id: "active", label: t("withActive"), cell: (row) => row.active ?? t("noGatewayTakes") },
      { id: "tried", label: t("withThese"), cell: (row) => row.tried ?? t("noGatewayTakes") },
      { id: "rules", label: t("rulesHeld"), cell: (row) => formats.list(row.triedRules) || "–" },
    ],
    [t, formats],
  );
  if (compared.length === 0) return <p>{t("noPayments")}</p>;
  return (
    <>
      <p>
        <strong>{t("replayChanged", { changed: changed.length, count: compared.length })}</strong>
      </p>
      <DataTable label={t("shares")} columns={shareColumns} rows={shares} rowId={(row) => row.gateway ?? ""} />
      {changed.length > 0 && <DataTable label={t("changedPayments")} columns={columns} rows={changed} rowId={(row) => row.payment.id} rowLink={(row) => `/payments/${row.payment.id}`} height="320px" />}
    </>
  );
}
