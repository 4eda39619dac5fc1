// Where one is signed in.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, Badge, Button, type Column, DataTable, Loaded, Moment, Panel, say } from "../../ui";
import { messages } from "./messages";

type Session = Schemas["Session"];

export function Sessions() {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const [ended, setEnded] = useState<Session | "others" | null>(null);
  const sessions = useQuery({ queryKey: ["my-sessions"], queryFn: async () => (await data(api.GET("/api/v1/me/sessions"))).data });
  const columns: Column<Session>[] = [
    { id: "agent", label: t("browser"), cell: (one) => <span title={one.agent}>{one.agent || "–"}</span> },
    { id: "state", label: t("state"), width: 140, cell: (one) => (one.current ? <Badge tone="good">{t("thisOne")}</Badge> : "–") },
    { id: "methods", label: t("methods"), width: 160, cell: (one) => one.methods.join(", ") },
    { id: "begun", label: t("begun"), width: 190, cell: (one) => <Moment time={one.created_at} /> },
    { id: "used", label: t("lastUsed"), width: 140, cell: (one) => <Moment time={one.last_used_at} relative /> },
    {
      id: "end",
      label: t("actions"),
      width: 120,
      cell: (one) =>
        // The own one ends by signing out.
        one.current ? (
          "–"
        ) : (
          <Button size="small" onClick={() => setEnded(one)}>
            {t("end")}
          </Button>
        ),
    },
  ];
  const end = async () => {
    if (ended === "others") await api.POST("/api/v1/me/sessions/revoke-others");
    else if (ended) await api.DELETE("/api/v1/me/sessions/{id}", { params: { path: { id: ended.id } } });
    say(t(ended === "others" ? "othersEnded" : "sessionEnded"));
    await queries.invalidateQueries({ queryKey: ["my-sessions"] });
  };
  const others = (sessions.data?.length ?? 0) > 1 && (
    <Button size="small" icon={LogOut} onClick={() => setEnded("others")}>
      {t("endOthers")}
    </Button>
  );
  return (
    <Panel title={t("sessions")} actions={others} flush>
      <Loaded query={sessions} lines={2}>
        {(rows) => <DataTable label={t("sessions")} columns={columns} rows={rows} rowId={(one) => one.id} height="420px" />}
      </Loaded>
      <ActionDialog open={ended !== null} onClose={() => setEnded(null)} title={t(ended === "others" ? "endOthersTitle" : "endTitle")} about={t("endAbout")} action={t(ended === "others" ? "endOthers" : "end")} danger onAction={end} />
    </Panel>
  );
}
