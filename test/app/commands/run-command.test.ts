import type { CommandContext } from '../../../app/commands/command-context';
import { runCommand } from '../../../app/commands/run-command';
import { onTag } from '../../../app/commands/tag-commands';
import type { EventLog } from '../../../app/events/event-log';
import { retireTag } from '../../../domain/tag/decide/retire-tag';
import { anAssignment, aRetirement, at, TAG } from '../../domain/builders';
import { memoryEventLog } from '../../support/memory-ports';

const NOW = at('12:00');
const asLost = { tagId: TAG, reason: 'lost' } as const;

/** A log with a copy on the shelf; what `onInsert` does comes first. */
async function aLogWithCopy(onInsert: (log: EventLog, attempt: number) => unknown = () => {}) {
  const memory = memoryEventLog();
  await memory.insert([anAssignment(at('08:00'), 'book-77')]);
  let attempts = 0;
  const log: EventLog = {
    ...memory,
    insert: async (events) => {
      attempts += 1;
      await onInsert(memory, attempts);
      return memory.insert(events);
    },
  };
  return { memory, log, attempts: () => attempts };
}

const contextOf = (log: EventLog, key?: string): CommandContext => ({
  log,
  now: () => NOW,
  user: 'ann',
  key,
  newId: () => 'id-1',
});

describe('a command', () => {
  it('inserts what was decided and answers with it', async () => {
    const { memory, log } = await aLogWithCopy();
    expect(await runCommand(onTag(retireTag), asLost, contextOf(log))).toEqual({
      ok: true,
      answer: { ...asLost, eventId: 'retire#000001', effectiveAt: NOW, recordedAt: NOW },
    });
    expect(memory.events()).toHaveLength(2);
  });

  it('inserts nothing where it is refused', async () => {
    const { log, attempts } = await aLogWithCopy();
    expect(await runCommand(onTag(retireTag), { ...asLost, tagId: 'other' }, contextOf(log))).toMatchObject({
      ok: false,
      code: 'unknown-tag',
    });
    expect(attempts()).toBe(0);
  });

  it('is decided again on what another wrote meanwhile', async () => {
    const { log } = await aLogWithCopy((memory) => memory.insert([aRetirement(at('11:59'))]));
    expect(await runCommand(onTag(retireTag), asLost, contextOf(log))).toMatchObject({ code: 'tag-retired' });
  });

  it('gives up after three times with others always first', async () => {
    const { log, attempts } = await aLogWithCopy(async (memory, n) => {
      await memory.insert([aRetirement(at('11:00'), n)]);
      await memory.insert([anAssignment(at('11:01'), 'book-77', n + 1)]);
    });
    expect(await runCommand(onTag(retireTag), asLost, contextOf(log))).toMatchObject({ code: 'conflict' });
    expect(attempts()).toBe(3);
  });

  it('finds under its key what an attempt recorded whose answer was lost', async () => {
    const { memory, log } = await aLogWithCopy();
    const first = await runCommand(onTag(retireTag), asLost, contextOf(log, 'key-1'));
    expect(await runCommand(onTag(retireTag), asLost, contextOf(log, 'key-1'))).toEqual(first);
    expect(memory.events()).toHaveLength(2);
  });
});
