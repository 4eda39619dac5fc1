// Asks for a fresh proof when a request needs one: password, code, recovery code or passkey, whichever the person has. The request that
// needed it goes on by itself.
import { Fingerprint } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { api, askPasskey, asProblem, data, hasPasskeys, type Problem, type Schemas } from "../api";
import { useMessages } from "../i18n";
import { type Me, settleProof } from "../session";
import { Button, Dialog, DialogActions, ProblemNote, SelectField, TextField } from "../ui";
import { messages } from "./messages";

type Way = "password" | "code" | "recovery_code";

export default function StepUpDialog({ me }: { me: Me }) {
  const t = useMessages(messages);
  const ways: [Way, string][] = [];
  if (me.has_password) ways.push(["password", t("proofPassword")]);
  if (me.has_totp) ways.push(["code", t("proofCode")]);
  if (me.recovery_codes_left > 0) ways.push(["recovery_code", t("proofRecoveryCode")]);
  return (
    <Dialog open onClose={() => settleProof(false)} title={t("proofTitle")} about={t("proofAbout")}>
      <Proof ways={ways} />
    </Dialog>
  );
}

function Proof({ ways }: { ways: readonly [Way, string][] }) {
  const t = useMessages(messages);
  const [way, setWay] = useState<Way>(ways[0]?.[0] ?? "password");
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => setSecret(""), [way]);

  const prove = async (make: () => Promise<Schemas["StepUp"]>) => {
    setBusy(true);
    setProblem(null);
    setSaid("");
    try {
      await data(api.POST("/api/v1/me/step-up", { body: await make() }));
      settleProof(true);
    } catch (error) {
      if (error instanceof DOMException) setSaid(t("passkeyUnused"));
      else setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog stands in the tree of whatever asked; its form is not part of another one.
    event.stopPropagation();
    if (!busy && secret) void prove(async () => ({ [way]: secret }));
  };
  const passkey = () => prove(async () => ({ passkey: await askPasskey(await data(api.POST("/api/v1/me/step-up/options", {}))) }));
  const label = ways.find(([one]) => one === way)?.[1] ?? "";
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      {ways.length > 1 && <SelectField label={t("proofBy")} value={way} options={ways} onChange={(event) => setWay(event.target.value as Way)} />}
      {ways.length > 0 && (
        <TextField
          label={label}
          type={way === "password" ? "password" : "text"}
          autoComplete={way === "password" ? "current-password" : "one-time-code"}
          inputMode={way === "code" ? "numeric" : undefined}
          technical={way !== "password"}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          autoFocus
        />
      )}
      {problem && <ProblemNote problem={problem} />}
      <div aria-live="polite">{said}</div>
      <DialogActions>
        {hasPasskeys && (
          <Button icon={Fingerprint} onClick={() => void passkey()} busy={busy}>
            {t("proofPasskey")}
          </Button>
        )}
        {ways.length > 0 && (
          <Button type="submit" look="primary" busy={busy} disabled={!secret}>
            {t("proofSend")}
          </Button>
        )}
      </DialogActions>
    </form>
  );
}
