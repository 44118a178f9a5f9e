import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { plainItem } from './plain-values';

type Plain = Record<string, unknown>;
type Answer = { statusCode: number; body: unknown };

/** What a page of 1 MB holds of events, and more. It costs nothing on AWS, where a page ends there anyway; dynoxide reads all
 *  that is left of a segment for each page that has no limit. */
export const ITEMS_A_PAGE = 3_000;

/** All pages of a scan, in plain values. The SDK signs, sends, tries again and reads errors; the answer's
 *  JSON is read here at once: the SDK walks every value of it three times, which costs more than the rest
 *  of a scan. The output that others see has the items as DynamoDB's JSON. */
export async function* plainScan(
  client: DynamoDBClient,
  input: ScanCommandInput,
): AsyncIterable<Iterable<Plain>> {
  let from = input.ExclusiveStartKey;
  do {
    const command = new ScanCommand({ Limit: ITEMS_A_PAGE, ...input, ExclusiveStartKey: from });
    readAnswerAtOnce(command);
    const { Items = [], LastEvaluatedKey } = await client.send(command);
    yield plainItems(Items);
    from = LastEvaluatedKey;
  } while (from !== undefined);
}

/** Each made when it is its turn, to be dead before the next: a page of them would outlive the young. */
function* plainItems(items: readonly unknown[]): Generator<Plain> {
  for (const item of items) yield plainItem(item);
}

function readAnswerAtOnce(command: ScanCommand): void {
  let read: object | undefined;
  const { middlewareStack } = command;
  middlewareStack.add(
    (next) => async (args) => {
      const handed = await next(args);
      const { response } = handed;
      if (isGoodAnswer(response)) {
        read = objectOf(await textOf(response.body));
        response.body = Buffer.from('{}');
      }
      return handed;
    },
    { step: 'deserialize', priority: 'low', name: 'readAnswer' },
  );
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (result.output) Object.assign(result.output, read);
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'giveAnswer' },
  );
}

const isGoodAnswer = (response: unknown): response is Answer =>
  typeof response === 'object' &&
  response !== null &&
  'statusCode' in response &&
  response.statusCode === 200;

async function textOf(body: unknown): Promise<string> {
  if (!isAsyncIterable(body)) throw new TypeError('The answer of a scan is no stream.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const isAsyncIterable = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

function objectOf(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('The answer of a scan is no object.');
  return value;
}
