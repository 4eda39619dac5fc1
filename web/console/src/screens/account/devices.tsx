// Browsers that one has signed in from. Signing in from another one is told by a letter.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, Badge, Button, type Column, DataTable, EmptyState, Loaded, Moment, Panel, say } from "../../ui";
import { messages } from "./messages";

type Device = Schemas["Device"];

export function Devices() {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const [forgotten, setForgotten] = useState<Device | null>(null);
  const devices = useQuery({ queryKey: ["my-devices"], queryFn: async () => (await data(api.GET("/api/v1/me/devices"))).data });
  const sessions = useQuery({ queryKey: ["my-sessions"], queryFn: async () => (await data(api.GET("/api/v1/me/sessions"))).data });
  const current = sessions.data?.find((session) => session.current)?.device;
  // What the browser called itself at a session from it, where there still is one.
  const agentOf = (device: Device) => sessions.data?.find((session) => session.device === device.id)?.agent;
  const columns: Column<Device>[] = [
    { id: "device", label: t("browser"), cell: (one) => agentOf(one) || <span className="technical">{one.id}</span> },
    { id: "state", label: t("state"), width: 140, cell: (one) => (one.id === current ? <Badge tone="good">{t("thisOne")}</Badge> : "–") },
    { id: "first", label: t("firstSeen"), width: 190, cell: (one) => <Moment time={one.first_seen_at} /> },
    { id: "last", label: t("lastUsed"), width: 140, cell: (one) => <Moment time={one.last_seen_at} relative /> },
    {
      id: "forget",
      label: t("actions"),
      width: 120,
      cell: (one) =>
        one.id === current ? (
          "–"
        ) : (
          <Button size="small" onClick={() => setForgotten(one)}>
            {t("forget")}
          </Button>
        ),
    },
  ];
  const forget = async () => {
    await api.DELETE("/api/v1/me/devices/{id}", { params: { path: { id: forgotten!.id } } });
    say(t("forgotten"));
    await Promise.all([queries.invalidateQueries({ queryKey: ["my-devices"] }), queries.invalidateQueries({ queryKey: ["my-sessions"] })]);
  };
  return (
    <Panel title={t("devices")} flush>
      <Loaded query={devices} lines={2}>
        {(rows) => (rows.length === 0 ? <EmptyState title={t("devicesNone")} /> : <DataTable label={t("devices")} columns={columns} rows={rows} rowId={(one) => one.id} height="420px" />)}
      </Loaded>
      <ActionDialog open={forgotten !== null} onClose={() => setForgotten(null)} title={t("forgetTitle")} about={t("forgetAbout")} action={t("forget")} danger onAction={forget} />
    </Panel>
  );
}
