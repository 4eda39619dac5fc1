// What happens at the node, as it happens. One connection a page; events come in, batches of them go out to whoever reads. A reader that
// only wants its numbers to be fresh uses useLiveRefresh; nobody keeps all events.
export { useLiveEvents, useLiveRefresh, useLiveStatus, useLiveStream, useRecentEvents } from "./hooks";
export type { LiveEvent, LiveStatus } from "./stream";
