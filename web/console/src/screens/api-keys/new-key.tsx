// Making a key: what it is called, what it may do, how long, and whose it is.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useCan, useMe } from "../../session";
import { ActionDialog, Choices, SelectField, Stack, TextField } from "../../ui";
import { messages } from "./messages";

const AMOUNTS = ["read", "write", "chosen"] as const;
type Amount = (typeof AMOUNTS)[number];
/** Days until it expires; nothing for never. */
const LIVES = ["", "30", "90", "365"] as const;

interface NewKeyProps {
  open: boolean;
  onClose: () => void;
  onMade: (secret: string) => void;
}

export function NewKeyDialog({ open, onClose, onMade }: NewKeyProps) {
  const t = useMessages(messages);
  const can = useCan();
  const { permissions } = useMe();
  const [name, setName] = useState("");
  const [amount, setAmount] = useState<Amount>("read");
  const [chosen, setChosen] = useState<string[]>([]);
  const [days, setDays] = useState<string>(LIVES[0]);
  const [principal, setPrincipal] = useState("");
  const programs = useQuery({ queryKey: ["programs"], queryFn: readPrograms, enabled: open && can("identity.read") });

  const close = () => {
    setName("");
    setAmount("read");
    setChosen([]);
    setDays(LIVES[0]);
    setPrincipal("");
    onClose();
  };
  const make = async () => {
    const body = {
      name: name.trim(),
      ...(amount === "chosen" ? { permissions: chosen } : { scopes: amount === "read" ? ["read"] : ["read", "write"] }),
      ...(days ? { expires_in_days: Number(days) } : {}),
      ...(principal ? { principal } : {}),
    };
    const made = await data(api.POST("/api/v1/api-keys", { body }));
    if (made.secret) onMade(made.secret);
  };
  const isReady = name.trim() !== "" && (amount !== "chosen" || chosen.length > 0);
  return (
    <ActionDialog open={open} onClose={close} title={t("make")} about={t("makeAbout")} action={t("make")} ready={isReady} onAction={make} wide>
      <Stack>
        <TextField label={t("name")} hint={t("nameHint")} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required autoComplete="off" />
        <SelectField label={t("amount")} value={amount} onChange={(event) => setAmount(event.target.value as Amount)} options={AMOUNTS.map((one) => [one, t(`amount_${one}`)] as const)} />
        {amount === "chosen" && <Choices label={t("permissions")} hint={t("permissionsHint")} options={permissions.map((one) => [one, one] as const)} chosen={chosen} onChange={setChosen} />}
        <SelectField label={t("expires")} value={days} onChange={(event) => setDays(event.target.value)} options={LIVES.map((one) => [one, one ? t("inDays", { days: Number(one) }) : t("neverExpires")] as const)} />
        {(programs.data?.length ?? 0) > 0 && (
          <SelectField
            label={t("owner")}
            hint={t("ownerHint")}
            value={principal}
            onChange={(event) => setPrincipal(event.target.value)}
            options={[["", t("ownerTenant")], ...programs.data!.map((one) => [one.id, one.name ?? one.id] as const)]}
          />
        )}
      </Stack>
    </ActionDialog>
  );
}

/** Agents and service accounts: who can own a key. */
async function readPrograms() {
  const [agents, accounts] = await Promise.all(
    (["agent", "service_account"] as const).map((kind) => data(api.GET("/api/v1/principals", { params: { query: { kind, status: "active", limit: 200 } } }))),
  );
  return [...(agents?.data ?? []), ...(accounts?.data ?? [])];
}
