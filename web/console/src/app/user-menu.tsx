// Who is signed in; language, appearance, the account, signing out.
import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, LogOut, UserRound } from "lucide-react";
import { useNavigate } from "react-router";
import { api } from "../api";
import { LANGUAGES, useLanguage, useMessages } from "../i18n";
import { THEMES, useTheme } from "../preferences";
import type { Me } from "../session";
import { Button, Menu, MenuChoices, MenuItem, MenuSeparator } from "../ui";
import { messages } from "./messages";
import styles from "./shell.module.css";

/** Ends the session and forgets what was read of it. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.POST("/api/v1/sign-out", {});
    await navigate("/sign-in", { replace: true });
    queries.clear();
  };
}

export function UserMenu({ me }: { me: Me }) {
  const t = useMessages(messages);
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useTheme();
  const signOut = useSignOut();
  const name = me.name ?? me.email ?? me.id;
  return (
    <Menu
      trigger={
        <Button look="quiet" className={styles.user} aria-label={t("userMenu", { name })}>
          <span>{name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
    >
      <MenuItem icon={UserRound} onSelect={() => location.assign("/account")}>
        {t("account")}
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        {t("signOut")}
      </MenuItem>
      <MenuSeparator />
      <MenuChoices label={t("theme")} value={theme} options={THEMES.map((one) => [one, t(one)] as const)} onChange={setTheme} />
      <MenuSeparator />
      <MenuChoices label={t("language")} value={language} options={LANGUAGES.map((one) => [one.code, one.name] as const)} onChange={choose} />
    </Menu>
  );
}
