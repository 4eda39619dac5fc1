// Languages and messages. Catalogues (JSON beside the code that says them) come in, text in the reader's language goes out. No message
// stands in the code, and no sentence is glued together from parts.
export { type Catalogue, catalogue, type Translate, type Values } from "./catalogue";
export { LANGUAGES, type LanguageCode, languageOf } from "./languages";
export { LanguageProvider, useFormats, useLanguage, useMessages } from "./provider";
