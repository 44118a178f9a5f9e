import type { Schemas } from '../api/client';
import { Table } from '../ui/paged-list';

type Hour = Schemas['WeekHour'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Shades of the style sheet. */
const SHADES = 5;

/** Weekday by hour, a number in each cell; its shade only helps the eye. */
export function HourTable({ hours }: { readonly hours: readonly Hour[] }) {
  const figures = new Map(
    hours.map(({ weekday, hour, borrowed, returned }) => [`${weekday} ${hour}`, borrowed + returned]),
  );
  const most = Math.max(1, ...figures.values());
  const all = Array.from({ length: 24 }, (_, hour) => hour);
  return (
    <Table name="Busy hours" columns={['Day', ...all.map(String)]}>
      {WEEKDAYS.map((name, at) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          {all.map((hour) => {
            const figure = figures.get(`${at + 1} ${hour}`) ?? 0;
            return (
              <td key={hour} className={`heat heat-${Math.ceil((figure / most) * SHADES)}`}>
                {figure}
              </td>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}
