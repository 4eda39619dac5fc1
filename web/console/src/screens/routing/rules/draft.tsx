// A new version of the rules is written here: checked by the node while one types, tried on past payments, and proposed.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { api, asProblem, data, type Schemas } from "../../../api";
import { useFormats, useMessages } from "../../../i18n";
import { useCan } from "../../../session";
import { ActionDialog, Button, Loaded, Page, Panel, ProblemNote, say } from "../../../ui";
import { messages } from "../messages";
import { routingQuery } from "../queries";
import styles from "../routing.module.css";
import { Editor } from "./editor";
import { Replay } from "./replay";

/** How long nobody types before the node is asked. */
const PAUSE_MS = 350;

export function Component() {
  const t = useMessages(messages);
  const routing = useQuery({ ...routingQuery, staleTime: Number.POSITIVE_INFINITY });
  return (
    <Page title={t("newVersion")} back={{ to: "/routing?tab=rules", label: t("rules") }}>
      <Loaded query={routing}>{(routing) => <Draft start={routing.active_rules?.source ?? ""} />}</Loaded>
    </Page>
  );
}

function Draft({ start }: { start: string }) {
  const t = useMessages(messages);
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [source, setSource] = useState(start);
  const [isAsked, setIsAsked] = useState(false);
  const [place, setPlace] = useState<{ line: number; column: number } | null>(null);
  const checked = usePaused(source, PAUSE_MS);
  const check = useQuery({
    queryKey: ["routing", "check", checked],
    queryFn: async ({ signal }) => {
      try {
        return { rules: await data(api.POST("/api/v1/routing/rules/check", { body: { source: checked }, signal })), mistakes: [] };
      } catch (error) {
        const problem = asProblem(error);
        if (problem.mistakes.length === 0) throw error;
        return { rules: null, mistakes: problem.mistakes };
      }
    },
    enabled: checked.trim() !== "",
    retry: false,
    gcTime: 0,
  });
  const isCurrent = checked === source && !check.isFetching;
  const mistakes = checked === source ? (check.data?.mistakes ?? []) : [];
  const isRight = isCurrent && check.data?.rules != null;
  const propose = async () => {
    const made = await data(api.POST("/api/v1/routing/rules", { body: { source } }));
    await queries.invalidateQueries({ queryKey: ["routing"] });
    say(t("proposedAs", { version: made.version }));
    void navigate(`/routing/rules/${made.version}`);
  };
  return (
    <>
      <Panel>
        <div className={styles.lines}>
          <Editor label={t("rules")} source={source} onChange={setSource} mistakes={mistakes} place={place} />
          <div className={styles.row} role="status">
            {source.trim() === "" ? <span className={styles.soft}>{t("draftEmpty")}</span> : isRight ? <Right rules={check.data!.rules!} /> : <Wrong count={isCurrent ? mistakes.length : 0} />}
          </div>
          {check.isError && isCurrent && <ProblemNote problem={asProblem(check.error)} />}
          {mistakes.length > 0 && <Mistakes mistakes={mistakes} onGo={setPlace} />}
          <div className={styles.row}>
            {can("routing.manage") && (
              <Button look="primary" disabled={!isRight || source === start} onClick={() => setIsAsked(true)}>
                {t("propose")}
              </Button>
            )}
          </div>
        </div>
      </Panel>
      <Replay source={isRight ? source : null} />
      <ActionDialog open={isAsked} onClose={() => setIsAsked(false)} title={t("propose")} about={t("proposeAbout")} action={t("propose")} onAction={propose} />
    </>
  );
}

function Right({ rules }: { rules: Schemas["CheckedRules"] }) {
  const t = useMessages(messages);
  const formats = useFormats();
  return (
    <>
      <CircleCheck size={16} aria-hidden="true" />
      <span>{t("rulesRight", { count: rules.rules.length, gateways: formats.list(rules.gateways) || "–" })}</span>
    </>
  );
}

function Wrong({ count }: { count: number }) {
  const t = useMessages(messages);
  if (count === 0) return <span className={styles.soft}>{t("checking")}</span>;
  return (
    <>
      <CircleAlert size={16} aria-hidden="true" />
      <strong>{t("mistakeCount", { count })}</strong>
    </>
  );
}

function Mistakes({ mistakes, onGo }: { mistakes: readonly Schemas["Mistake"][]; onGo: (place: { line: number; column: number }) => void }) {
  const t = useMessages(messages);
  return (
    <ul className={styles.mistakes} aria-label={t("mistakes")}>
      {mistakes.map((mistake) => {
        const { line, column } = mistake;
        return (
          <li key={`${line} ${column} ${mistake.code}`}>
            {line != null && (
              <Button size="small" onClick={() => onGo({ line, column: column ?? 1 })}>
                {t("lineColumn", { line, column: column ?? 1 })}
              </Button>
            )}
            <span>
              {mistake.message} {mistake.hint && <span className={styles.soft}>{mistake.hint}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function usePaused<Value>(value: Value, milliseconds: number): Value {
  const [paused, setPaused] = useState(value);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => setPaused(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return paused;
}
