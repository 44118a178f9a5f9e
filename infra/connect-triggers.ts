import { ASYNCHRONOUS, FUNCTIONS, type FunctionName, invokedBy } from '../contract/functions';
import { keepFailedEvents } from './async-failures';
import type { ContractFunction } from './contract-function';
import { DailyRun } from './daily-run';
import { readQueue, readStream } from './event-sources';
import type { Construct } from './resources';
import type { StageResources } from './stage-resources';
import { TopicRules } from './topic-rules';

/** What invokes each function, as its record says, but for the HTTP API; and where what it fails on is kept. */
export function connectTriggers(
  scope: Construct,
  stage: StageResources,
  functions: Readonly<Record<FunctionName, ContractFunction>>,
): void {
  for (const name of ASYNCHRONOUS) {
    keepFailedEvents(scope, `${name}-failures`, functions[name].lambda, stage.deadLetters[name]);
  }
  const topicRules = new TopicRules(scope, 'topics', stage);
  for (const name of invokedBy('topicRule')) {
    topicRules.invoke(functions[name].lambda, FUNCTIONS[name].invokedBy.rules);
  }
  for (const name of invokedBy('queue')) {
    readQueue(scope, functions[name].lambda, FUNCTIONS[name].invokedBy, stage);
  }
  for (const name of invokedBy('stream')) {
    const { table } = FUNCTIONS[name].invokedBy;
    readStream(scope, `${name}-mapping`, { lambda: functions[name].lambda, table }, stage);
  }
  for (const name of invokedBy('schedule')) {
    const trigger = FUNCTIONS[name].invokedBy;
    const undelivered = stage.deadLetters[trigger.undelivered];
    new DailyRun(scope, { stage, name, runs: functions[name].lambda, trigger, undelivered });
  }
}
