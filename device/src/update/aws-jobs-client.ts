import { iotjobs, type mqtt5 } from 'aws-iot-device-sdk-v2';
import type { JobsClient } from './job-agent';

/** As AWS names jobs; anything else would make another topic. */
const JOB_ID = /^[a-zA-Z0-9_-]{1,64}$/;
const ANSWER_SECONDS = 15;
/** Each job's update has a subscription of its own; the client gives up the oldest idle one for the next. */
const SUBSCRIPTIONS = 4;
/** SubscriptionStatusEventType.SubscriptionEstablished, which the SDK declares and does not export. */
const ESTABLISHED = 0;
/** What may be otherwise the next time. */
const PASSING = [
  iotjobs.model.RejectedErrorCode.REQUEST_THROTTLED,
  iotjobs.model.RejectedErrorCode.INTERNAL_ERROR,
];

/** AWS IoT Jobs over the reader's own connection; subscribes to topics of this thing only. */
export function awsJobsClient(connection: mqtt5.Mqtt5Client, thingName: string): JobsClient {
  const client = iotjobs.IotJobsClientv2.newFromMqtt5(connection, {
    maxRequestResponseSubscriptions: SUBSCRIPTIONS,
    maxStreamingSubscriptions: 1,
    operationTimeoutInSeconds: ANSWER_SECONDS,
  });
  const changes = client.createNextJobExecutionChangedStream({ thingName });
  return {
    onChanged: (listener) => {
      changes.on('incomingPublish', listener);
      changes.on('subscriptionStatus', ({ type }) => {
        // Also after each reconnect: what was told meanwhile is lost.
        if (type === ESTABLISHED) listener();
      });
      changes.open();
    },
    startNext: async () => {
      try {
        const { execution } = await client.startNextPendingJobExecution({ thingName });
        const jobId = execution?.jobId;
        if (jobId === undefined || !JOB_ID.test(jobId)) return 'none';
        return { jobId, document: execution?.jobDocument };
      } catch {
        return 'unanswered';
      }
    },
    update: async (jobId, { status, statusDetails }) => {
      if (!JOB_ID.test(jobId)) return 'refused';
      const request = { thingName, jobId, status: iotjobs.model.JobStatus[status], statusDetails };
      try {
        await client.updateJobExecution(request);
        return 'accepted';
      } catch (error) {
        return isRefusal(error) ? 'refused' : 'unanswered';
      }
    },
    close: () => {
      changes.close();
      client.close();
    },
  };
}

/** The service has answered, and will answer the same again. */
function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('modeledError' in error)) return false;
  const answer = error.modeledError;
  if (typeof answer !== 'object' || answer === null || !('code' in answer)) return false;
  return !PASSING.some((code) => code === answer.code);
}
