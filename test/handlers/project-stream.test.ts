import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { toItem } from '../../app/events/event-codec';
import type { LibraryEvent } from '../../domain/events';
import { projectStream } from '../../handlers/lib/project-stream';
import { aScan, at } from '../domain/builders';

type Image = Record<string, AttributeValue>;
const record = (sequence: number, eventName: string, image: Image): unknown => ({
  eventName,
  dynamodb: {
    SequenceNumber: String(sequence),
    Keys: { streamId: image['streamId'] },
    ...(eventName === 'INSERT' ? { NewImage: image } : { OldImage: image }),
  },
});
const inserted = (sequence: number, event: LibraryEvent) =>
  record(sequence, 'INSERT', marshall(toItem(event), { removeUndefinedValues: true }));
const batch = (...Records: unknown[]) => ({ Records }) as DynamoDBStreamEvent;

const scanOf = (tagId: string) => aScan(at('09:00'), { tagId, scanId: `of-${tagId}` });
const silent = { rewritten: () => {}, failed: () => {} };
const failing = (...tags: string[]) => {
  const seen: string[] = [];
  return {
    seen,
    project: async (events: readonly LibraryEvent[]) => {
      seen.push(...events.map(({ streamId }) => streamId));
      return new Map(tags.map((tag) => [`tag#${tag}`, new Error('down')]));
    },
  };
};

describe('a batch of the Events stream', () => {
  it('given all goes well, then nothing is reported', async () => {
    const { project } = failing();
    expect(await projectStream(batch(inserted(1, scanOf('a'))), project, silent)).toEqual({
      batchItemFailures: [],
    });
  });

  it('given the second and third tag fail, then the first failed record is the only one reported', async () => {
    const { project } = failing('c', 'b');
    const records = batch(inserted(7, scanOf('a')), inserted(8, scanOf('b')), inserted(9, scanOf('c')));
    expect(await projectStream(records, project, silent)).toEqual({
      batchItemFailures: [{ itemIdentifier: '8' }],
    });
  });

  it('given the very first fails, then it throws, so that the mapping bisects', async () => {
    const { project } = failing('a');
    await expect(
      projectStream(batch(inserted(7, scanOf('a')), inserted(8, scanOf('b'))), project, silent),
    ).rejects.toThrow('tag#a');
  });

  it('given an image that is no event, then the others are projected and it fails', async () => {
    const { project, seen } = failing();
    const broken = record(8, 'INSERT', marshall({ streamId: 'tag#b', eventId: 'scan#x', type: 'Nonsense' }));
    const failed: string[] = [];
    const answer = await projectStream(batch(inserted(7, scanOf('a')), broken), project, {
      ...silent,
      failed: (streamId) => failed.push(streamId),
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '8' }] });
    expect(seen).toEqual(['tag#a']);
    expect(failed).toEqual(['tag#b']);
  });

  it('given an event that was changed or removed, then it is reported with what it was, and not projected', async () => {
    const { project, seen } = failing();
    const was = marshall(toItem(scanOf('a')), { removeUndefinedValues: true });
    const rewritten: unknown[] = [];
    const answer = await projectStream(batch(record(7, 'REMOVE', was)), project, {
      ...silent,
      rewritten: (found) => rewritten.push(found.was),
    });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([]);
    expect(rewritten).toEqual([expect.objectContaining({ streamId: 'tag#a' })]);
  });
});
