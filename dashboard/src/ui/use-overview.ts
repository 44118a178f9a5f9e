import { useQuery } from '@tanstack/react-query';
import { answerOf, useApi } from '../api/client';

/** Figures must be known to be stale within ten seconds: so long is waited for an answer, and then for the next
 *  question. */
const PATIENCE_MS = 7_000;
const EVERY_MS = 2_500;

/** The figures of the whole library, asked for again and again; every page shows how old they are. */
export function useSummary() {
  const api = useApi();
  return useQuery({
    queryKey: ['summary'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/v1/summary', { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) }),
      ),
    refetchInterval: EVERY_MS,
    retry: false,
  });
}

/** How the service is doing. */
export function useServiceStatus() {
  const api = useApi();
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/v1/status', { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) }),
      ),
    refetchInterval: EVERY_MS,
    retry: false,
  });
}
