import { DEAD_LETTERS } from '../../contract/dead-letters';
import { NAMES } from '../../contract/names';
import type { StageResources } from '../stage-resources';
import { type AlarmSpec, FIVE_MINUTES, raisedByAny } from './alarm-spec';

/** A queue of what was given up that is not empty, and scans that wait too long to be recorded. */
export function queueAlarms({ queues, config }: StageResources): AlarmSpec[] {
  const queue = (QueueName: string, name: string) => ({
    namespace: 'AWS/SQS',
    name,
    dimensions: { QueueName },
    statistic: 'Maximum' as const,
    periodSeconds: FIVE_MINUTES,
  });
  return [
    ...DEAD_LETTERS.map(({ place, alarm }) =>
      raisedByAny(
        `${place}-dead`,
        `${alarm}. They are kept for 14 days: shelflog redrive ${place}.`,
        queue(NAMES.deadLetterQueue(config.stage, place), 'ApproximateNumberOfMessagesVisible'),
      ),
    ),
    {
      name: 'scans-waiting',
      says: 'Scans have waited more than ten minutes to be recorded.',
      metric: queue(queues.scans.name, 'ApproximateAgeOfOldestMessage'),
      raisedWhen: { above: 600 },
      periods: 2,
      silence: 'fine',
    },
  ];
}
