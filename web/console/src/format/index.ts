// What the API's numbers look like to a person. Minor units, basis points and RFC 3339 come in, text in the reader's language goes
// out. Nothing here rounds money, and nothing knows a screen.
export { makeFormats, type Formats, type Time } from "./formats";
export { minorDigits } from "./minor-digits";
export { fromTyped, toDecimal } from "./money";
