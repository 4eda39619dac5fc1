// How a page is laid out: its head, panels, columns of them, single figures, lists of facts.
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { classes } from "./classes";
import { useMessages } from "../i18n";
import { messages } from "./messages";
import styles from "./page.module.css";

interface PageProps {
  title: string;
  /** Beside the title: a badge. */
  beside?: ReactNode;
  /** Where one came from: the list above a detail. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  /** The page takes the window's height, for a table that scrolls in itself. */
  fill?: boolean;
  children: ReactNode;
}

export function Page({ title, beside, back, actions, fill, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Bezant`;
  }, [title]);
  return (
    <div className={classes(styles.page, fill && styles.fill)}>
      <header className={styles.head}>
        {back && (
          <div className={styles.back}>
            <Link to={back.to}>
              <ArrowLeft size={13} aria-hidden="true" /> {back.label}
            </Link>
          </div>
        )}
        <div className={styles.title}>
          <h1>{title}</h1>
          {beside}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** `flush`: without a margin inside, for tables. */
export function Panel({ title, actions, flush, children }: { title?: string; actions?: ReactNode; flush?: boolean; children: ReactNode }) {
  return (
    <section className={styles.panel} aria-label={title}>
      {(title || actions) && (
        <div className={styles.panelHead}>
          {title && <h2>{title}</h2>}
          {actions}
        </div>
      )}
      {flush ? children : <div className={styles.panelBody}>{children}</div>}
    </section>
  );
}

/** Side by side where there is room: each at least `minimum` pixels wide. */
export function Columns({ minimum = 320, children }: { minimum?: number; children: ReactNode }) {
  return (
    <div className={styles.columns} style={{ "--column": `${minimum}px` } as React.CSSProperties}>
      {children}
    </div>
  );
}

/** One figure, its name, and what it means. */
export function Stat({ label, value, about }: { label: string; value: ReactNode; about?: ReactNode }) {
  return (
    <div className={styles.panel}>
      <dl className={styles.stat}>
        <dt>{label}</dt>
        <dd>{value}</dd>
        {about && <dd className={styles.about}>{about}</dd>}
      </dl>
    </div>
  );
}

/** Names and values; what is null or empty says so. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const t = useMessages(messages);
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <Fact key={name} name={name} value={value === null || value === undefined || value === "" ? t("noValue") : value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
