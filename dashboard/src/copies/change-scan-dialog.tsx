import { useQuery } from '@tanstack/react-query';
import { type Api, answerOf, useApi } from '../api/client';
import { useTimes } from '../text/times';
import { Loaded } from '../ui/loaded';
import { ReasonDialog } from '../ui/reason-dialog';
import { consequenceText } from './consequence';

type Change = 'void' | 'restore';
type Props = {
  readonly change: Change;
  readonly scan: { readonly tagId: string; readonly scanId: string };
  readonly onClose: () => void;
};

const PATHS = {
  void: '/v1/tags/{tagId}/scans/{scanId}/void',
  restore: '/v1/tags/{tagId}/scans/{scanId}/restore',
} as const;
const TITLES = { void: 'Void this scan', restore: 'Restore this scan' } as const;
const ACTIONS = { void: 'Void', restore: 'Restore' } as const;

async function foresee(api: Api, change: Change, path: Props['scan'], signal: AbortSignal) {
  const answer = await answerOf(
    api.POST(PATHS[change], { params: { path, query: { dryRun: true } }, body: {}, signal }),
  );
  if (!('before' in answer)) throw new Error('The service did not say what would follow.');
  return answer;
}

/** Voids a scan or restores one: what would follow is computed by the API and shown first. */
export default function ChangeScanDialog({ change, scan, onClose }: Props) {
  const api = useApi();
  const times = useTimes();
  const foreseen = useQuery({
    queryKey: ['foresee', change, scan.tagId, scan.scanId],
    queryFn: ({ signal }) => foresee(api, change, scan, signal),
    gcTime: 0,
    staleTime: 0,
  });
  return (
    <ReasonDialog
      title={TITLES[change]}
      action={ACTIONS[change]}
      draftName={`${change} ${scan.tagId} ${scan.scanId}`}
      send={(key, reason) =>
        answerOf(
          api.POST(PATHS[change], {
            params: { path: scan, header: { 'idempotency-key': key } },
            body: { reason },
          }),
        )
      }
      onClose={onClose}
    >
      <div aria-live="polite">
        <Loaded query={foreseen}>
          {(consequence) =>
            consequenceText(consequence, times.full).map((sentence) => <p key={sentence}>{sentence}</p>)
          }
        </Loaded>
      </div>
    </ReasonDialog>
  );
}
