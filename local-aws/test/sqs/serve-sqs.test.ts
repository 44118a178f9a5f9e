import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startGateway } from '../../src/gateway/start-gateway';
import { openQueues, type Queues } from '../../src/sqs/queues';
import { serveSqs } from '../../src/sqs/serve-sqs';
import { type DurableStore, openStore } from '../../src/store/durable-store';
import { REGION, smallStack } from '../support/small-stack';

const unused = async () => {
  throw new Error('not in this test');
};

describe('the local SQS', () => {
  let directory: string;
  let store: DurableStore;
  let queues: Queues;
  let sqs: SQSClient;
  let stop: () => Promise<void>;
  let QueueUrl: string;
  const faults: unknown[] = [];

  const start = async () => {
    const onFault = (error: unknown) => {
      faults.push(error);
    };
    store = await openStore(directory);
    const gateway = await startGateway({ port: 0, onFault });
    queues = await openQueues(smallStack(gateway.endpoint).queues, store, onFault);
    gateway.serve({ sqs: serveSqs(queues), dynamodb: unused, s3: unused, events: unused });
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'any' };
    sqs = new SQSClient({ endpoint: gateway.endpoint, region: REGION, credentials, maxAttempts: 1 });
    QueueUrl = `${gateway.endpoint}/000000000000/work`;
    stop = async () => {
      sqs.destroy();
      queues.close();
      await gateway.close();
      await store.close();
    };
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-sqs-'));
    await start();
  });
  afterEach(async () => {
    await stop();
    await rm(directory, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  const counts = async (name = 'work') => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: QueueUrl.replace('/work', `/${name}`),
        AttributeNames: ['All'],
      }),
    );
    return [
      Number(Attributes?.ApproximateNumberOfMessages),
      Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    ];
  };
  const receive = async (max = 10, seconds = 30) =>
    (
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: max,
          VisibilityTimeout: seconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      )
    ).Messages ?? [];

  it('gives a message with its attributes, and counts it as in flight until it is deleted', async () => {
    const MessageAttributes = { ERROR_CODE: { DataType: 'String', StringValue: 'X' } };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'hällo \u{1F4DA}', MessageAttributes }),
    );

    const [message] = await receive();
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hällo \u{1F4DA}',
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SenderId: 'AKIATEST' },
    });
    expect(await counts()).toEqual([0, 1]);
    expect(await receive()).toEqual([]);

    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 0]);
  });

  it('finds a queue by its name, and names the one that does not exist', async () => {
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }))).QueueUrl).toBe(QueueUrl);
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('given a batch, then each entry is answered by its id', async () => {
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: `body ${Id}` })),
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);

    const messages = await receive();
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', ReceiptHandle: messages[0]?.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'no handle' },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: 'good' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await counts()).toEqual([0, 1]);
  });

  it('when a message over 256 KB is sent, then it is refused', async () => {
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(262_145) })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(await counts()).toEqual([0, 0]);
  });

  it('given a receiver waits, when a message arrives, then it gets it at once', async () => {
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    const started = performance.now();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
    expect((await waiting).Messages?.[0]?.Body).toBe('now');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('given a waiting receiver went away, then it takes no message with it', async () => {
    const abort = new AbortController();
    const gone = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: abort.signal,
    });
    // Long enough for the call to wait at the queue.
    await sleep(100);
    abort.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'still here' }));
    expect((await receive())[0]?.Body).toBe('still here');
  });

  it('when the visibility timeout runs out, then the message comes again, under a new handle', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }));
    const [first] = await receive(1, 1);
    const waiting = sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 5,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    const second = (await waiting).Messages?.[0];
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });

    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 1]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 0]);
  });

  it('given a message was received too often, then it lies in the dead-letter queue with its source', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (const _ of [1, 2]) {
      const [message] = await receive();
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    const dead = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: QueueUrl.replace('/work', '/dead'),
        WaitTimeSeconds: 5,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    expect(dead.Messages?.[0]).toMatchObject({
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-central-1:000000000000:work' },
    });
    expect(await counts()).toEqual([0, 0]);
  });

  it('given a restart, then messages, receive counts and dead letters are what they were', async () => {
    for (const body of ['one', 'two', 'poison']) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    }
    const [one] = await receive(1);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: one?.ReceiptHandle }));
    expect((await receive(2)).map(({ Body }) => Body)).toEqual(['two', 'poison']);

    await stop();
    await start();
    expect(await counts()).toEqual([2, 0]);
    const again = await receive(2);
    expect(again.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ['two', '2'],
      ['poison', '2'],
    ]);

    await stop();
    await start();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later' }));
    expect((await receive()).map(({ Body }) => Body)).toEqual(['later']);
    expect(await counts('dead')).toEqual([2, 0]);
  });

  it('when a queue is purged, then nothing of it is left', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'gone' }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await counts()).toEqual([0, 0]);
    await stop();
    await start();
    expect(await counts()).toEqual([0, 0]);
  });

  it('when something is asked that it does not have, then it says so', async () => {
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 5 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('given a backlog of 20,000, then it drains without slowing down', async () => {
    const queue = queues.byName('work');
    if (queue === undefined) throw new Error('no queue');
    await Promise.all(
      Array.from({ length: 20_000 }, (_, n) =>
        queue.send({ id: String(n), body: `message ${n}`, senderId: 't' }),
      ),
    );
    const drain = async (count: number) => {
      const { user: started } = process.cpuUsage();
      for (let left = count; left > 0; left -= 10) {
        for (const message of await queue.receive(10)) await queue.delete(message.receiptHandle);
      }
      return process.cpuUsage().user - started;
    };
    // The least of several: whatever else happens meanwhile only adds to it.
    const leastOf = async (times: number) => {
      const spans: number[] = [];
      for (let n = 0; n < times; n += 1) spans.push(await drain(500));
      return Math.min(...spans);
    };
    await drain(2000);
    const early = await leastOf(8);
    await drain(8000);
    const late = await leastOf(8);
    expect(late).toBeLessThan(early * 3);
    expect(queue.counts()).toEqual({ visible: 2000, inFlight: 0 });
  });
});
