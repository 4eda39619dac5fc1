// The frame around every screen: navigation, search, who is signed in, whether the page is live. It shows nothing of a session that has
// ended, and nothing that the role may not see.
import { useQueryClient, useQuery } from "@tanstack/react-query";
import { Menu as MenuIcon, Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";
import { asProblem } from "../api";
import { useMessages } from "../i18n";
import { useLiveStatus, useLiveStream } from "../live";
import { type Me, meQuery, onSessionEnd, useCan, useInterval, useIsProofWanted } from "../session";
import { ErrorState, IconButton, LoadingState, Toaster } from "../ui";
import { messages } from "./messages";
import { Navigation } from "./navigation";
import { SecondFactorMissing } from "./second-factor-missing";
import styles from "./shell.module.css";
import { sessionKeptAlive } from "./session-kept-alive";
import { UserMenu } from "./user-menu";

/** Loaded when they are first wanted. */
const Palette = lazy(() => import("./palette"));
const StepUpDialog = lazy(() => import("./step-up-dialog"));

export function Shell() {
  const place = useLocation();
  const me = useQuery(meQuery);
  if (me.data === undefined) {
    if (!me.isError) return <LoadingState />;
    if (asProblem(me.error).status !== 401) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
    const wanted = place.pathname + place.search;
    return <Navigate to={wanted === "/" ? "/sign-in" : `/sign-in?return_to=${encodeURIComponent(wanted)}`} replace />;
  }
  return <Frame me={me.data} />;
}

function Frame({ me }: { me: Me }) {
  const t = useMessages(messages);
  const can = useCan();
  const [isSearching, setIsSearching] = useState(false);
  const [isNavigating, setIsNavigating] = useState(false);
  const main = useRef<HTMLElement>(null);
  const isProofWanted = useIsProofWanted();
  useSessionEnd();
  useQuery({ ...sessionKeptAlive, refetchInterval: useInterval(5 * 60_000) });
  useLiveStream(can("events.read") && !me.second_factor_missing);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setIsSearching((old) => !old);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const { pathname } = useLocation();
  useEffect(() => {
    setIsNavigating(false);
    main.current?.scrollTo(0, 0);
  }, [pathname]);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {t("skip")}
      </a>
      <div className={styles.side}>
        <Navigation me={me} />
      </div>
      <div>
        <header className={styles.top}>
          <div>
            <IconButton className={styles.menuButton} icon={MenuIcon} label={t("openNavigation")} onClick={() => setIsNavigating(true)} />
            <button type="button" className={styles.search} onClick={() => setIsSearching(true)} aria-keyshortcuts="Control+K Meta+K">
              <Search size={15} aria-hidden="true" />
              <span>{t("search")}</span>
              <kbd aria-hidden="true">Ctrl K</kbd>
            </button>
          </div>
          <div>
            {can("events.read") && <LiveSign />}
            <UserMenu me={me} />
          </div>
        </header>
        {can("events.read") && <LiveBanner />}
      </div>
      <main id="main" ref={main} className={styles.main} tabIndex={-1}>
        {me.second_factor_missing ? (
          <SecondFactorMissing me={me} />
        ) : (
          <Suspense fallback={<LoadingState />}>
            <Outlet />
          </Suspense>
        )}
      </main>
      <Radix.Root open={isNavigating} onOpenChange={setIsNavigating}>
        <Radix.Portal>
          <div className={styles.drawerBack} aria-hidden="true" />
          <Radix.Content className={`${styles.side} ${styles.drawer}`} aria-describedby={undefined}>
            <Radix.Title className="visually-hidden">{t("navigation")}</Radix.Title>
            <Navigation me={me} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      <Suspense fallback={null}>
        {isSearching && <Palette onClose={() => setIsSearching(false)} />}
        {isProofWanted && <StepUpDialog me={me} />}
      </Suspense>
      <Toaster />
    </div>
  );
}

/** When the session has ended, what was read of it is forgotten and the page asks to sign in again. */
function useSessionEnd() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const place = useLocation();
  useEffect(
    () =>
      onSessionEnd(() => {
        queries.clear();
        const wanted = encodeURIComponent(place.pathname + place.search);
        void navigate(`/sign-in?ended=1&return_to=${wanted}`, { replace: true });
      }),
    [queries, navigate, place],
  );
}

function LiveSign() {
  const t = useMessages(messages);
  const status = useLiveStatus();
  const said = status.kind === "live" ? t("liveOn") : status.kind === "refused" ? t("liveRefused", { reason: status.reason }) : t("liveConnecting");
  return (
    <span className={styles.live} title={said}>
      <span className={styles.dot} data-kind={status.kind} />
      <span>{said}</span>
    </span>
  );
}

/** A break is told once it lasts; most are over before anybody would have read of it. */
function LiveBanner() {
  const t = useMessages(messages);
  const status = useLiveStatus();
  const [isTold, setIsTold] = useState(false);
  const isBroken = status.kind === "broken";
  useEffect(() => {
    if (!isBroken) {
      setIsTold(false);
      return;
    }
    const timer = setTimeout(() => setIsTold(true), 2_000);
    return () => clearTimeout(timer);
  }, [isBroken]);
  return (
    <div role="status" className={isTold ? styles.banner : undefined}>
      {isTold && t("liveBroken")}
    </div>
  );
}
