import { Link } from 'wouter';
import { FailureNote } from '../ui/failure-note';
import { useSummary } from '../ui/use-overview';
import { ScanLog } from './scan-log';
import { useFeed } from './use-feed';

/** The first screen: how much there is, and what is happening now. */
export function LivePage() {
  const feed = useFeed();
  return (
    <>
      <h1>Live inventory</h1>
      <Tiles />
      {feed.error && feed.data === undefined && (
        <FailureNote error={feed.error} again={() => void feed.refetch()} />
      )}
      <ScanLog lines={feed.data} />
    </>
  );
}

const TILES = [
  { figure: 'held', text: 'Held', to: '/copies?status=held' },
  { figure: 'available', text: 'Available', to: '/copies?status=available' },
  { figure: 'onLoan', text: 'On loan', to: '/copies?status=on-loan' },
  { figure: 'unknown', text: 'Unknown tags', to: '/tags' },
  { figure: 'attention', text: 'Needs attention', to: '/operations' },
] as const;

function Tiles() {
  const { data } = useSummary();
  return (
    <ul className="tiles">
      {TILES.map(({ figure, text, to }) => (
        <li key={figure}>
          <Link to={to} className={figure === 'attention' && data?.attention ? 'tile trouble' : 'tile'}>
            <span>{text}</span> <strong>{data ? data[figure] : '…'}</strong>
          </Link>
        </li>
      ))}
    </ul>
  );
}
