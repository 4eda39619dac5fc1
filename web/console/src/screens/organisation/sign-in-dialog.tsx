// Changes how the organisation's people sign in.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, Checkbox, say, Stack, TextField } from "../../ui";
import { messages } from "./messages";

export function SignInDialog({ settings, onClose }: { settings: Schemas["SignInSettings"]; onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const [password, setPassword] = useState(settings.password_sign_in);
  const [second, setSecond] = useState(settings.second_factor_required);
  const [idle, setIdle] = useState(String(settings.session_idle_minutes));
  const [absolute, setAbsolute] = useState(String(settings.session_absolute_hours));
  const isWhole = (text: string) => /^[1-9]\d{0,5}$/.test(text);
  const save = async () => {
    const sign_in = { password_sign_in: password, second_factor_required: second, session_idle_minutes: Number(idle), session_absolute_hours: Number(absolute) };
    await api.PATCH("/api/v1/tenant", { body: { sign_in } });
    say(t("saved"));
    await Promise.all([queries.invalidateQueries({ queryKey: ["tenant"] }), queries.invalidateQueries({ queryKey: ["me"] })]);
  };
  return (
    <ActionDialog open onClose={onClose} title={t("signIn")} action={t("save")} ready={isWhole(idle) && isWhole(absolute)} onAction={save}>
      <Stack>
        <Checkbox label={t("passwordsTaken")} hint={t("passwordsHint")} checked={password} onChange={(event) => setPassword(event.target.checked)} />
        <Checkbox label={t("secondFactorRequired")} hint={t("secondFactorHint")} checked={second} onChange={(event) => setSecond(event.target.checked)} />
        <TextField label={t("idleMinutes")} inputMode="numeric" value={idle} mistake={isWhole(idle) ? null : t("whole")} onChange={(event) => setIdle(event.target.value)} />
        <TextField label={t("absoluteHours")} inputMode="numeric" value={absolute} mistake={isWhole(absolute) ? null : t("whole")} onChange={(event) => setAbsolute(event.target.value)} />
      </Stack>
    </ActionDialog>
  );
}
