// One's passkeys: adding and removing them.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { api, data, hasPasskeys, makePasskey, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, Button, type Column, DataTable, EmptyState, Loaded, Moment, Panel, say, TextField } from "../../ui";
import { messages } from "./messages";

type Passkey = Schemas["Passkey"];

export function Passkeys() {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const [isAdding, setIsAdding] = useState(false);
  const [removed, setRemoved] = useState<Passkey | null>(null);
  const passkeys = useQuery({ queryKey: ["my-passkeys"], queryFn: async () => (await data(api.GET("/api/v1/me/passkeys"))).data });
  const columns: Column<Passkey>[] = [
    { id: "name", label: t("name"), cell: (one) => one.name, sortBy: (one) => one.name },
    { id: "synced", label: t("synced"), cell: (one) => t(one.backed_up ? "syncedYes" : "syncedNo") },
    { id: "used", label: t("lastUsed"), cell: (one) => (one.last_used_at ? <Moment time={one.last_used_at} relative /> : t("never")) },
    { id: "created", label: t("created"), cell: (one) => <Moment time={one.created_at} /> },
    {
      id: "remove",
      label: t("actions"),
      width: 120,
      cell: (one) => (
        <Button size="small" onClick={() => setRemoved(one)} aria-label={t("removeOne", { name: one.name })}>
          {t("remove")}
        </Button>
      ),
    },
  ];
  const add = hasPasskeys && (
    <Button size="small" icon={Plus} onClick={() => setIsAdding(true)}>
      {t("passkeyAdd")}
    </Button>
  );
  const renew = () => Promise.all([queries.invalidateQueries({ queryKey: ["my-passkeys"] }), queries.invalidateQueries({ queryKey: ["me"] })]);
  const remove = async () => {
    await api.DELETE("/api/v1/me/passkeys/{id}", { params: { path: { id: removed!.id } } });
    say(t("passkeyRemoved", { name: removed!.name }));
    await renew();
  };
  return (
    <Panel title={t("passkeys")} actions={add} flush>
      <Loaded query={passkeys} lines={2}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t("passkeysNone")} icon={Fingerprint}>
              {t("passkeysAbout")}
            </EmptyState>
          ) : (
            <DataTable label={t("passkeys")} columns={columns} rows={rows} rowId={(one) => one.id} />
          )
        }
      </Loaded>
      {isAdding && <AddDialog onAdded={renew} onClose={() => setIsAdding(false)} />}
      <ActionDialog open={removed !== null} onClose={() => setRemoved(null)} title={t("removeTitle", { name: removed?.name ?? "" })} about={t("passkeyRemoveAbout")} action={t("remove")} danger onAction={remove} />
    </Panel>
  );
}

function AddDialog({ onAdded, onClose }: { onAdded: () => Promise<unknown>; onClose: () => void }) {
  const t = useMessages(messages);
  const [name, setName] = useState("");
  const add = async () => {
    const asked = await data(api.POST("/api/v1/me/passkeys/options"));
    const made = await makePasskey(asked).catch((error: unknown) => {
      // The browser says this for whatever the person or the authenticator did not want.
      throw error instanceof DOMException ? new Error(t("passkeyNotMade")) : error;
    });
    await api.POST("/api/v1/me/passkeys", { body: { ...made, name: name.trim() } });
    say(t("passkeyAdded", { name: name.trim() }));
    await onAdded();
  };
  return (
    <ActionDialog open onClose={onClose} title={t("passkeyAdd")} about={t("passkeysAbout")} action={t("passkeyAdd")} ready={name.trim() !== ""} onAction={add}>
      <TextField label={t("passkeyName")} hint={t("passkeyNameHint")} value={name} onChange={(event) => setName(event.target.value)} maxLength={64} autoComplete="off" />
    </ActionDialog>
  );
}
