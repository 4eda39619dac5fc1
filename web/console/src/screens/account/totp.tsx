// The authenticator app: beginning with one, and doing without it.
import { useQueryClient } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { useMe } from "../../session";
import { ActionDialog, Badge, Button, CopyText, Facts, Panel, say, Stack, TextField } from "../../ui";
import { messages } from "./messages";
import { tell } from "./tell";

export function Totp() {
  const t = useMessages(messages);
  const me = useMe();
  const queries = useQueryClient();
  const [seed, setSeed] = useState<Schemas["TotpSeed"] | null>(null);
  const [isRemoving, setIsRemoving] = useState(false);
  const renew = () => queries.invalidateQueries({ queryKey: ["me"] });
  const begin = () => tell(async () => setSeed(await data(api.POST("/api/v1/me/totp"))));
  const remove = async () => {
    await api.DELETE("/api/v1/me/totp");
    say(t("totpRemoved"));
    await renew();
  };
  const action = me.has_totp ? (
    <Button size="small" onClick={() => setIsRemoving(true)}>
      {t("totpRemove")}
    </Button>
  ) : (
    <Button size="small" icon={Smartphone} onClick={() => void begin()}>
      {t("totpSetUp")}
    </Button>
  );
  return (
    <Panel title={t("totp")} actions={action}>
      <Badge tone={me.has_totp ? "good" : "quiet"}>{t(me.has_totp ? "totpOn" : "totpOff")}</Badge>
      {seed && <ConfirmDialog seed={seed} onConfirmed={renew} onClose={() => setSeed(null)} />}
      <ActionDialog open={isRemoving} onClose={() => setIsRemoving(false)} title={t("totpRemoveTitle")} about={t("totpRemoveAbout")} action={t("totpRemove")} danger onAction={remove} />
    </Panel>
  );
}

function ConfirmDialog({ seed, onConfirmed, onClose }: { seed: Schemas["TotpSeed"]; onConfirmed: () => Promise<unknown>; onClose: () => void }) {
  const t = useMessages(messages);
  const [code, setCode] = useState("");
  const digits = code.replaceAll(/\s/g, "");
  const confirm = async () => {
    await api.POST("/api/v1/me/totp/confirm", { body: { code: digits } });
    say(t("totpDone"));
    await onConfirmed();
  };
  return (
    <ActionDialog open isKept onClose={onClose} title={t("totpSetUp")} about={t("totpAbout")} action={t("totpConfirm")} ready={/^\d{6}$/.test(digits)} onAction={confirm}>
      <Stack>
        <Facts
          facts={[
            [t("totpSecret"), <CopyText key="secret" text={seed.secret} what={t("totpSecret")} />],
            [t("totpOnThis"), <a key="link" href={seed.uri}>{t("totpOpen")}</a>],
          ]}
        />
        <TextField label={t("totpCode")} technical inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} onChange={(event) => setCode(event.target.value)} />
      </Stack>
    </ActionDialog>
  );
}
