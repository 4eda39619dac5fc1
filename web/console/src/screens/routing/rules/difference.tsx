// How one text differs from another, line by line.
import { diffLines } from "diff";
import { useMemo } from "react";
import { useMessages } from "../../../i18n";
import { messages } from "../messages";
import styles from "./difference.module.css";

export function Difference({ before, after }: { before: string; after: string }) {
  const t = useMessages(messages);
  const changes = useMemo(() => diffLines(before, after), [before, after]);
  if (changes.every((change) => !change.added && !change.removed)) return <p>{t("noDifference")}</p>;
  return (
    <pre className={styles.difference} tabIndex={0} role="region" aria-label={t("difference")}>
      {changes.flatMap((change, at) =>
        change.value
          .replace(/\n$/, "")
          .split("\n")
          .map((line, row) => <Line key={`${at} ${row}`} line={line} kind={change.added ? "added" : change.removed ? "removed" : "same"} />),
      )}
    </pre>
  );
}

function Line({ line, kind }: { line: string; kind: "added" | "removed" | "same" }) {
  const t = useMessages(messages);
  const sign = { added: "+", removed: "−", same: " " }[kind];
  return (
    <div className={styles[kind]}>
      {kind !== "same" && <span className="visually-hidden">{t(kind)}</span>}
      <span aria-hidden="true">{sign} </span>
      {line}
    </div>
  );
}
