// What gateways charge: one schedule for each, the first line that fits is the price. They are set as a whole, as JSON in the form of
// docs/routing.md, since their lines are lists of lists; mistakes name their field.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BadgePercent, Settings2 } from "lucide-react";
import { useMemo, useState } from "react";
import { api, data } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Button, type Column, DataTable, EmptyState, Loaded, Panel, say, TextArea } from "../../ui";
import { type FeeLine, type FeePart, type Schedule, schedulesOf } from "./fee-schedule";
import { messages } from "./messages";
import { feesQuery } from "./queries";
import styles from "./routing.module.css";

export function Fees() {
  const t = useMessages(messages);
  const can = useCan();
  const fees = useQuery(feesQuery);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Loaded query={fees}>
      {(fees) => {
        const schedules = schedulesOf(fees);
        const change = can("routing.manage") && (
          <Button icon={Settings2} onClick={() => setIsOpen(true)}>
            {t("changeFees")}
          </Button>
        );
        return (
          <div className={styles.lines}>
            {schedules.length > 0 && <div className={styles.row}>{change}</div>}
            {schedules.length === 0 && (
              <Panel>
                <EmptyState title={t("noFees")} icon={BadgePercent}>
                  <p>{t("noFeesAbout")}</p>
                  {change}
                </EmptyState>
              </Panel>
            )}
            {schedules.map((schedule) => (
              <OneSchedule key={schedule.gateway} schedule={schedule} />
            ))}
            {isOpen && <FeesDialog fees={fees} onClose={() => setIsOpen(false)} />}
          </div>
        );
      }}
    </Loaded>
  );
}

function OneSchedule({ schedule }: { schedule: Schedule }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const columns = useMemo((): Column<FeeLine & { number: number }>[] => {
    const any = (values: readonly string[] | null | undefined) => (values && values.length > 0 ? formats.list(values) : t("all"));
    const part = (fee: FeePart | null | undefined) => (fee ? t("feePart", { share: shareOf(fee.basis_points), fixed: String(fee.fixed_minor ?? 0), hasFixed: fee.fixed_minor ? "yes" : "no" }) : "–");
    return [
      { id: "number", label: t("line"), cell: (row) => formats.number(row.number), width: 70 },
      { id: "for", label: t("feeFor"), cell: (row) => [any(row.methods), any(row.categories), any(row.regions)].join(" · ") },
      { id: "currency", label: t("currency"), cell: (row) => row.currency ?? t("all"), width: 110 },
      { id: "interchange", label: t("interchange"), align: "end", cell: (row) => part(row.interchange) },
      { id: "scheme", label: t("scheme"), align: "end", cell: (row) => part(row.scheme) },
      { id: "markup", label: t("markup"), align: "end", cell: (row) => part(row.markup) },
    ];
  }, [t, formats]);
  const about = [
    schedule.home ? t("feeHome", { country: schedule.home }) : null,
    schedule.settlement && schedule.settlement.length > 0 ? t("feeSettlement", { currencies: formats.list(schedule.settlement) }) : null,
    schedule.margin ? t("feeMargin", { share: shareOf(schedule.margin) }) : null,
  ].filter((one) => one !== null);
  return (
    <Panel title={schedule.gateway} flush>
      {about.length > 0 && <p className={styles.padded}>{about.join(" · ")}</p>}
      <DataTable label={t("feesOf", { gateway: schedule.gateway })} columns={columns} rows={schedule.line.map((line, at) => ({ ...line, number: at + 1 }))} rowId={(row) => String(row.number)} />
    </Panel>
  );
}

/** Basis points, which may have decimals, as they are written. */
function shareOf(basisPoints: string | number | null | undefined): string {
  return String(basisPoints ?? 0);
}

function FeesDialog({ fees, onClose }: { fees: unknown; onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const [text, setText] = useState(() => JSON.stringify(fees, null, 2));
  const parsed = useMemo(() => parse(text), [text]);
  const set = async () => {
    await data(api.POST("/api/v1/routing/fees", { body: parsed as never }));
    await queries.invalidateQueries({ queryKey: ["routing"] });
    say(t("feesSet"));
  };
  return (
    <ActionDialog open onClose={onClose} title={t("changeFees")} about={t("feesAbout")} action={t("setFees")} ready={parsed !== null} onAction={set} wide>
      <div className={styles.tall}>
        <TextArea label={t("fees")} value={text} onChange={(event) => setText(event.target.value)} technical spellCheck={false} mistake={parsed === null ? t("notJson") : null} />
      </div>
    </ActionDialog>
  );
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
