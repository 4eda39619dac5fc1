// How the console is built (base /console/, output web/dist/console, which the node embeds) and, in development, which node answers its API.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const node = process.env.BEZANT_NODE ?? "http://localhost:8640";
// What the node answers itself; the rest is the console's. Of a WebSocket the node wants to know that the page is its own: it is told
// its own address, which is `localhost` unless the settings say otherwise.
const proxied = { target: node, changeOrigin: true, ws: true, rewriteWsOrigin: true };
const proxy = Object.fromEntries(
  ["/api", "/openapi.json", "/sign-in", "/recover", "/account", "/docs", "/verify-email", "/invitation"].map((path) => [path, proxied]),
);

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  // Browsers since 2024: light-dark(), nesting and Intl.NumberFormat with exact decimals are used as they are.
  // Nothing is put into the pages as data: or inline, since their policy forbids inline scripts and styles.
  build: { outDir: "../dist/console", emptyOutDir: true, target: ["chrome123", "firefox121", "safari17.5"], assetsInlineLimit: 0, manifest: true, modulePreload: { polyfill: false } },
  server: { proxy },
  preview: { proxy },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
