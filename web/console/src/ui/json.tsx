// What a program wrote, as it wrote it: JSON and other texts for machines.
import styles from "./json.module.css";

/** `value` is a text, or anything that JSON can say. */
export function JsonBlock({ label, value }: { label: string; value: unknown }) {
  return (
    <pre className={styles.json} role="region" aria-label={label} tabIndex={0}>
      <code>{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</code>
    </pre>
  );
}
