// Makes a role, or changes all of one.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useMe } from "../../session";
import { ActionDialog, Choices, say, Stack, TextField } from "../../ui";
import { isWaiting } from "../people/waiting";
import { messages } from "./messages";
import type { Role } from "./query";

/** Shown as long as it stands in the page; without a role it makes one. */
export function RoleDialog({ role, onClose }: { role?: Role; onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const { permissions } = useMe();
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [chosen, setChosen] = useState<string[]>(role?.permissions ?? []);
  // A role may permit what its editor may not do; then it can be seen here, and the node says no.
  const options = [...new Set([...permissions, ...(role?.permissions ?? [])])];
  const act = async () => {
    const body = { description, permissions: chosen };
    const answer = role
      ? await data(api.PUT("/api/v1/roles/{name}", { params: { path: { name: role.name } }, body }))
      : await data(api.POST("/api/v1/roles", { body: { ...body, name: name.trim() } }));
    say(isWaiting(answer) ? t("waits") : t("saved", { name }));
    await Promise.all([queries.invalidateQueries({ queryKey: ["roles"] }), queries.invalidateQueries({ queryKey: ["approvals"] })]);
  };
  return (
    <ActionDialog
      open
      onClose={onClose}
      title={role ? t("changeTitle", { name: role.name }) : t("make")}
      about={t("makeAbout")}
      action={role ? t("save") : t("make")}
      ready={/^[a-z][a-z0-9_-]{0,63}$/.test(name.trim()) && chosen.length > 0}
      onAction={act}
      wide
    >
      <Stack>
        {!role && <TextField label={t("name")} hint={t("nameHint")} technical value={name} onChange={(event) => setName(event.target.value)} maxLength={64} autoComplete="off" required />}
        <TextField label={t("description")} value={description} onChange={(event) => setDescription(event.target.value)} maxLength={200} autoComplete="off" />
        <Choices label={t("permissions")} options={options.map((one) => [one, one] as const)} chosen={chosen} onChange={setChosen} />
      </Stack>
    </ActionDialog>
  );
}
