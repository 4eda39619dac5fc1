// Lines over time, with the same numbers as a table for who can't or won't see lines; and bars for a few parts of a whole.
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useFormats, useMessages } from "../../i18n";
import { messages } from "../messages";
import styles from "./chart.module.css";

/** The library and its styles are loaded with the first chart. */
const Plot = lazy(() => import("./plot"));

export interface Series {
  readonly label: string;
  /** One for each time; null where nothing is known, which leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface TimeChartProps {
  /** What is shown, as a sentence would say it. */
  label: string;
  /** Milliseconds since 1970, ascending. At most five series have colours. */
  times: readonly number[];
  series: readonly Series[];
  format: (value: number) => string;
  height?: number;
  /** The scale begins at nought; where it does not, it fits the values. */
  fromZero?: boolean;
  /** Where the scale ends, for shares; else it fits the values. */
  top?: number;
}

export function TimeChart(props: TimeChartProps) {
  const { label, times, series, format, height = 180 } = props;
  const t = useMessages(messages);
  const formats = useFormats();
  const [at, setAt] = useState<number | null>(null);
  const [isTableOpen, setIsTableOpen] = useState(false);
  const said = (value: number | null | undefined) => (value === null || value === undefined ? "–" : format(value));
  const pointed = at ?? times.length - 1;
  return (
    <figure className={styles.figure} aria-label={label}>
      <div className={styles.legend} aria-hidden="true">
        <span>{times[pointed] === undefined ? "" : formats.dateTime(times[pointed])}</span>
        {series.map((one, index) => (
          <span key={one.label} className={styles.key} style={{ "--key": `var(--series-${index + 1})` } as React.CSSProperties}>
            {one.label} <b>{said(one.values[pointed])}</b>
          </span>
        ))}
      </div>
      <div className={styles.plot} style={{ blockSize: height }} aria-hidden="true">
        <Suspense fallback={null}>
          <Plot {...props} height={height} onPoint={setAt} />
        </Suspense>
      </div>
      <details onToggle={(event) => setIsTableOpen(event.currentTarget.open)}>
        <summary>{t("showAsTable")}</summary>
        {isTableOpen && (
          <div className={styles.table} role="region" aria-label={label} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("time")}</th>
                  {series.map((one) => (
                    <th key={one.label} scope="col">
                      {one.label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {times.map((time, index) => (
                  <tr key={time}>
                    <th scope="row">{formats.dateTime(time)}</th>
                    {series.map((one) => (
                      <td key={one.label}>{said(one.values[index])}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </details>
    </figure>
  );
}

/** A few values side by side; the longest bar is the largest value. The words stand beside the bars, so that these say nothing alone. */
export function BarList({ label, bars }: { label: string; bars: readonly { name: ReactNode; key: string; value: number; text: string }[] }) {
  const largest = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles.bar}>
          <span>{bar.name}</span>
          <span>{bar.text}</span>
          <div className={styles.track} aria-hidden="true">
            <div className={styles.fill} style={{ inlineSize: `${(100 * bar.value) / largest}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
