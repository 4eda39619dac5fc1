// An editor for rules: line numbers, colours, marks at the lines with mistakes. The text itself is a plain <textarea>, so that keyboards,
// screen readers and undo work as everywhere; the colours lie behind it.
import { useEffectEvent, useLayoutEffect, useRef } from "react";
import type { Schemas } from "../../../api";
import { useMessages } from "../../../i18n";
import { classes } from "../../../ui";
import { messages } from "../messages";
import styles from "./editor.module.css";
import { pieces } from "./highlight";

interface EditorProps {
  label: string;
  source: string;
  onChange?: (source: string) => void;
  mistakes?: readonly Schemas["Mistake"][];
  /** Where the cursor shall be; a new object moves it again. */
  place?: { line: number; column: number } | null;
}

export function Editor({ label, source, onChange, mistakes = [], place }: EditorProps) {
  const t = useMessages(messages);
  const field = useRef<HTMLTextAreaElement>(null);
  const lines = source.split("\n");
  const wrong = new Map(mistakes.map((mistake) => [mistake.line ?? 0, mistake]));

  const current = useEffectEvent(() => source);
  useLayoutEffect(() => {
    if (!place || !field.current) return;
    const at = offsetOf(current(), place.line, place.column);
    field.current.focus();
    field.current.setSelectionRange(at, at);
    field.current.closest(`.${styles.frame}`)?.querySelectorAll("[data-line]")[place.line - 1]?.scrollIntoView({ block: "nearest" });
  }, [place]);

  return (
    <div className={styles.frame}>
      <div className={styles.gutter} aria-hidden="true">
        {lines.map((_, index) => {
          const mistake = wrong.get(index + 1);
          return (
            <div key={index} data-line={index + 1} className={classes(mistake && styles.wrong)} title={mistake?.message}>
              {index + 1}
            </div>
          );
        })}
      </div>
      <div className={styles.text}>
        <pre className={styles.colours} aria-hidden="true">
          {lines.map((line, index) => (
            <div key={index} className={classes(wrong.has(index + 1) && styles.wrongLine)}>
              {pieces(line).map((piece, at) => (
                <span key={at} className={styles[piece.kind]}>
                  {piece.text}
                </span>
              ))}
              {line === "" && "\u200b"}
            </div>
          ))}
        </pre>
        <textarea
          ref={field}
          className={styles.field}
          aria-label={label}
          aria-invalid={mistakes.length > 0 || undefined}
          aria-description={onChange ? t("editorHint") : undefined}
          value={source}
          readOnly={!onChange}
          onChange={(event) => onChange?.(event.target.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          rows={lines.length}
          wrap="off"
          dir="ltr"
        />
      </div>
    </div>
  );
}

function offsetOf(source: string, line: number, column: number): number {
  const before = source.split("\n").slice(0, line - 1);
  return Math.min(source.length, before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1);
}
