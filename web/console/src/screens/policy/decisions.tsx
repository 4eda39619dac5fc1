// What was decided: all denials and changes, and a sample of what only reads.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, data, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Badge, Button, type Column, DataTable, EmptyState, Filters, Loaded, Moment, Panel, SelectField, Soft, Stack } from "../../ui";
import { useNameOf } from "../people/names";
import { messages } from "./messages";
import { questionKept } from "./question";

type Decision = Schemas["PolicyDecision"] & { at: string };

/** The part of a question that is shown (docs/policy.md). */
interface Question {
  principal?: { id?: string };
  request?: { method?: string; route?: string };
}

const WHICH = ["", "true", "false"] as const;
type Which = (typeof WHICH)[number];
const MOST = 200;

export function Decisions() {
  const t = useMessages(messages);
  const nameOf = useNameOf();
  const [which, setWhich] = useState<Which>("");
  const [, setSearch] = useSearchParams();
  const query = { limit: MOST, ...(which ? { allow: which === "true" } : {}) };
  const decisions = useQuery({ queryKey: ["policy", "decisions", which], queryFn: async () => (await data(api.GET("/api/v1/policy/decisions", { params: { query } }))).data });
  const question = (one: Decision) => one.input as unknown as Question;
  const columns: Column<Decision>[] = [
    { id: "request", label: t("request"), cell: (one) => <span className="technical">{`${question(one).request?.method ?? ""} ${question(one).request?.route ?? ""}`}</span> },
    { id: "who", label: t("who"), width: 190, cell: (one) => nameOf(question(one).principal?.id ?? "–") },
    { id: "decision", label: t("decision"), width: 130, cell: (one) => <Badge tone={one.allow ? "good" : "bad"}>{t(one.allow ? "allowed" : "denied")}</Badge> },
    { id: "reasons", label: t("reasons"), width: 220, cell: (one) => <span className="technical">{one.reasons.join(", ")}</span> },
    { id: "at", label: t("at"), width: 150, cell: (one) => <Moment time={one.at} relative />, sortBy: (one) => one.at },
    {
      id: "ask",
      label: t("actions"),
      width: 130,
      cell: (one) => (
        <Button
          size="small"
          onClick={() => {
            questionKept.text = JSON.stringify(one.input, null, 2);
            setSearch({ tab: "ask" });
          }}
        >
          {t("askAgain")}
        </Button>
      ),
    },
  ];
  return (
    <Stack>
      <Filters label={t("filters")}>
        <SelectField label={t("decision")} value={which} onChange={(event) => setWhich(event.target.value as Which)} options={WHICH.map((one) => [one, t(one === "" ? "all" : one === "true" ? "allowed" : "denied")] as const)} />
      </Filters>
      <Panel flush>
        <Loaded query={decisions}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={t("noDecisions")} />
            ) : (
              <DataTable label={t("decisions")} columns={columns} rows={rows} rowId={(one) => `${one.correlation_id} ${rows.indexOf(one)}`} bar={rows.length === MOST && <Soft>{t("newest", { count: MOST })}</Soft>} />
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}
