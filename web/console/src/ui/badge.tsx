// A state in a word. Its colour repeats what the word says and says nothing of its own.
import type { ReactNode } from "react";
import styles from "./badge.module.css";
import { classes } from "./classes";

export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={classes(styles.badge, styles[tone])}>{children}</span>;
}
