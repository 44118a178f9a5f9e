import type { Schemas } from '../api/client';
import { useSession } from '../session/session-context';
import { useTimes } from '../text/times';
import { counted } from '../text/words';
import { Loaded } from '../ui/loaded';
import { Table } from '../ui/paged-list';
import { useServiceStatus, useSummary } from '../ui/use-overview';
import { isSilent, waitingThings } from './attention';

/** What needs attention, for all; how the service is doing, for admins. */
export default function OperationsPage() {
  const { permissions } = useSession();
  const summary = useSummary();
  const status = useServiceStatus();
  return (
    <>
      <h1>{permissions.operations ? 'Operations' : 'Needs attention'}</h1>
      <Loaded query={summary}>
        {({ attention }) => (
          <Loaded query={status}>
            {(told) => (
              <>
                <Attention status={told} total={attention} />
                {permissions.operations && <Service status={told} />}
                <Readers status={told} />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

type StatusProps = { readonly status: Schemas['Status'] };

const Attention = ({ status, total }: StatusProps & { readonly total: number }) => (
  <section aria-labelledby="attention">
    <h2 id="attention">Needs attention</h2>
    <p className="total">{counted(total, 'item', 'items')}</p>
    {total === 0 ? (
      <p className="empty">Nothing waits for a person.</p>
    ) : (
      <Table name="Needs attention" columns={['What', 'How many', 'What to do']}>
        {waitingThings(status, total).map(({ what, count, advice }) => (
          <tr key={what}>
            <td>
              <bdi>{what}</bdi>
            </td>
            <td className="figure">{count}</td>
            <td>{advice}</td>
          </tr>
        ))}
      </Table>
    )}
  </section>
);

const Service = ({ status: { projections, generation } }: StatusProps) => (
  <section aria-labelledby="service">
    <h2 id="service">Service</h2>
    <dl className="facts">
      <dt>Inventory and stock lag</dt>
      <dd>{`${projections.circulation.lagMs} ms`}</dd>
      <dt>Analytics lag</dt>
      <dd>{`${projections.analytics.lagMs} ms`}</dd>
      <dt>Generation</dt>
      <dd>{generation.id}</dd>
      <dt>Time zone</dt>
      <dd>{generation.timeZone}</dd>
    </dl>
  </section>
);

function Readers({ status: { readers, asOf } }: StatusProps) {
  const times = useTimes();
  return (
    <section aria-labelledby="readers">
      <h2 id="readers">Readers</h2>
      {readers.length === 0 && <p className="empty">No reader was heard yet.</p>}
      {readers.length > 0 && (
        <Table name="Readers" columns={['Reader', 'State', 'Last scan', 'Not sent yet', 'Trouble']}>
          {readers.map((reader) => (
            <tr key={reader.readerId}>
              <td>
                <bdi>{reader.readerId}</bdi>
              </td>
              <td>{isSilent(reader, asOf) ? '✕ silent' : `● ${reader.state ?? 'heard'}`}</td>
              <td>{reader.lastSeenAt && times.full(reader.lastSeenAt)}</td>
              <td className="figure">{reader.spoolDepth}</td>
              <td>{reader.trouble?.join(', ')}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
