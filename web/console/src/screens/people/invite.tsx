// Invites a person: they get a letter with a link.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, Choices, LoadingState, say, Stack, TextField } from "../../ui";
import { rolesQuery } from "../roles/query";
import { messages } from "./messages";
import { isWaiting } from "./waiting";

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery);
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const invite = async () => {
    const body = { email: email.trim(), roles: chosen, ...(name.trim() ? { name: name.trim() } : {}) };
    const answer = await data(api.POST("/api/v1/invitations", { body }));
    if (isWaiting(answer)) say(t("invitationWaits"));
    else if (answer.sent === false) say(t("invitedUnsent"), { isBad: true });
    else say(t("invited", { email: body.email }));
    await Promise.all([queries.invalidateQueries({ queryKey: ["invitations"] }), queries.invalidateQueries({ queryKey: ["approvals"] })]);
  };
  return (
    <ActionDialog open onClose={onClose} title={t("invite")} about={t("inviteAbout")} action={t("inviteAction")} ready={/^\S+@\S+$/.test(email.trim())} onAction={invite} wide>
      <Stack>
        <TextField label={t("email")} type="email" value={email} onChange={(event) => setEmail(event.target.value)} autoComplete="off" required />
        <TextField label={t("nameOptional")} value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" maxLength={200} />
        {roles.data ? (
          <Choices label={t("roles")} hint={t("rolesHint")} options={roles.data.map((role) => [role.name, role.name] as const)} chosen={chosen} onChange={setChosen} />
        ) : (
          <LoadingState lines={2} />
        )}
      </Stack>
    </ActionDialog>
  );
}
