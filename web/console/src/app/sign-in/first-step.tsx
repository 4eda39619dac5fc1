// Organisation, address and password; or a passkey alone.
import { Fingerprint } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, askPasskey, data, hasPasskeys, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { useStored } from "../../preferences";
import { Button, TextField } from "../../ui";
import { messages } from "../messages";
import { SignInProblem } from "./problem";
import styles from "./sign-in.module.css";
import { useTries } from "./use-tries";

export function FirstStep({ onAnswer }: { onAnswer: (answer: Schemas["SignInDto"]) => Promise<void> }) {
  const t = useMessages(messages);
  const [organisation, keepOrganisation] = useStored("organisation");
  const [tenant, setTenant] = useState(organisation ?? "");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, problem, said, attempt } = useTries(onAnswer, t("passkeyUnused"));
  const isReady = tenant !== "" && email !== "" && password !== "";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    void attempt(async () => {
      const answer = await data(api.POST("/api/v1/sign-in", { body: { tenant, email, password } }));
      keepOrganisation(tenant);
      return answer;
    });
  };
  const passkey = () =>
    attempt(async () => {
      const asked = await data(api.POST("/api/v1/sign-in/passkey/options", { body: {} }));
      return data(api.POST("/api/v1/sign-in/passkey", { body: await askPasskey(asked) }));
    });
  return (
    <>
      <form onSubmit={submit} noValidate>
        <TextField label={t("signInOrganisation")} name="organization" autoComplete="organization" autoCapitalize="none" spellCheck={false} value={tenant} onChange={(event) => setTenant(event.target.value)} autoFocus={!organisation} />
        <TextField label={t("signInEmail")} type="email" name="email" autoComplete="username" spellCheck={false} value={email} onChange={(event) => setEmail(event.target.value)} autoFocus={Boolean(organisation)} />
        <TextField label={t("signInPassword")} type="password" name="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        <SignInProblem problem={problem} said={said} />
        <Button type="submit" look="primary" busy={busy} disabled={!isReady}>
          {t("signIn")}
        </Button>
      </form>
      {hasPasskeys && (
        <>
          <div className={styles.or}>{t("signInOr")}</div>
          <Button icon={Fingerprint} onClick={() => void passkey()} busy={busy}>
            {t("signInPasskey")}
          </Button>
        </>
      )}
      <div className={styles.links}>
        <a href="/recover">{t("signInForgotten")}</a>
      </div>
    </>
  );
}
