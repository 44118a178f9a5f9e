import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answerOf, type Schemas, useApi } from '../api/client';
import { useSession } from '../session/session-context';
import { useTimes } from '../text/times';
import { counted } from '../text/words';
import { FailureNote } from '../ui/failure-note';
import { PagedList } from '../ui/paged-list';
import { useFilters } from '../ui/use-filters';
import { useSummary } from '../ui/use-overview';
import AssignDialog from './assign-dialog';

type UnknownTag = Schemas['UnknownTag'];
const EVERY_MS = 2_000;

/** Tags that readers have seen and nobody has assigned; the one that was just read is the first. */
export default function TagsPage() {
  const api = useApi();
  const { permissions } = useSession();
  const { data: summary } = useSummary();
  const { filters } = useFilters();
  const [assigning, setAssigning] = useState<UnknownTag>();
  const ignored = filters['ignored'] === 'true';
  const hide = useHide();
  const columns = ['Tag', 'Last seen', 'Reader', 'What is known'];
  return (
    <>
      <h1>Tags</h1>
      <IgnoredToggle ignored={ignored} />
      {hide.error && <FailureNote error={hide.error} />}
      <PagedList
        name={ignored ? 'Ignored tags' : 'Unknown tags'}
        columns={permissions.commands ? [...columns, 'Do'] : columns}
        question={['tags', String(ignored)]}
        ask={(cursor, signal) =>
          answerOf(
            api.GET('/v1/tags/unknown', {
              params: { query: { limit: 50, ignored, ...(cursor && { cursor }) } },
              signal,
            }),
          )
        }
        total={({ items }, isWhole) =>
          counted(isWhole || ignored ? items.length : (summary?.unknown ?? items.length), 'tag', 'tags')
        }
        empty={<p>Every tag is known. Hold a new one to a reader, and it appears here.</p>}
        refreshMs={EVERY_MS}
        row={(tag) => (
          <TagRow
            key={tag.tagId}
            tag={tag}
            ignored={ignored}
            mayChange={permissions.commands}
            onAssign={() => setAssigning(tag)}
            onHide={() => hide.mutate({ tagId: tag.tagId, ignored: !ignored })}
          />
        )}
      />
      {assigning && (
        <AssignDialog
          tagId={assigning.tagId}
          suggested={assigning.suggestedBook}
          onClose={() => setAssigning(undefined)}
        />
      )}
    </>
  );
}

function IgnoredToggle({ ignored }: { readonly ignored: boolean }) {
  const { set } = useFilters();
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={ignored}
        onChange={(event) =>
          set({ ignored: event.target.checked ? 'true' : undefined, cursor: undefined }, { replace: false })
        }
      />
      Show ignored tags
    </label>
  );
}

function useHide() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ tagId, ignored }: { readonly tagId: string; readonly ignored: boolean }) =>
      answerOf(api.POST('/v1/tags/{tagId}/ignore', { params: { path: { tagId } }, body: { ignored } })),
    onSuccess: () => queries.invalidateQueries(),
  });
}

type RowProps = {
  readonly tag: UnknownTag;
  readonly ignored: boolean;
  readonly mayChange: boolean;
  readonly onAssign: () => void;
  readonly onHide: () => void;
};

function TagRow({ tag, ignored, mayChange, onAssign, onHide }: RowProps) {
  const times = useTimes();
  const assign = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // A tag that was just read offers itself, unless somebody is busy elsewhere.
    const isFirst = assign.current?.closest('tr')?.previousElementSibling === null;
    const busyWith = document.activeElement;
    const isIdle = busyWith?.matches('body, main') || busyWith?.closest('tbody');
    if (isFirst && isIdle) assign.current?.focus();
  }, []);
  return (
    <tr>
      <td>
        <bdi>{tag.tagId}</bdi>
      </td>
      <td>{times.full(tag.lastSeenAt)}</td>
      <td>
        <bdi>{tag.readerId}</bdi>
      </td>
      <td>
        <Known tag={tag} />
      </td>
      {mayChange && (
        <td className="actions">
          <button type="button" ref={assign} onClick={onAssign}>
            Assign
          </button>
          <button type="button" onClick={onHide}>
            {ignored ? 'Show again' : 'Ignore'}
          </button>
        </td>
      )}
    </tr>
  );
}

const Known = ({
  tag: { found, retiredReason, book, bookId, suggestedBook, sameAs, text },
}: {
  readonly tag: UnknownTag;
}) => (
  <>
    {found && (
      <>
        Found again, was {retiredReason ?? 'retired'}: <bdi>{book?.name ?? bookId}</bdi>.{' '}
      </>
    )}
    {!found && suggestedBook && (
      <>
        Its memory names <bdi>{suggestedBook.name}</bdi>.{' '}
      </>
    )}
    {sameAs && (
      <>
        The same as <bdi>{sameAs.join(', ')}</bdi>, written otherwise.{' '}
      </>
    )}
    {text && !suggestedBook && (
      <>
        Its memory holds <q dir="auto">{text}</q>.
      </>
    )}
  </>
);
