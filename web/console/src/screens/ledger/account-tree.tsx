// The chart of accounts to walk through: arrows up and down go from row to row, right and left open and close, Enter leads to an account.
import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useFormats, useMessages } from "../../i18n";
import { classes } from "../../ui";
import { messages } from "./messages";
import { type Node, rowsOf } from "./tree";
import styles from "./tree.module.css";

interface AccountTreeProps {
  tree: readonly Node[];
  /** Everything is open: something is looked for. */
  isAllOpen: boolean;
  linkOf: (account: string) => string;
}

export function AccountTree({ tree, isAllOpen, linkOf }: AccountTreeProps) {
  const t = useMessages(messages);
  const formats = useFormats();
  const navigate = useNavigate();
  // The types are open at first, what lies below them is not.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (node: Node) => isAllOpen || (node.depth === 0) !== turned.has(node.key);
  const byKey = new Map<string, Node>();
  const collect = (nodes: readonly Node[]) => {
    for (const node of nodes) {
      byKey.set(node.key, node);
      collect(node.children);
    }
  };
  collect(tree);
  const rows = rowsOf(tree, (key) => isOpen(byKey.get(key)!));
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);
  const tabStop = Math.min(active, rows.length - 1);

  const turn = (node: Node) => {
    const next = new Set(turned);
    if (!next.delete(node.key)) next.add(node.key);
    setTurned(next);
  };
  const focus = (index: number) => {
    setActive(index);
    body.current?.querySelectorAll<HTMLElement>("tr")[index]?.focus();
  };
  const act = (node: Node) => {
    if (node.account) void navigate(linkOf(node.account));
    else turn(node);
  };
  const onKeyDown = (event: KeyboardEvent, node: Node, index: number) => {
    const parent = rows.slice(0, index).findLastIndex((row) => row.depth < node.depth);
    const isBranch = node.children.length > 0;
    const keys: Record<string, () => void> = {
      ArrowDown: () => focus(Math.min(rows.length - 1, index + 1)),
      ArrowUp: () => focus(Math.max(0, index - 1)),
      Home: () => focus(0),
      End: () => focus(rows.length - 1),
      ArrowRight: () => (isBranch && !isOpen(node) ? turn(node) : isBranch && focus(index + 1)),
      ArrowLeft: () => (isBranch && isOpen(node) && !isAllOpen ? turn(node) : parent >= 0 && focus(parent)),
      Enter: () => act(node),
      " ": () => act(node),
    };
    const forward = document.documentElement.dir === "rtl" ? { ArrowRight: "ArrowLeft", ArrowLeft: "ArrowRight" }[event.key] : undefined;
    const action = keys[forward ?? event.key];
    if (!action || event.target !== event.currentTarget) return;
    event.preventDefault();
    action();
  };

  return (
    <div className={styles.scroll}>
      <table className={styles.tree} role="treegrid" aria-label={t("accounts")}>
        <thead>
          <tr>
            <th scope="col">{t("account")}</th>
            <th scope="col" className={styles.optional}>
              {t("accountCount")}
            </th>
            <th scope="col">{t("balance")}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((node, index) => {
            const isBranch = node.children.length > 0;
            const label = node.name ?? [...node.sums.keys()].join();
            const Chevron = isOpen(node) ? ChevronDown : ChevronRight;
            return (
              <tr
                key={node.key}
                className={styles.row}
                aria-level={node.depth + 1}
                aria-expanded={isBranch ? isOpen(node) : undefined}
                tabIndex={index === tabStop ? 0 : -1}
                onFocus={() => setActive(index)}
                onKeyDown={(event) => onKeyDown(event, node, index)}
                onClick={(event) => {
                  if (!(event.target as Element).closest("a")) act(node);
                }}
              >
                <td role="gridcell" style={{ "--depth": node.depth } as React.CSSProperties}>
                  <span className={classes(styles.name, isBranch ? styles.branch : styles.leaf)}>
                    {isBranch && <Chevron size={15} aria-hidden="true" data-closed={isOpen(node) ? undefined : ""} />}
                    {node.account ? (
                      <Link to={linkOf(node.account)} tabIndex={-1}>
                        {label}
                      </Link>
                    ) : (
                      label
                    )}
                  </span>
                </td>
                <td role="gridcell" className={styles.optional}>
                  {isBranch ? formats.number(node.accounts) : ""}
                </td>
                <td role="gridcell">
                  <span className={styles.sums}>
                    {[...node.sums].map(([currency, sum]) => (
                      <span key={currency}>{formats.money(sum, currency)}</span>
                    ))}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
