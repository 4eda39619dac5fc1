import { catalogue } from "../i18n";

/** The messages of the components. */
export const messages = catalogue<keyof typeof import("./messages/en.json")>(import.meta.glob("./messages/*.json"));
