// The second factor, by the ways that the account has.
import { Fingerprint } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, askPasskey, data, hasPasskeys, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Button, TextField } from "../../ui";
import { messages } from "../messages";
import { SignInProblem } from "./problem";
import styles from "./sign-in.module.css";
import { useTries } from "./use-tries";

interface SecondStepProps {
  answer: Schemas["SignInDto"];
  onAnswer: (answer: Schemas["SignInDto"]) => Promise<void>;
  onBack: () => void;
}

export function SecondStep({ answer, onAnswer, onBack }: SecondStepProps) {
  const t = useMessages(messages);
  const methods = answer.methods ?? [];
  const typed = methods.filter((method) => method !== "passkey");
  const [method, setMethod] = useState(typed[0]);
  const [code, setCode] = useState("");
  const { busy, problem, said, attempt } = useTries(onAnswer, t("passkeyUnused"));
  const more = { continue: answer.continue ?? "" };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!code) return;
    const proof = method === "totp" ? { code: code.replace(/\s/g, "") } : { recovery_code: code.trim() };
    void attempt(() => data(api.POST("/api/v1/sign-in/second-factor", { body: { ...more, ...proof } })));
  };
  const passkey = () =>
    attempt(async () => {
      const asked = await data(api.POST("/api/v1/sign-in/passkey/options", { body: more }));
      return data(api.POST("/api/v1/sign-in/passkey", { body: { ...more, ...(await askPasskey(asked)) } }));
    });
  const other = typed.find((one) => one !== method);
  return (
    <>
      <p className={styles.note}>{t("signInSecondAbout")}</p>
      {method && (
        <form onSubmit={submit} noValidate>
          <TextField
            key={method}
            label={method === "totp" ? t("signInCode") : t("signInRecoveryCode")}
            autoComplete="one-time-code"
            inputMode={method === "totp" ? "numeric" : undefined}
            technical
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoFocus
          />
          <SignInProblem problem={problem} said={said} />
          <Button type="submit" look="primary" busy={busy} disabled={!code}>
            {t("signInSend")}
          </Button>
        </form>
      )}
      {!method && <SignInProblem problem={problem} said={said} />}
      {hasPasskeys && methods.includes("passkey") && (
        <Button icon={Fingerprint} onClick={() => void passkey()} busy={busy}>
          {t("signInPasskey")}
        </Button>
      )}
      <div className={styles.links}>
        {other && (
          <button type="button" onClick={() => (setMethod(other), setCode(""))}>
            {other === "totp" ? t("signInUseCode") : t("signInUseRecoveryCode")}
          </button>
        )}
        <button type="button" onClick={onBack}>
          {t("signInOther")}
        </button>
      </div>
    </>
  );
}
