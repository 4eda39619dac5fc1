// How things stand to each other: below each other, beside each other, and the fields of a filter.
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./stack.module.css";

/** Below each other, with room between: the fields of a dialog, the panels of a tab. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={styles.stack}>{children}</div>;
}

/** Beside each other as long as there is room. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** Fields that narrow down what a list shows. */
export function Filters({ label, children }: { label: string; children: ReactNode }) {
  return (
    <search className={styles.filters} aria-label={label}>
      {children}
    </search>
  );
}

/** What is less important than what it stands beside. */
export function Soft({ small, children }: { small?: boolean; children: ReactNode }) {
  return <span className={classes(styles.soft, small && styles.small)}>{children}</span>;
}
