// Records that were found, the newest first.
import { useFormats, useMessages } from "../../i18n";
import { type Column, Moment, PagedTable, Panel, Soft, usePages } from "../../ui";
import { useNameOf } from "../people/names";
import { find } from "./find";
import { messages } from "./messages";
import { OutcomeBadge } from "./outcome";
import { type AuditRecord, resourcesOf, whatOf } from "./record";
import type { Search } from "./search";

interface RecordsProps {
  label: string;
  search: Search;
  /** Under this name the chosen columns are kept. */
  name: string;
  /** Which columns are shown at first; the others can be chosen. */
  shown: readonly string[];
  empty: React.ReactNode;
}

export function Records({ label, search, name, shown, empty }: RecordsProps) {
  const t = useMessages(messages);
  const formats = useFormats();
  const nameOf = useNameOf();
  const pages = usePages(["audit", search], (cursor) => find(search, cursor));
  const behind = pages.first?.behind ?? 0;
  const all: Column<AuditRecord>[] = [
    { id: "what", label: t("what"), cell: (one) => <span className="technical">{whatOf(one)}</span> },
    { id: "at", label: t("at"), width: 190, cell: (one) => <Moment time={one.at} /> },
    { id: "who", label: t("who"), width: 170, cell: (one) => (one.principal ? nameOf(one.principal) : "–") },
    { id: "status", label: t("status"), align: "end", width: 80, cell: (one) => one.request?.status ?? "–" },
    { id: "outcome", label: t("outcome"), width: 120, cell: (one) => <OutcomeBadge outcome={one.outcome} /> },
    { id: "resource", label: t("resource"), cell: (one) => <span className="technical">{resourcesOf(one).join(", ") || "–"}</span> },
    { id: "code", label: t("code"), width: 180, cell: (one) => <span className="technical">{one.request?.code ?? "–"}</span> },
    { id: "class", label: t("dataClass"), width: 130, cell: (one) => t(`class_${one.data_class as "other"}`) },
    { id: "address", label: t("address"), width: 150, cell: (one) => <span className="technical">{one.request?.address ?? "–"}</span> },
    { id: "correlation", label: t("correlation"), width: 300, cell: (one) => <span className="technical">{one.correlation_id ?? "–"}</span> },
    { id: "position", label: t("position"), align: "end", width: 100, cell: (one) => formats.number(one.position) },
  ];
  const columns = all.map((column) => ({ ...column, hidden: !shown.includes(column.id) }));
  return (
    <Panel flush>
      <PagedTable
        pages={pages}
        label={label}
        name={name}
        columns={columns}
        rowId={(one) => String(one.position)}
        rowLink={(one) => `/audit/${one.position}`}
        bar={behind > 0 && <Soft>{t("behind", { count: behind })}</Soft>}
        empty={empty}
      />
    </Panel>
  );
}
