// The parts that screens are made of. They take data and messages and know no screen and no route; all of them work by keyboard and in
// both directions. A screen that needs another look adds it here, so that the next screen has it too.
export { Badge, type Tone } from "./badge";
export { Button, ButtonLink, IconButton } from "./button";
export { BarList, TimeChart } from "./chart";
export { Choices } from "./choices";
export { classes } from "./classes";
export { CopyText } from "./copy";
export { ActionDialog, Dialog, DialogActions } from "./dialog";
export { Checkbox, SelectField, TextArea, TextField } from "./field";
export { JsonBlock } from "./json";
export { Menu, MenuCheck, MenuChoices, MenuItem, MenuSeparator } from "./menu";
export { Moment, useNow } from "./moment";
export { PagedTable, usePages } from "./paged";
export { Columns, Facts, Page, Panel, Stat } from "./page";
export { saveFile } from "./save";
export { SecretDialog } from "./secret";
export { Filters, Row, Soft, Stack } from "./stack";
export { EmptyState, ErrorState, Loaded, LoadingState, ProblemNote, StaleNote } from "./states";
export { type Column, DataTable } from "./table";
export { Tabs } from "./tabs";
export { say, Toaster } from "./toast";
