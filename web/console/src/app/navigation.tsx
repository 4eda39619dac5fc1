// The screens that the role may see, by group.
import { NavLink } from "react-router";
import { useLanguage, useMessages } from "../i18n";
import { GROUPS, type Group, SCREENS, type Screen } from "../screens";
import { type Me, useCan } from "../session";
import { messages } from "./messages";
import styles from "./shell.module.css";

const GROUP_NAMES = {
  money: "groupMoney",
  operations: "groupOperations",
  developers: "groupDevelopers",
  organisation: "groupOrganisation",
} as const satisfies Record<Group, string>;

/** The screens that the person may see. */
export function useScreens(): readonly Screen[] {
  const can = useCan();
  return SCREENS.filter((screen) => screen.anyOf.length === 0 || can(...screen.anyOf));
}

/** A screen's name in the page's language. */
export function useTitleOf(): (screen: Screen) => string {
  const { language } = useLanguage();
  return (screen) => screen.title[language] ?? screen.title.en;
}

export function Navigation({ me }: { me: Me }) {
  const t = useMessages(messages);
  const screens = useScreens();
  const titleOf = useTitleOf();
  return (
    <>
      <NavLink to="/" className={styles.brand ?? ""} aria-current={false}>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={22} height={22} />
        Bezant
      </NavLink>
      <div className={styles.tenant}>{me.tenant_name}</div>
      <nav aria-label={t("navigation")}>
        <ul className={styles.groups}>
          {GROUPS.map((group) => {
            const those = screens.filter((screen) => screen.group === group);
            if (those.length === 0) return null;
            return (
              <li key={group} className={styles.group}>
                <span id={`group-${group}`}>{t(GROUP_NAMES[group])}</span>
                <ul aria-labelledby={`group-${group}`}>
                  {those.map((screen) => (
                    <li key={screen.name}>
                      <NavLink to={`/${screen.name}`} className={styles.link ?? ""}>
                        <screen.icon size={16} aria-hidden="true" />
                        {titleOf(screen)}
                      </NavLink>
                    </li>
                  ))}
                </ul>
              </li>
            );
          })}
        </ul>
      </nav>
    </>
  );
}
