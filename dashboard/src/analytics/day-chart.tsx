import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import type { Schemas } from '../api/client';

type Day = Schemas['DaySummary'];
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [720, 240, 44, 24, 10];
const TICKS = 4;

/** Lines of what was borrowed and returned; the table beside it says the same. */
export function DayChart({ days }: { readonly days: readonly Day[] }) {
  const most = Math.max(1, ...days.flatMap(({ borrowed, returned }) => [borrowed, returned]));
  const x = scalePoint(
    days.map(({ date }) => date),
    [LEFT, WIDTH - 8],
  );
  const y = scaleLinear([0, most], [HEIGHT - BOTTOM, TOP]).nice(TICKS);
  const pathOf = (figure: (day: Day) => number) =>
    line<Day>(
      ({ date }) => x(date) ?? 0,
      (day) => y(figure(day)),
    )([...days]) ?? '';
  const sum = (figure: (day: Day) => number) => days.reduce((total, day) => total + figure(day), 0);
  const [first, last] = [days.at(0), days.at(-1)];
  const text = `${sum((day) => day.borrowed)} borrowed and ${sum((day) => day.returned)} returned in ${days.length} days`;
  return (
    <figure className="chart">
      <figcaption>
        <span className="borrowed-line">━ Borrowed</span> <span className="returned-line">┅ Returned</span>:{' '}
        {text}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
        {y
          .ticks(TICKS)
          .filter(Number.isInteger)
          .map((tick) => (
            <g key={tick}>
              <line className="grid" x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 6} y={y(tick)} dy="0.32em" textAnchor="end">
                {tick}
              </text>
            </g>
          ))}
        {first && last && (
          <>
            <text x={LEFT} y={HEIGHT - 6}>
              {first.date}
            </text>
            <text x={WIDTH - 8} y={HEIGHT - 6} textAnchor="end">
              {last.date}
            </text>
          </>
        )}
        <path className="borrowed-line" d={pathOf((day) => day.borrowed)} />
        <path className="returned-line" d={pathOf((day) => day.returned)} />
      </svg>
    </figure>
  );
}
