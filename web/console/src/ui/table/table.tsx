// A table for many rows: only those that are seen are in the page. Arrow keys, Page Up and Down, Home and End go through the rows, Enter
// opens one. In a narrow place each row is a card. It is a real table for screen readers, which are told how many rows there are.
import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, SlidersHorizontal } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useLanguage, useMessages } from "../../i18n";
import { useStored } from "../../preferences";
import { Button } from "../button";
import { classes } from "../classes";
import { Menu, MenuCheck } from "../menu";
import { messages } from "../messages";
import { type Column, compare, shownColumns } from "./column";
import styles from "./table.module.css";

const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, sortedRowModel: createSortedRowModel() });

const NO_ROWS: never[] = [];

interface DataTableProps<Row extends RowData> {
  /** What the rows are, for screen readers. */
  label: string;
  /** The first is always shown, and carries the link. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Where a row leads: a path below /console. */
  rowLink?: (row: Row) => string;
  /** Under this name the chosen columns are kept; without it there is no choice. */
  name?: string;
  /** Loads the rows that follow; left out at the end. Then nothing can be sorted, since only a part would be. */
  onMore?: (() => void) | undefined;
  isLoadingMore?: boolean;
  /** Beside the number of rows. */
  bar?: ReactNode;
  /** How high it grows before it scrolls in itself; as a CSS length. */
  height?: string;
}

const ROW_HEIGHT = 38;
/** So many rows before the end the next ones are asked for. */
const AHEAD = 60;

export function DataTable<Row extends RowData>({ label, columns, rows, rowId, rowLink, name, onMore, isLoadingMore, bar, height }: DataTableProps<Row>) {
  const t = useMessages(messages);
  const { language } = useLanguage();
  const navigate = useNavigate();
  const [kept, keep] = useStored(`columns.${name ?? ""}`);
  const [sorting, setSorting] = useState<SortingState>([]);
  const isPart = onMore !== undefined;
  const isSorted = !isPart && sorting.length > 0;

  const columnVisibility = useMemo(() => shownColumns(columns, name ? kept : null), [columns, kept, name]);
  const definitions = useMemo(() => {
    const collator = new Intl.Collator(language, { numeric: true });
    return columns.map((column): ColumnDef<typeof features, Row> => ({
      id: column.id,
      accessorFn: (row) => column.sortBy?.(row) ?? null,
      enableSorting: column.sortBy !== undefined,
      sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id), collator),
    }));
  }, [columns, language]);
  const table = useTable({
    features,
    columns: definitions,
    // The library makes an object of each row, which is too much for a hundred thousand: it gets them when it has to sort.
    data: isSorted ? (rows as Row[]) : NO_ROWS,
    getRowId: rowId,
    state: { sorting: isPart ? [] : sorting, columnVisibility },
    onSortingChange: setSorting,
  });
  const shown = columns.filter((column) => columnVisibility[column.id]);
  const model = isSorted ? table.getRowModel().rows.map((row) => row.original) : rows;

  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const spaceBefore = items[0]?.start ?? 0;
  const spaceAfter = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);

  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onMore && !isLoadingMore && lastSeen >= model.length - AHEAD) onMore();
  }, [onMore, isLoadingMore, lastSeen, model.length]);

  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const link = scroll.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] [data-row]`);
    if (!link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -model.length, End: model.length };
    const step = steps[event.key];
    if (step === undefined || !rowLink || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(model.length - 1, active + step));
    wanted.current = next;
    setActive(next);
    virtualizer.scrollToIndex(next);
  };
  // The row that Tab leads to; one that is not in the page any more gives way to the first that is.
  const first = items[0]?.index ?? 0;
  const tabStop = active >= first && active <= lastSeen ? active : first;

  const choose = (id: string, on: boolean) => {
    const next = columns.filter((column) => (column.id === id ? on : columnVisibility[column.id]));
    keep(next.map((column) => column.id).join(","));
  };

  return (
    <div className={styles.frame} style={height ? ({ "--table-height": height } as React.CSSProperties) : {}}>
      <div className={styles.bar}>
        <span>{t(isPart ? "rowsSoFar" : "rowsShown", { count: model.length })}</span>
        {bar}
        {name && (
          <Menu trigger={<Button look="quiet" size="small" icon={SlidersHorizontal}>{t("columns")}</Button>}>
            {columns.slice(1).map((column) => (
              <MenuCheck key={column.id} checked={columnVisibility[column.id] ?? false} onChange={(on) => choose(column.id, on)}>
                {column.label}
              </MenuCheck>
            ))}
          </Menu>
        )}
      </div>
      <div className={styles.scroll} ref={scroll} role="region" aria-label={label} tabIndex={rowLink ? undefined : 0}>
        {/* The roles are said because a table whose parts are laid out as a grid is none for some screen readers. */}
        <table className={styles.table} role="table" aria-label={label} aria-rowcount={isPart ? -1 : model.length + 1}>
          <colgroup>
            {shown.map((column) => (
              <col key={column.id} style={column.width ? { inlineSize: column.width } : {}} />
            ))}
          </colgroup>
          <thead role="rowgroup">
            <tr role="row" aria-rowindex={1}>
              {shown.map((column) => {
                const cell = table.getColumn(column.id);
                const order = cell?.getIsSorted() ?? false;
                const canSort = !isPart && cell?.getCanSort();
                return (
                  <th key={column.id} role="columnheader" scope="col" className={column.align === "end" ? styles.end : undefined} aria-sort={order === "asc" ? "ascending" : order === "desc" ? "descending" : undefined}>
                    {canSort ? (
                      <button type="button" onClick={() => cell?.toggleSorting()} title={t("sortable", { column: column.label })}>
                        {column.label}
                        {order === "asc" && <ArrowUp size={13} aria-hidden="true" />}
                        {order === "desc" && <ArrowDown size={13} aria-hidden="true" />}
                      </button>
                    ) : (
                      column.label
                    )}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody role="rowgroup" onKeyDown={onKeyDown}>
            {spaceBefore > 0 && <Space height={spaceBefore} columns={shown.length} />}
            {items.map((item) => {
              const row = model[item.index]!;
              const to = rowLink?.(row);
              return (
                <tr
                  key={rowId(row)}
                  role="row"
                  className={styles.row}
                  data-index={item.index}
                  data-opens={to}
                  aria-rowindex={item.index + 2}
                  ref={virtualizer.measureElement}
                  onClick={(event) => {
                    // Whatever in the row does something itself does that; a selection of text opens nothing.
                    const inside = (event.target as Element).closest("a, button, input, label");
                    if (to && !inside && getSelection()?.isCollapsed !== false) void navigate(to);
                  }}
                >
                  {shown.map((column, at) => (
                    <td key={column.id} role="cell" data-label={column.label} className={classes(column.align === "end" && styles.end)}>
                      {at === 0 && to ? (
                        <Link to={to} className={styles.link} data-row="" tabIndex={item.index === tabStop ? 0 : -1} onFocus={() => setActive(item.index)}>
                          {column.cell(row)}
                        </Link>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
            {spaceAfter > 0 && <Space height={spaceAfter} columns={shown.length} />}
          </tbody>
        </table>
        {isLoadingMore && (
          <div className={styles.more} role="status">
            {t("loadingMore")}
          </div>
        )}
      </div>
    </div>
  );
}

/** Stands for the rows that are not in the page. */
function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr className={styles.space} aria-hidden="true">
      <td colSpan={columns} style={{ blockSize: height }} />
    </tr>
  );
}
