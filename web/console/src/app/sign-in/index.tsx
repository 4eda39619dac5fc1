// Signing in: organisation, address and password, then the second factor where there is one; or a passkey, which is both.
// What is typed is sent to the node and kept nowhere.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { Schemas } from "../../api";
import { LANGUAGES, useLanguage, useMessages } from "../../i18n";
import { meQuery } from "../../session";
import { SelectField } from "../../ui";
import { messages } from "../messages";
import { FirstStep } from "./first-step";
import { SecondStep } from "./second-step";
import { safePlace } from "./safe-place";
import styles from "./sign-in.module.css";

export function Component() {
  const t = useMessages(messages);
  const { language, choose } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [search] = useSearchParams();
  const [second, setSecond] = useState<Schemas["SignInDto"] | null>(null);
  const title = second ? t("signInSecondTitle") : t("signIn");
  useEffect(() => {
    document.title = `${title} · Bezant`;
  }, [title]);

  const next = async (answer: Schemas["SignInDto"]) => {
    if (answer.status === "second_factor") {
      setSecond(answer);
      return;
    }
    queries.removeQueries({ queryKey: meQuery.queryKey });
    await navigate(safePlace(search.get("return_to")), { replace: true });
  };
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={26} height={26} />
          Bezant
        </div>
        <h1>{title}</h1>
        {search.has("ended") && !second && (
          <p className={styles.note} role="status">
            {t("signedOut")}
          </p>
        )}
        {second ? <SecondStep answer={second} onAnswer={next} onBack={() => setSecond(null)} /> : <FirstStep onAnswer={next} />}
      </div>
      <SelectField
        label={t("language")}
        isLabelHidden
        value={language}
        options={LANGUAGES.map((one) => [one.code, one.name] as const)}
        onChange={(event) => choose(LANGUAGES.find((one) => one.code === event.target.value)?.code ?? language)}
      />
    </main>
  );
}
