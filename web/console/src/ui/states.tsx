// What stands where data will be: loading, nothing there, an error, data that is no longer current.
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, type LucideIcon, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem, type Problem } from "../api";
import { useFormats, useMessages } from "../i18n";
import { Button } from "./button";
import { CopyText } from "./copy";
import { messages } from "./messages";
import { useNow } from "./moment";
import styles from "./states.module.css";

export function LoadingState({ lines = 4 }: { lines?: number }) {
  const t = useMessages(messages);
  return (
    <div className={styles.skeleton} role="status" aria-label={t("loading")}>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} />
      ))}
    </div>
  );
}

/** Nothing there: `title` says so, the rest what that means or how there comes to be something. */
export function EmptyState({ title, icon: Icon, children }: { title: string; icon?: LucideIcon; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      {Icon && <Icon size={26} aria-hidden="true" />}
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** What the node refused: its words, its code, and the id to ask about. */
export function ProblemNote({ problem }: { problem: Problem }) {
  const t = useMessages(messages);
  return (
    <div className={styles.problem} role="alert">
      <strong>{problem.code === "unreachable" ? t("problemUnreachable") : problem.message}</strong>
      {problem.mistakes.map((mistake) => (
        <div key={`${mistake.path}${mistake.code}`}>
          {mistake.path && <span className="technical">{mistake.path}</span>} {mistake.message}
        </div>
      ))}
      <div className={styles.facts}>
        <span className="technical">{problem.code}</span>
        {problem.correlationId && (
          <span>
            {t("correlation")}: <CopyText text={problem.correlationId} what={t("correlation")} />
          </span>
        )}
        {problem.status > 0 && problem.code !== "unexpected" && (
          <a href={`/docs/errors/${problem.code}`} target="_blank" rel="noreferrer">
            {t("explanation")}
          </a>
        )}
      </div>
    </div>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useMessages(messages);
  return (
    <div className={styles.state}>
      <CircleAlert size={26} aria-hidden="true" />
      <strong>{t("errorTitle")}</strong>
      <ProblemNote problem={asProblem(error)} />
      {onRetry && (
        <Button icon={RefreshCw} onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}

/** Data that could not be read anew. */
export function StaleNote({ readAt, onRetry }: { readAt: number; onRetry?: () => void }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const now = useNow();
  return (
    <div className={styles.stale} role="status">
      {t("staleSince", { when: formats.relative(readAt, now) })}
      {onRetry && (
        <Button size="small" look="quiet" icon={RefreshCw} onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}

/** A query's data, or its state: loading at first, an error where there is nothing else, a note where what there is is not current. */
export function Loaded<Data>({ query, lines, children }: { query: UseQueryResult<Data>; lines?: number; children: (data: Data) => ReactNode }) {
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    return query.isError ? <ErrorState error={query.error} onRetry={retry} /> : <LoadingState {...(lines ? { lines } : {})} />;
  }
  return (
    <>
      {query.isRefetchError && <StaleNote readAt={query.dataUpdatedAt} onRetry={retry} />}
      {children(query.data)}
    </>
  );
}
