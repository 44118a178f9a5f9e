import { FUNCTIONS, invokedBy } from '../../contract/functions';
import { NAMES } from '../../contract/names';
import { type AlarmSpec, raisedByAny, sum } from './alarm-spec';

const HOUR = 3600;

/** Daily runs that could not be started, and those that did not succeed in a day. */
export function scheduleAlarms(stage: string): AlarmSpec[] {
  return [
    ...invokedBy('schedule').map((name) => {
      const { run, noun } = FUNCTIONS[name].invokedBy;
      return raisedByAny(
        `${run}-schedule-undelivered`,
        `A start of the daily ${noun} could not even be put into the dead-letter queue.`,
        sum('AWS/Scheduler', 'InvocationsFailedToBeSentToDeadLetterCount', {
          ScheduleGroup: NAMES.scheduleGroup(stage, run),
        }),
      );
    }),
    ...invokedBy('schedule').map((name) => {
      const { invokedBy: trigger, failures } = FUNCTIONS[name];
      return missed(`${trigger.run}-missed`, failures.missed, NAMES.function(stage, name));
    }),
  ];
}

/** A run that succeeded in each 26 hours: a day, and what the run itself may take. */
function missed(name: string, says: string, FunctionName: string): AlarmSpec {
  const dimensions = { FunctionName };
  return {
    name,
    says,
    metric: {
      expression: 'FILL(m0, 0) - FILL(m1, 0)',
      metrics: [
        sum('AWS/Lambda', 'Invocations', dimensions, HOUR),
        sum('AWS/Lambda', 'Errors', dimensions, HOUR),
      ],
    },
    raisedWhen: { below: 1 },
    periods: 26,
    silence: 'raised',
  };
}
