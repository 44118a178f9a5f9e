import { resources, synthesizedStage } from '../infra/synthesized';
import { SCAN_QUEUE } from './scan-queue';
import { STREAM_MAPPING } from './stream-mapping';

const { app } = synthesizedStage('prod');

describe('the world of the simulator', () => {
  it('has the mappings of the stream as they are deployed', () => {
    const mappings = Object.values(resources(app, 'aws_lambda_event_source_mapping'));
    const ofStream = mappings.filter((mapping) => 'bisect_batch_on_function_error' in mapping);
    expect(ofStream).toHaveLength(2);
    for (const mapping of ofStream) {
      expect(mapping).toMatchObject({
        batch_size: STREAM_MAPPING.batchSize,
        bisect_batch_on_function_error: STREAM_MAPPING.bisect,
        maximum_retry_attempts: STREAM_MAPPING.maxRetries,
        maximum_record_age_in_seconds: STREAM_MAPPING.maxAgeSeconds,
        function_response_types: STREAM_MAPPING.partialResponses ? ['ReportBatchItemFailures'] : [],
        parallelization_factor: 1,
      });
    }
  });

  it('has the queue of scans as it is deployed', () => {
    const queues = Object.values(resources(app, 'aws_sqs_queue'));
    const scans = queues.find(({ name }) => name === 'shelflog-prod-scans');
    expect(scans).toMatchObject({ visibility_timeout_seconds: SCAN_QUEUE.visibilityTimeoutMs / 1_000 });
    expect(scans?.['redrive_policy']).toContain(`"maxReceiveCount":${SCAN_QUEUE.maxReceives}`);
    const mappings = Object.values(resources(app, 'aws_lambda_event_source_mapping'));
    const ofQueue = mappings.filter((mapping) => !('bisect_batch_on_function_error' in mapping));
    expect(ofQueue).toEqual([
      expect.objectContaining({
        batch_size: SCAN_QUEUE.batchSize,
        function_response_types: ['ReportBatchItemFailures'],
      }),
    ]);
  });
});
