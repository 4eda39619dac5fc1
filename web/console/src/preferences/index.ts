// What a person has chosen for this browser. Kept in local storage, so never anything secret.
export { readStored, useStored, writeStored } from "./stored";
export { applyStoredTheme, THEMES, type Theme, useTheme } from "./theme";
