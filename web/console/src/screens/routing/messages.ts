import { catalogue } from "../../i18n";

export const messages = catalogue<keyof typeof import("./messages/en.json")>(import.meta.glob("./messages/*.json"));
