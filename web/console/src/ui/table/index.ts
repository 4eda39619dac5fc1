// The table of the console. Rows and columns come in; sorting, choice of columns, keyboard and scrolling are its own affair. It never
// asks the API: it says when it needs more rows.
export type { Column } from "./column";
export { DataTable, type DataTableProps } from "./table";
