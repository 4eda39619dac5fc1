// The Sankey diagram itself, laid out by d3-sankey and drawn as SVG. The table below it says the same, so it is one picture for who
// does not see it.
import { type SankeyLinkMinimal, type SankeyNodeMinimal, sankey, sankeyJustify, sankeyLinkHorizontal } from "d3-sankey";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useFormats, useLanguage, useMessages } from "../../i18n";
import type { Flow, Graph, GraphNode } from "./flows";
import { messages } from "./messages";
import styles from "./sankey.module.css";

interface LinkMore {
  flow: Flow;
}
type Node = GraphNode & SankeyNodeMinimal<GraphNode, LinkMore>;
type Link = LinkMore & SankeyLinkMinimal<GraphNode, LinkMore>;

const NODE_WIDTH = 12;
/** About how wide a letter of a node's words is. */
const LETTER = 7.5;
const COLOURS: Record<string, number> = { assets: 1, liabilities: 2, equity: 3, revenue: 4, expenses: 5 };

export default function Sankey({ graph, currency }: { graph: Graph; currency: string }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const { language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setRoom(Math.floor(entry.contentRect.width)));
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, []);
  // The room for the words beside a node; where there is less for each column, the picture scrolls.
  const words = Math.min(320, Math.max(110, ...graph.nodes.map((node) => LETTER * node.group.length + 12)));
  const columns = useMemo(() => 1 + Math.max(...layOut(graph, 1_000, 1_000, 0, false).nodes.map((node) => node.depth ?? 0)), [graph]);
  const width = Math.max(room, columns * (words + NODE_WIDTH));
  const isMirrored = document.documentElement.dir === "rtl";
  const height = Math.max(220, Math.min(640, 56 * graph.nodes.length));
  const { nodes, links } = useMemo(() => layOut(graph, width, height, words, isMirrored), [graph, width, height, words, isMirrored, language]);
  const path = sankeyLinkHorizontal<GraphNode, LinkMore>();
  const said = (flow: Flow) => t("flowSaid", { from: flow.from, to: flow.to, amount: formats.money(flow.amount, currency), count: flow.transfers });
  return (
    <div className={styles.place} ref={place} role="region" aria-label={t("flowDiagram")} tabIndex={0}>
      {room > 0 && (
        <svg className={styles.picture} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("flowPicture", { count: links.length })}>
          {links.map((link) => (
            <path key={`${link.flow.from} ${link.flow.to}`} className={styles.link} d={path(link) ?? ""} strokeWidth={Math.max(1, link.width ?? 0)} style={{ stroke: colour(link.flow.from) }}>
              <title>{said(link.flow)}</title>
            </path>
          ))}
          {nodes.map((node) => {
            const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [node.x0, node.x1, node.y0, node.y1];
            const left = Math.min(x0, x1);
            const beside = isMirrored ? left - 6 : left + NODE_WIDTH + 6;
            const anchor = isMirrored ? "end" : "start";
            return (
              <g key={node.id}>
                <rect x={left} y={y0} width={NODE_WIDTH} height={Math.max(1, y1 - y0)} rx={2} style={{ fill: colour(node.group) }} />
                <text className={styles.label} x={beside} y={(y0 + y1) / 2 - 1} textAnchor={anchor}>
                  {node.isReturn ? t("backTo", { group: node.group }) : node.group}
                </text>
                <text className={styles.amount} x={beside} y={(y0 + y1) / 2 + 14} textAnchor={anchor}>
                  {formats.money(node.value ?? 0, currency)}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

function layOut(graph: Graph, width: number, height: number, words: number, isMirrored: boolean): { nodes: Node[]; links: Link[] } {
  const layout = sankey<GraphNode, LinkMore>()
    .nodeId((node) => node.id)
    .nodeAlign(sankeyJustify)
    .nodeWidth(NODE_WIDTH)
    .nodePadding(34)
    .extent([[1, 18], [width - words, height - 18]]);
  const laid = layout({
    nodes: graph.nodes.map((node) => ({ ...node })),
    links: graph.links.map(({ source, target, flow }) => ({ source, target, value: flow.amount, flow })),
  });
  if (isMirrored) {
    for (const node of laid.nodes) {
      node.x0 = width - (node.x0 ?? 0);
      node.x1 = width - (node.x1 ?? 0);
    }
  }
  return laid;
}

function colour(group: string): string {
  return `var(--series-${COLOURS[group.split(":")[0] ?? ""] ?? 3})`;
}
