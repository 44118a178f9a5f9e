// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Terraform are written so
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackModel } from '../../src/model/read-stack-model';

const ENDPOINT = 'http://127.0.0.1:4000';
const REGION = 'eu-central-1';

describe('the model of the synthesized stacks', () => {
  let outdir: string;
  beforeEach(async () => {
    outdir = await mkdtemp(join(tmpdir(), 'shelflog-model-'));
  });
  afterEach(() => rm(outdir, { recursive: true, force: true }));

  const stack = async (name: string, content: object, account = '000000000000') => {
    const folder = join(outdir, 'stacks', name);
    await mkdir(folder, { recursive: true });
    const provider = { aws: [{ region: REGION, allowed_account_ids: [account] }] };
    await writeFile(join(folder, 'cdk.tf.json'), JSON.stringify({ provider, ...content }));
  };
  const read = () => readStackModel(outdir, { endpoint: ENDPOINT });

  it('given references within a stack and data sources across stacks, then names, ARNs and URLs stand in their place', async () => {
    await stack('data', {
      data: { aws_caller_identity: { current: {} } },
      resource: {
        aws_s3_bucket: { b: { bucket: 'b-${data.aws_caller_identity.current.account_id}' } },
        aws_dynamodb_table: {
          t: {
            name: 'things',
            hash_key: 'pk',
            billing_mode: 'PAY_PER_REQUEST',
            attribute: [{ name: 'pk', type: 'S' }],
            stream_enabled: true,
            stream_view_type: 'NEW_AND_OLD_IMAGES',
            ttl: { attribute_name: 'goesAt', enabled: true },
          },
        },
      },
    });
    await stack('app', {
      data: { aws_dynamodb_table: { 'far-t': { name: 'things' } } },
      resource: {
        aws_sqs_queue: {
          'q-dead': { name: 'q-dead', message_retention_seconds: 1_209_600 },
          q: {
            name: 'q',
            redrive_policy: '{"deadLetterTargetArn":"${aws_sqs_queue.q-dead.arn}","maxReceiveCount":5}',
          },
        },
        aws_lambda_function: {
          'f-f': {
            function_name: 'f',
            filename: 'assets/f.zip',
            handler: 'index.handler',
            role: 'arn:aws:iam::000000000000:role/f',
            runtime: 'nodejs22.x',
            environment: { variables: { URLS: 'q=${aws_sqs_queue.q.url},${aws_sqs_queue.q-dead.url}' } },
          },
        },
        aws_lambda_event_source_mapping: {
          m: {
            event_source_arn: '${data.aws_dynamodb_table.far-t.stream_arn}',
            function_name: '${aws_lambda_function.f-f.arn}',
            starting_position: 'TRIM_HORIZON',
          },
        },
      },
      output: { both: { value: ['${aws_sqs_queue.q.name}', '$${kept}'] } },
    });

    const model = await read();

    expect(model.tables[0]).toMatchObject({
      arn: `arn:aws:dynamodb:${REGION}:000000000000:table/things`,
      streamViewType: 'NEW_AND_OLD_IMAGES',
      ttlAttribute: 'goesAt',
    });
    expect(model.buckets[0]?.name).toBe('b-000000000000');
    expect(model.queues.find(({ name }) => name === 'q')).toEqual({
      name: 'q',
      arn: `arn:aws:sqs:${REGION}:000000000000:q`,
      url: `${ENDPOINT}/000000000000/q`,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 345_600,
      redrive: { deadLetterArn: `arn:aws:sqs:${REGION}:000000000000:q-dead`, maxReceiveCount: 5 },
    });
    expect(model.functions[0]).toMatchObject({
      zipPath: join(outdir, 'stacks/app/assets/f.zip'),
      timeoutSeconds: 3,
      environment: { URLS: `q=${ENDPOINT}/000000000000/q,${ENDPOINT}/000000000000/q-dead` },
    });
    expect(model.mappings[0]).toMatchObject({
      functionArn: `arn:aws:lambda:${REGION}:000000000000:function:f`,
      sourceArn: `arn:aws:dynamodb:${REGION}:000000000000:table/things/stream/local`,
      batchSize: 100,
    });
    expect(model.outputs).toEqual({ both: ['q', '${kept}'] });
  });

  it.each([
    [
      'an unknown resource type',
      { aws_kinesis_stream: { k: { name: 'k' } } },
      'has nothing for aws_kinesis_stream.k',
    ],
    ['an unknown attribute', { aws_sqs_queue: { q: { name: 'q', delay_seconds: 5 } } }, 'delay_seconds'],
    [
      'a reference to nothing',
      { aws_sqs_queue: { q: { name: '${aws_s3_bucket.gone.id}' } } },
      'refers to nothing',
    ],
    [
      'an expression',
      { aws_sqs_queue: { q: { name: '${lower("Q")}' } } },
      'does not understand ${lower("Q")}',
    ],
    [
      'an unknown element of a policy',
      {
        aws_iam_role: {
          r: {
            name: 'r',
            assume_role_policy: '{"Statement":[{"Effect":"Allow","Aktion":"sts:AssumeRole"}]}',
          },
        },
      },
      'Aktion',
    ],
    [
      'a provisioned table',
      { aws_dynamodb_table: { t: { name: 't', hash_key: 'a', attribute: [], billing_mode: 'PROVISIONED' } } },
      'billing_mode',
    ],
  ])('given %s, then it refuses and names it', async (_, resource, message) => {
    await stack('app', { resource });
    await expect(read()).rejects.toThrow(message);
  });

  it('given a stack of a real account, then it refuses', async () => {
    await stack('app', { resource: {} }, '123456789012');
    await expect(read()).rejects.toThrow('synthesize the stage local');
  });
});
