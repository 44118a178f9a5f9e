import { answerJobsTopics, describeExecution, jobsTopic } from './answer-jobs-topics';
import { type JobExecutions, jobExecutions } from './job-executions';

type Send = (topic: string, payload: string) => void;

/** AWS IoT Jobs behind a broker: things ask on their reserved topics and are told when their next job changes. */
export type BrokerJobs = {
  readonly executions: JobExecutions;
  /** Called once by the broker with its way to send. */
  attach(send: Send): void;
  /** Whether the message was for AWS IoT Jobs; a thing speaks for itself only. */
  take(clientId: string, topic: string, payload: Buffer): boolean;
};

/** In memory only: jobs are gone when the broker is. */
export function brokerJobs(nowMs: () => number = Date.now): BrokerJobs {
  let send: Send = () => {};
  const executions = jobExecutions(nowMs, (thing) => {
    const timestamp = Math.floor(nowMs() / 1000);
    const payload = JSON.stringify({ ...describeExecution(executions.next(thing)), timestamp });
    send(jobsTopic(thing, 'notify-next'), payload);
  });
  return {
    executions,
    attach: (way) => {
      send = way;
    },
    take: (clientId, topic, payload) => {
      const answer = answerJobsTopics(executions, clientId, topic, payload);
      if (answer) send(answer.topic, answer.payload);
      return answer !== undefined;
    },
  };
}
