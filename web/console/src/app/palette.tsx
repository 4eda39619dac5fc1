// Everything by a few keys: pages, ids, settings (Ctrl-K or Cmd-K).
import { Command } from "cmdk";
import { ArrowRight, Languages, LogOut, SunMoon, UserRound } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { useNavigate } from "react-router";
import { LANGUAGES, useLanguage, useMessages } from "../i18n";
import { THEMES, useTheme } from "../preferences";
import { messages } from "./messages";
import { useScreens, useTitleOf } from "./navigation";
import styles from "./palette.module.css";
import { useSignOut } from "./user-menu";

export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const navigate = useNavigate();
  const screens = useScreens();
  const titleOf = useTitleOf();
  const { choose } = useLanguage();
  const [, setTheme] = useTheme();
  const signOut = useSignOut();
  const [typed, setTyped] = useState("");

  const wanted = typed.trim();
  const opened = screens.map((screen) => screen.open?.(wanted) ?? null).find((to) => to !== null);
  const run = (deed: () => unknown) => () => {
    onClose();
    void deed();
  };
  return (
    <Radix.Root open onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <div className={styles.back} aria-hidden="true" />
        <Radix.Content className={styles.palette} aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">{t("commands")}</Radix.Title>
          <Command label={t("commands")} loop>
            <Command.Input value={typed} onValueChange={setTyped} placeholder={t("commandPlaceholder")} />
            <Command.List label={t("commands")}>
              <Command.Empty>{t("commandNone")}</Command.Empty>
              {opened && (
                <Command.Item value={wanted} onSelect={run(() => navigate(opened))}>
                  <ArrowRight size={16} aria-hidden="true" />
                  {t("commandOpen", { id: wanted })}
                </Command.Item>
              )}
              <Command.Group heading={t("groupPages")}>
                {screens.map((screen) => (
                  // The English name finds it too, whatever the page's language.
                  <Command.Item key={screen.name} value={screen.name} keywords={[titleOf(screen), screen.title.en]} onSelect={run(() => navigate(`/${screen.name}`))}>
                    <screen.icon size={16} aria-hidden="true" />
                    {titleOf(screen)}
                  </Command.Item>
                ))}
                <Command.Item value="account" keywords={[t("account")]} onSelect={run(() => location.assign("/account"))}>
                  <UserRound size={16} aria-hidden="true" />
                  {t("account")}
                </Command.Item>
              </Command.Group>
              <Command.Group heading={t("groupSettings")}>
                {THEMES.map((theme) => (
                  <Command.Item key={theme} value={`theme ${theme}`} keywords={[t("theme"), t(theme)]} onSelect={run(() => setTheme(theme))}>
                    <SunMoon size={16} aria-hidden="true" />
                    {t("theme")}: {t(theme)}
                  </Command.Item>
                ))}
                {LANGUAGES.map((language) => (
                  <Command.Item key={language.code} value={`language ${language.code}`} keywords={[t("language"), language.name]} onSelect={run(() => choose(language.code))}>
                    <Languages size={16} aria-hidden="true" />
                    {t("language")}: <span lang={language.code}>{language.name}</span>
                  </Command.Item>
                ))}
                <Command.Item value="sign out" keywords={[t("signOut")]} onSelect={run(signOut)}>
                  <LogOut size={16} aria-hidden="true" />
                  {t("signOut")}
                </Command.Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
