import { DEAD_LETTER_PLACES, type DeadLetterPlace, NAMES } from '../../contract/names';
import type { StageResources } from '../stage-resources';
import { type AlarmSpec, FIVE_MINUTES, raisedByAny } from './alarm-spec';

const HELD: Readonly<Record<DeadLetterPlace, string>> = {
  'append-events': 'Scans could not be recorded after five tries',
  'scans-rule': 'Scans did not reach their queue within a day',
  'ingest-scans': 'Messages of readers could not be taken in after three tries',
  'export-snapshots': 'The daily export failed three times',
  'export-schedule': 'The daily export could not be started',
  'seal-day': 'The daily seal failed three times, or found history changed',
  'seal-schedule': 'The daily seal could not be started',
  'verify-history': 'The daily verification failed three times',
  'verify-schedule': 'The daily verification could not be started',
};

/** A queue of what was given up that is not empty, and scans that wait too long to be recorded. */
export function queueAlarms({ scans, config }: StageResources): AlarmSpec[] {
  const queue = (QueueName: string, name: string) => ({
    namespace: 'AWS/SQS',
    name,
    dimensions: { QueueName },
    statistic: 'Maximum' as const,
    periodSeconds: FIVE_MINUTES,
  });
  return [
    ...DEAD_LETTER_PLACES.map((place) =>
      raisedByAny(
        `${place}-dead`,
        `${HELD[place]}. They are kept for 14 days: shelflog redrive ${place}.`,
        queue(NAMES.deadLetterQueue(config.stage, place), 'ApproximateNumberOfMessagesVisible'),
      ),
    ),
    {
      name: 'scans-waiting',
      says: 'Scans have waited more than ten minutes to be recorded.',
      metric: queue(scans.name, 'ApproximateAgeOfOldestMessage'),
      raisedWhen: { above: 600 },
      periods: 2,
      silence: 'fine',
    },
  ];
}
