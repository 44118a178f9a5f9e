import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, type Schemas, useApi } from '../api/client';
import { useSession } from '../session/session-context';
import { BookName } from '../stock/book-name';
import AssignDialog from '../tags/assign-dialog';
import { useTimes } from '../text/times';
import { STATUSES } from '../text/words';
import { Loaded } from '../ui/loaded';
import ChangeScanDialog from './change-scan-dialog';
import { RetireDialog } from './retire-dialog';
import { type Entry, Timeline } from './timeline';

const EVERY_MS = 3_000;

type Open =
  | { readonly kind: 'retire' | 'assign' }
  | { readonly kind: 'change'; readonly change: 'void' | 'restore'; readonly scanId: string };

/** One copy: where it stands and all that ever happened to it. */
export default function CopyPage({ tagId }: { readonly tagId: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['copy', tagId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/v1/inventory/{tagId}/timeline', { params: { path: { tagId } }, signal })),
    refetchInterval: EVERY_MS,
  });
  return (
    <Loaded query={query}>
      {({ state, entries }) => <CopyView tagId={tagId} state={state} entries={entries} />}
    </Loaded>
  );
}

type ViewProps = {
  readonly tagId: string;
  readonly state: Schemas['Inventory'];
  readonly entries: readonly Entry[];
};

function CopyView({ tagId, state, entries }: ViewProps) {
  const { permissions } = useSession();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const isHeld = state.status === 'available' || state.status === 'on-loan';
  return (
    <>
      <div className="headed">
        <h1>
          Copy <bdi>{tagId}</bdi>
        </h1>
        {permissions.commands && (
          <span className="actions">
            <button type="button" onClick={() => setOpen({ kind: 'assign' })}>
              {isHeld ? 'Move to another book' : 'Assign'}
            </button>
            {isHeld && (
              <button type="button" onClick={() => setOpen({ kind: 'retire' })}>
                Retire
              </button>
            )}
          </span>
        )}
      </div>
      <CopyFacts state={state} />
      <h2>Timeline</h2>
      <Timeline
        entries={entries}
        mayChange={permissions.commands}
        onChange={(change, scanId) => setOpen({ kind: 'change', change, scanId })}
      />
      {open?.kind === 'change' && (
        <ChangeScanDialog change={open.change} scan={{ tagId, scanId: open.scanId }} onClose={close} />
      )}
      {open?.kind === 'retire' && <RetireDialog tagId={tagId} onClose={close} />}
      {open?.kind === 'assign' && <AssignDialog tagId={tagId} replace={isHeld} onClose={close} />}
    </>
  );
}

function CopyFacts({ state }: { readonly state: Schemas['Inventory'] }) {
  const times = useTimes();
  const { bookId, status, retiredReason, borrowedAt, returnedAt, lastSeenAt, readerId } = state;
  return (
    <dl className="facts">
      <dt>Book</dt>
      <dd>{bookId === undefined ? '–' : <BookName bookId={bookId} />}</dd>
      <dt>State</dt>
      <dd className={status}>
        {STATUSES[status]}
        {retiredReason && `: ${retiredReason}`}
      </dd>
      <dt>Borrowed</dt>
      <dd>{borrowedAt ? times.full(borrowedAt) : '–'}</dd>
      <dt>Returned</dt>
      <dd>{returnedAt ? times.full(returnedAt) : '–'}</dd>
      <dt>Last seen</dt>
      <dd>
        {lastSeenAt ? times.full(lastSeenAt) : '–'} {readerId && <bdi>{readerId}</bdi>}
      </dd>
    </dl>
  );
}
