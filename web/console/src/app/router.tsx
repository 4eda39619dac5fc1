// The addresses: signing in, and the shell with the screens. Each screen is loaded when it is first seen.
import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { LoadingState } from "../ui";
import { SCREENS } from "../screens";
import { useCan } from "../session";
import { Failed } from "./failed";
import { NotFound, NothingAllowed } from "./not-found";
import { Shell } from "./shell";

function Home() {
  const can = useCan();
  const first = SCREENS.find((screen) => screen.anyOf.length === 0 || can(...screen.anyOf));
  return first ? <Navigate to={`/${first.name}`} replace /> : <NothingAllowed />;
}

const screens: RouteObject[] = SCREENS.map((screen) => ({
  path: screen.name,
  handle: screen,
  errorElement: <Failed />,
  children: screen.routes,
}));

export function makeRouter() {
  return createBrowserRouter(
    [
      { path: "/sign-in", lazy: () => import("./sign-in"), errorElement: <Failed />, HydrateFallback: LoadingState },
      {
        element: <Shell />,
        errorElement: <Failed />,
        HydrateFallback: LoadingState,
        children: [{ index: true, element: <Home /> }, ...screens, { path: "*", element: <NotFound /> }],
      },
    ],
    { basename: "/console" },
  );
}
