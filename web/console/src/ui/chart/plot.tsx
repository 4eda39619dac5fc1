// The lines themselves, drawn on a canvas by uPlot. Colours are read from the page and drawn anew when the theme changes.
import { useEffect, useEffectEvent, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useLanguage } from "../../i18n";
import type { TimeChartProps } from "./chart";

interface PlotProps extends TimeChartProps {
  height: number;
  onPoint: (index: number | null) => void;
}

export default function Plot({ times, series, format, height, fromZero = true, top, onPoint }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { formats } = useLanguage();
  const look = useLook();
  const point = useEffectEvent(onPoint);
  const said = useEffectEvent(format);
  const shape = series.map((one) => one.label).join("\n");

  const data = [times.map((time) => time / 1000), ...series.map((one) => [...one.values])] as uPlot.AlignedData;
  const current = useEffectEvent(() => data);

  useEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const colour = (name: string) => resolved(parent, name);
    const axis = { stroke: colour("--text-soft"), font: `12px ${getComputedStyle(parent).fontFamily}`, ticks: { show: false } };
    const options: uPlot.Options = {
      width: parent.clientWidth,
      height,
      legend: { show: false },
      padding: [8, 26, 0, 0],
      cursor: { y: false, drag: { x: false, y: false } },
      hooks: { setCursor: [(self) => point(self.cursor.idx ?? null)] },
      scales: { y: { range: (_, low, high) => [fromZero ? Math.min(0, low ?? 0) : (low ?? 0), top ?? ((high ?? 0) > 0 ? high! * 1.08 : 1)] } },
      axes: [
        { ...axis, grid: { show: false }, values: (_, splits) => labels(splits, formats) },
        { ...axis, size: widest, grid: { stroke: colour("--line"), width: 1 }, values: (_, splits) => splits.map((value) => said(value)) },
      ],
      series: [
        {},
        ...shape.split("\n").map((label, index) => ({
          label,
          stroke: colour(`--series-${(index % 5) + 1}`),
          width: 2,
          points: { show: () => false, filter: alone, size: 5 },
          ...(index === 0 ? { fill: translucent(colour("--series-1")) } : {}),
        })),
      ],
    };
    const made = new uPlot(options, current(), parent);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height }));
    watch.observe(parent);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, height, fromZero, top, formats, look]);

  useEffect(() => {
    plot.current?.setData(current());
  }, [times, series]);

  return <div ref={place} />;
}

/** The room that the labels of an axis take, and a little more. */
function widest(plot: uPlot, labels: string[] | null): number {
  plot.ctx.save();
  // Labels are measured as they are drawn, and a canvas counts device pixels.
  plot.ctx.font = `${12 * devicePixelRatio}px ${getComputedStyle(plot.root).fontFamily}`;
  const widths = (labels ?? []).map((label) => plot.ctx.measureText(label).width / devicePixelRatio);
  plot.ctx.restore();
  return Math.ceil(Math.max(20, ...widths)) + 12;
}

/** A value between two gaps is no line: it is drawn as a point. */
function alone(plot: uPlot, index: number): number[] {
  const values = plot.data[index] ?? [];
  return Array.from(values.keys()).filter((at) => values[at] != null && values[at - 1] == null && values[at + 1] == null);
}

/** Times of a day as hours and minutes, longer spans as dates. */
function labels(splits: number[], formats: ReturnType<typeof useLanguage>["formats"]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  const options: Intl.DateTimeFormatOptions = step >= 86_400 ? { month: "short", day: "numeric" } : { hour: "numeric", minute: "2-digit" };
  const format = new Intl.DateTimeFormat(formats.locale, options);
  return splits.map((at) => format.format(at * 1000));
}

/** A colour of the page as the canvas takes it: light-dark() and variables are worked out by the browser. */
function resolved(parent: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function translucent(colour: string): string {
  return colour.replace(/^rgb\((\d+), (\d+), (\d+)\)$/, "rgba($1, $2, $3, 0.1)");
}

/** Changes whenever the colours do. */
function useLook(): number {
  const [look, setLook] = useState(0);
  useEffect(() => {
    const next = () => setLook((old) => old + 1);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const chosen = new MutationObserver(next);
    system.addEventListener("change", next);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", next);
      chosen.disconnect();
    };
  }, []);
  return look;
}
