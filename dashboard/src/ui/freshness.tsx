import { asFailure } from '../api/failure';
import { useTimes } from '../text/times';
import { useServiceStatus, useSummary } from './use-overview';

/** The projections usually follow within a second. */
const BEHIND_AFTER_MS = 5_000;

type Known = {
  readonly error: unknown;
  readonly asOf: string | undefined;
  readonly lagMs: number;
  readonly clock: (instant: string) => string;
};

/** How far what is shown can be believed, in one sentence. */
export function freshnessText({ error, asOf, lagMs, clock }: Known): string {
  const seen = asOf ? ` What you see is of ${clock(asOf)}.` : '';
  if (error) {
    const failure = asFailure(error);
    return failure.kind === 'offline'
      ? `Offline: the service cannot be reached.${seen}`
      : `Failed: ${failure.message}${seen}`;
  }
  if (lagMs > BEHIND_AFTER_MS)
    return `Behind by ${Math.round(lagMs / 1_000)} s: newer scans are not counted yet.`;
  return asOf ? `As of ${clock(asOf)}` : 'Asking for the newest figures …';
}

export function Freshness() {
  const times = useTimes();
  const summary = useSummary();
  const status = useServiceStatus();
  const { circulation, analytics } = status.data?.projections ?? {};
  const text = freshnessText({
    error: summary.error ?? status.error,
    asOf: summary.data?.asOf,
    lagMs: Math.max(circulation?.lagMs ?? 0, analytics?.lagMs ?? 0),
    clock: times.clock,
  });
  const isWell = /^As/.test(text);
  return (
    <p
      role="status"
      aria-label="Freshness"
      aria-live={isWell ? 'off' : 'polite'}
      className={isWell ? 'fresh' : 'fresh stale'}
    >
      {text}
    </p>
  );
}
