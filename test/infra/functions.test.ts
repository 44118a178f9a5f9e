import { DEAD_LETTER_PLACES, parseDeadLetterQueues } from '../../contract/dead-letters';
import type { FunctionContract } from '../../contract/function-contract';
import { FUNCTIONS } from '../../contract/functions';
import { FUNCTION_NAMES, resource, resources, synthesizedStage } from './synthesized';

const { app } = synthesizedStage('prod');

const functionOf = (name: string) => resource(app, 'aws_lambda_function', `${name}_function`);
const variablesOf = (name: string) =>
  (functionOf(name)['environment'] as { variables: Record<string, string> }).variables;

describe.each(FUNCTION_NAMES)('%s', (name) => {
  const contract: FunctionContract = FUNCTIONS[name];

  it('gets the variables of its contract, all filled, and what source maps need', () => {
    const { NODE_OPTIONS, ...variables } = variablesOf(name);
    expect(NODE_OPTIONS).toBe('--enable-source-maps');
    expect(Object.keys(variables).sort()).toEqual([...contract.env].sort());
    expect(Object.values(variables).filter((value) => !value || value.includes('undefined'))).toEqual([]);
  });

  it('runs on a supported Node, on arm64, traced, with the size and time of its contract', () => {
    expect(functionOf(name)).toMatchObject({
      function_name: `shelflog-prod-${name}`,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      memory_size: contract.memoryMb,
      timeout: contract.timeoutSeconds,
      source_code_hash: `hash of ${name}`,
      filename: expect.stringMatching(new RegExp(`^assets/${name}_bundle/[0-9A-F]{32}/${name}\\.zip$`)),
      tracing_config: { mode: 'Active' },
    });
  });

  it('writes to a log group whose entries end', () => {
    expect(functionOf(name)['logging_config']).toMatchObject({
      log_group: `\${aws_cloudwatch_log_group.${name}_log.name}`,
    });
    expect(resource(app, 'aws_cloudwatch_log_group', `${name}_log`)).toEqual({
      name: `/aws/lambda/shelflog-prod-${name}`,
      retention_in_days: 365,
    });
  });
});

describe('the settings that variables name', () => {
  it('are those of the stage', () => {
    expect(variablesOf('project-analytics')).toMatchObject({
      STAGE: 'prod',
      LIBRARY_TIME_ZONE: 'Europe/Berlin',
      REPEAT_WINDOW_SECONDS: '10',
      EVENTS_TABLE: 'shelflog-prod-events',
      ANALYTICS_TABLE: 'shelflog-prod-analytics',
    });
    expect(variablesOf('export-snapshots')).toMatchObject({ EXPORTS_FROM: 'first-event' });
  });

  it('tell the API every dead-letter queue that there is', () => {
    const queues = parseDeadLetterQueues(variablesOf('api')['DEAD_LETTER_QUEUES']!);
    expect([...queues.keys()]).toEqual([...DEAD_LETTER_PLACES]);
    const made = Object.keys(resources(app, 'aws_sqs_queue')).filter((id) => id !== 'scans');
    expect([...queues.values()].sort()).toEqual(made.map((id) => `\${aws_sqs_queue.${id}.url}`).sort());
  });
});
