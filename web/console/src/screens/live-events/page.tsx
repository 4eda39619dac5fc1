// The events as they come, at most four redraws a second, however many there are.
import { Pause, Play, Radio, Trash2 } from "lucide-react";
import { useDeferredValue, useMemo, useReducer } from "react";
import { Link, useSearchParams } from "react-router";
import { useFormats, useMessages } from "../../i18n";
import { type LiveEvent, useLiveEvents, useLiveStatus } from "../../live";
import { Button, type Column, DataTable, Dialog, EmptyState, Facts, Filters, JsonBlock, Moment, Page, Panel, Row, Soft, Stack, TextField } from "../../ui";
import { change, fits, KEPT, NOTHING } from "./kept";
import { messages } from "./messages";

const ALL: readonly string[] = [];

export function Component() {
  const t = useMessages(messages);
  const formats = useFormats();
  const [kept, tell] = useReducer(change, NOTHING);
  useLiveEvents(ALL, (events) => tell({ kind: "came", events }));
  const { type, text, opened, set } = useView();
  const wantedType = useDeferredValue(type.trim());
  const wantedText = useDeferredValue(text.trim());
  const rows = useMemo(() => kept.seen.filter((event) => fits(event, wantedType, wantedText)), [kept.seen, wantedType, wantedText]);
  const open = opened ? kept.seen.find((event) => event.place === opened) : undefined;

  const columns: Column<LiveEvent>[] = [
    { id: "type", label: t("type"), cell: (one) => <span className="technical">{one.type}</span> },
    { id: "payment", label: t("payment"), cell: (one) => <span className="technical">{one.event.payment ?? "–"}</span> },
    { id: "place", label: t("place"), align: "end", width: 120, cell: (one) => <span className="technical">{one.place}</span> },
    { id: "at", label: t("at"), width: 150, cell: (one) => <time dateTime={one.event.created_at} title={formats.exactTime(one.event.created_at)}>{formats.time(one.event.created_at)}</time> },
  ];
  const toggle = (
    <Button look={kept.isPaused ? "primary" : "secondary"} icon={kept.isPaused ? Play : Pause} onClick={() => tell({ kind: kept.isPaused ? "go" : "pause" })}>
      {kept.isPaused ? t("go", { count: kept.heldCount }) : t("pause")}
    </Button>
  );
  const clear = (
    <Button icon={Trash2} onClick={() => tell({ kind: "clear" })} disabled={kept.seen.length + kept.held.length === 0}>
      {t("clear")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={<Row>{toggle}{clear}</Row>}>
      <Filters label={t("filters")}>
        <TextField label={t("type")} technical placeholder="payment.*" value={type} onChange={(event) => set("type", event.target.value)} autoComplete="off" />
        <TextField label={t("names")} technical placeholder="pay_…" value={text} onChange={(event) => set("text", event.target.value)} autoComplete="off" />
      </Filters>
      <Panel flush>
        {rows.length === 0 ? (
          <Waiting hasAny={kept.seen.length > 0} />
        ) : (
          <DataTable
            label={t("title")}
            columns={columns}
            rows={rows}
            rowId={(one) => one.place}
            rowLink={(one) => `/live-events?${view({ type, text, event: one.place })}`}
            bar={<Soft>{t("counted", { count: kept.count, kept: KEPT })}</Soft>}
          />
        )}
      </Panel>
      <Dialog open={opened !== ""} onClose={() => set("event", "")} title={open?.type ?? t("gone")} wide>
        {open ? (
          <Stack>
            <Facts
              facts={[
                [t("at"), <Moment key="at" time={open.event.created_at} />],
                [t("place"), <span key="place" className="technical">{open.place}</span>],
                ...(open.event.payment ? ([[t("payment"), <Link key="payment" className="technical" to={`/payments/${open.event.payment}`}>{open.event.payment}</Link>]] as const) : []),
              ]}
            />
            <JsonBlock label={t("json")} value={open.event} />
          </Stack>
        ) : (
          <p>{t("goneAbout")}</p>
        )}
      </Dialog>
    </Page>
  );
}

function Waiting({ hasAny }: { hasAny: boolean }) {
  const t = useMessages(messages);
  const status = useLiveStatus();
  if (hasAny) return <EmptyState title={t("noneFit")} icon={Radio} />;
  return (
    <EmptyState title={t(status.kind === "live" ? "waiting" : "notLive")} icon={Radio}>
      {t("waitingAbout")}
    </EmptyState>
  );
}

interface View {
  type: string;
  text: string;
  event: string;
}

function view(parts: Partial<View>): string {
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== "")).toString();
}

/** What is looked at stands in the address. */
function useView() {
  const [search, setSearch] = useSearchParams();
  const now: View = { type: search.get("type") ?? "", text: search.get("text") ?? "", event: search.get("event") ?? "" };
  const set = (name: keyof View, value: string) => setSearch(view({ ...now, [name]: value }), { replace: true });
  return { type: now.type, text: now.text, opened: now.event, set };
}
