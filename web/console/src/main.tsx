// Where the console begins: theme, language, the cache, the router; and who asks for proofs.
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { installGuards } from "./api";
import { makeQueryClient } from "./app/query-client";
import { makeRouter } from "./app/router";
import { LanguageProvider } from "./i18n";
import { applyStoredTheme } from "./preferences";
import { proveAgain, sessionHasEnded } from "./session";
import "./styles";

applyStoredTheme();
installGuards({ proveAgain, sessionEnded: sessionHasEnded });

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <QueryClientProvider client={makeQueryClient()}>
        <Suspense fallback={null}>
          <RouterProvider router={makeRouter()} />
        </Suspense>
      </QueryClientProvider>
    </LanguageProvider>
  </StrictMode>,
);
