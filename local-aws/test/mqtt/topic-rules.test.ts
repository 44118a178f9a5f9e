import type { TopicRuleModel } from '../../src/model/stack-model';
import { compileTemplate } from '../../src/mqtt/substitution-template';
import { matchesTopicFilter } from '../../src/mqtt/topic-filter';
import { parseTopicRuleSql } from '../../src/mqtt/topic-rule-sql';
import { topicRules } from '../../src/mqtt/topic-rules';

const selection = (topic: string) =>
  `SELECT encode(*, 'base64') AS payload, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt FROM '${topic}'`;

const MESSAGE = {
  topic: 'clients/desk-1/scans',
  clientId: 'desk-1',
  payload: Buffer.from([0x7b, 0xff, 0x00]),
  receivedAtMs: 1_700_000_000_000,
};

describe('topic filters', () => {
  it.each([
    ['a/+/c', 'a/b/c', true],
    ['a/+/c', 'a/b/d', false],
    ['a/+', 'a', false],
    ['a/+', 'a/b/c', false],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['open/topic', 'open/topic', true],
    ['open/topic', 'open/topic/', false],
  ])('%s on %s: %s', (filter, topic, matches) => {
    expect(matchesTopicFilter(filter, topic)).toBe(matches);
  });
});

describe('topic rule SQL', () => {
  it('selects what a rule names of a message', () => {
    expect(parseTopicRuleSql(selection('clients/+/scans')).select(MESSAGE)).toEqual({
      payload: 'e/8A',
      topic: 'clients/desk-1/scans',
      clientId: 'desk-1',
      receivedAt: 1_700_000_000_000,
    });
  });

  it.each([
    "SELECT * FROM 'a'",
    "SELECT topic(2) AS reader FROM 'a'",
    "SELECT topic() FROM 'a'",
    "SELECT topic() AS t FROM 'a' WHERE temperature > 3",
    "SELECT encode(*, 'hex') AS t FROM 'a'",
    'DELETE',
  ])('refuses what it does not know: %s', (sql) => {
    expect(() => parseTopicRuleSql(sql)).toThrow('local stack');
  });

  it('makes object keys of templates and refuses unknown ones', () => {
    const make = compileTemplate(`iot-errors/\${timestamp()}-\${newuuid()}.json`);
    expect(make(MESSAGE)).toMatch(/^iot-errors\/1700000000000-[0-9a-f-]{36}\.json$/);
    expect(() => compileTemplate(`x/\${aws_lambda("f")}`)).toThrow('does not know');
  });
});

describe('topic rules', () => {
  const RULE: TopicRuleModel = {
    name: 'scans',
    arn: 'arn:aws:iot:eu-central-1:000000000000:rule/scans',
    sql: selection('clients/+/scans'),
    actions: [{ kind: 'lambda', functionArn: 'arn:fn' }],
    errorAction: {
      kind: 's3',
      bucket: 'quarantine',
      key: `iot-errors/\${timestamp()}`,
      roleArn: 'arn:aws:iam::000000000000:role/errors',
    },
  };

  it('runs the one rule that Basic Ingest names, with the topic without the rule’s name', async () => {
    const calls: string[] = [];
    const other = {
      ...RULE,
      name: 'other',
      actions: [{ kind: 'lambda' as const, functionArn: 'arn:other' }],
    };
    const run = topicRules([RULE, other], {
      invokeAsync: async ({ name }, arn, payload) => void calls.push(name, arn, payload),
      putObject: () => Promise.reject(new Error('not expected')),
    });
    await run({ ...MESSAGE, toRule: 'other' });
    expect(calls).toEqual(['other', 'arn:other', expect.stringContaining('"topic":"clients/desk-1/scans"')]);
  });

  it('invokes the function of a matching rule only', async () => {
    const calls: [string, string][] = [];
    const run = topicRules([RULE, { ...RULE, name: 'other', sql: selection('open/topic') }], {
      invokeAsync: async (_, arn, payload) => void calls.push([arn, payload]),
      putObject: () => Promise.reject(new Error('not expected')),
    });
    await run(MESSAGE);
    expect(calls).toEqual([['arn:fn', expect.stringContaining('"payload":"e/8A"')]]);
  });

  it('keeps the message by its error action when the action fails', async () => {
    const objects: [string, string, unknown][] = [];
    const run = topicRules([RULE], {
      invokeAsync: () => Promise.reject(new Error('too large')),
      putObject: async (_, { bucket }, { key, body }) => void objects.push([bucket, key, JSON.parse(body)]),
    });
    await run(MESSAGE);
    expect(objects).toEqual([
      [
        'quarantine',
        'iot-errors/1700000000000',
        {
          ruleName: 'scans',
          topic: MESSAGE.topic,
          clientId: 'desk-1',
          cloudwatchTraceId: expect.any(String),
          base64OriginalPayload: 'e/8A',
          failures: [{ failedAction: 'LambdaAction', failedResource: 'arn:fn', errorMessage: 'too large' }],
        },
      ],
    ]);
  });

  it('fails when the error action fails too, so that nothing is acknowledged', async () => {
    const run = topicRules([RULE], {
      invokeAsync: () => Promise.reject(new Error('disk full')),
      putObject: () => Promise.reject(new Error('bucket gone')),
    });
    await expect(run(MESSAGE)).rejects.toThrow('bucket gone');
  });
});
