// Charts. Numbers come in with words for them; a canvas and the same numbers as text go out.
export { BarList, TimeChart } from "./chart";
