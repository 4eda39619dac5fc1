// Another password. One's other sessions end with it.
import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api } from "../../api";
import { useMessages } from "../../i18n";
import { useMe } from "../../session";
import { ActionDialog, Button, Panel, say, Stack, TextField } from "../../ui";
import { messages } from "./messages";

/** docs/credentials.md. */
const SHORTEST = 12;

export function Password() {
  const t = useMessages(messages);
  const me = useMe();
  const [isChanging, setIsChanging] = useState(false);
  const change = (
    <Button size="small" icon={KeyRound} onClick={() => setIsChanging(true)}>
      {t(me.has_password ? "changePassword" : "setPassword")}
    </Button>
  );
  return (
    <Panel title={t("password")} actions={change}>
      <p>{t(me.has_password ? "passwordSet" : "passwordNone")}</p>
      {isChanging && <PasswordDialog hasOne={me.has_password} onClose={() => setIsChanging(false)} />}
    </Panel>
  );
}

function PasswordDialog({ hasOne, onClose }: { hasOne: boolean; onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const isShort = [...password].length < SHORTEST;
  const act = async () => {
    await api.POST("/api/v1/me/password", { body: { password, ...(hasOne ? { current } : {}) } });
    say(t("passwordChanged"));
    await Promise.all([queries.invalidateQueries({ queryKey: ["me"] }), queries.invalidateQueries({ queryKey: ["my-sessions"] })]);
  };
  return (
    <ActionDialog open onClose={onClose} title={t(hasOne ? "changePassword" : "setPassword")} about={t("passwordAbout")} action={t("save")} ready={!isShort && password === again && (!hasOne || current !== "")} onAction={act}>
      <Stack>
        {hasOne && <TextField label={t("currentPassword")} type="password" autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />}
        <TextField label={t("newPassword")} hint={t("passwordHint", { count: SHORTEST })} type="password" autoComplete="new-password" value={password} mistake={password !== "" && isShort ? t("passwordShort", { count: SHORTEST }) : null} onChange={(event) => setPassword(event.target.value)} />
        <TextField label={t("againPassword")} type="password" autoComplete="new-password" value={again} mistake={again !== "" && again !== password ? t("passwordDiffers") : null} onChange={(event) => setAgain(event.target.value)} />
      </Stack>
    </ActionDialog>
  );
}
