import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { MAX_ATTEMPTS } from '../../../../app/project/project-tags';
import { EMPTY_CHECKPOINT } from '../../../../domain/tag/history';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';
import { aContributionFixture, aGate, aLoan, type Between, nameOf, readingOf } from './contribution-fixture';

let db: TestDynamoDb;
let fixture: ReturnType<typeof aContributionFixture>;
let generations = 0;
beforeAll(async () => {
  db = await startTestDynamoDb();
});
afterAll(() => db.stop());
beforeEach(() => {
  generations += 1;
  fixture = aContributionFixture(db, `g${generations}`);
});

const BATCH = ['p', 's', 't'].map((tagId) => aLoan(tagId));
const DEATH = new Error('The process has died.');

/** Dies at its n-th request of a kind: that one and all after it are never sent. */
function dyingAt(name: string, n: number): Between {
  let seen = 0;
  let isDead = false;
  return (command, send) => {
    if (nameOf(command) === name) seen += 1;
    isDead ||= nameOf(command) === name && seen === n;
    return isDead ? Promise.reject(DEATH) : send();
  };
}

/** Holds a request of that kind until it is let go, and tells when it is there. */
function holding(name: string, gate: Promise<void>, reached = () => {}): Between {
  return async (command, send) => {
    if (nameOf(command) === name) {
      reached();
      await gate;
    }
    return send();
  };
}

const empty = (tagId: string) => ({
  tagId,
  revision: 1,
  reading: EMPTY_CHECKPOINT,
  rewriting: true,
  added: {},
});

describe('a batch of contributions', () => {
  it('is one transaction with the first of them; the others are put by themselves and name it', async () => {
    const sent: string[] = [];
    const projector = fixture.projector((command, send) => {
      sent.push(nameOf(command));
      return send();
    });
    expect(await projector.commit(BATCH)).toBe('committed');
    expect(sent).toEqual(['PutItem', 'PutItem', 'TransactWriteItems']);
    expect(await fixture.row('p')).toMatchObject({ batch: 'batch-1' });
    for (const tagId of ['s', 't']) {
      const { with: named, batch } = (await fixture.row(tagId)) ?? {};
      expect([named, batch]).toEqual([{ tagId: 'p', revision: 1, batch: 'batch-1' }, undefined]);
    }
    expect(await fixture.borrowed()).toBe(3);
  });

  it('of one is a transaction of its own and says nothing of a batch', async () => {
    await fixture.projector().commit([aLoan('p')]);
    const row = await fixture.row('p');
    expect(row).toMatchObject({ tagId: 'p', revision: 1 });
    expect(row).not.toHaveProperty('batch');
    expect(row).not.toHaveProperty('with');
  });

  it('that is committed counts for every tag, by one look at the first', async () => {
    const projector = fixture.projector();
    await projector.commit(BATCH);
    const sent: string[] = [];
    const reader = fixture.projector((command, send) => {
      sent.push(nameOf(command));
      return send();
    });
    expect(await reader.readLatest('s')).toEqual(aLoan('s').contribution);
    expect(sent).toEqual(['Query', 'GetItem']);
    expect(await reader.readContributions('t')).toEqual([aLoan('t').contribution]);
  });

  it('given that another has taken the number of one, then what that would have added is left out', async () => {
    await fixture.projector().commit([aLoan('s')]);
    expect(await fixture.projector().commit(BATCH)).toEqual({ lost: new Set(['s']), othersCommitted: true });
    expect(await fixture.borrowed()).toBe(3);
  });

  it('given that the answer to a put was lost and it was sent again, then it is in, and counted', async () => {
    const resending: Between = async (command, send) => {
      if (nameOf(command) === 'PutItem') await send();
      return send();
    };
    expect(await fixture.projector(resending).commit(BATCH)).toBe('committed');
    expect(await fixture.borrowed()).toBe(3);
  });

  it('given that its place is busy, then the very same is tried again after a pause', async () => {
    const pauses: number[] = [];
    const sent: object[] = [];
    const busyTwice: Between = async (command, send) => {
      if (nameOf(command) !== 'TransactWriteItems') return send();
      sent.push(command.input);
      return sent.length < 3 ? Promise.reject(conflict()) : send();
    };
    const projector = fixture.projector(busyTwice, async (attempt) => pauses.push(attempt));
    expect(await projector.commit(BATCH)).toBe('committed');
    expect(pauses).toEqual([1, 2]);
    expect(sent).toEqual([sent[0], sent[0], sent[0]]);
  });

  it('given that its place stays busy, then it says so in the end', async () => {
    let tried = 0;
    const busy: Between = async (command, send) => {
      if (nameOf(command) !== 'TransactWriteItems') return send();
      tried += 1;
      throw conflict();
    };
    expect(await fixture.projector(busy).commit(BATCH)).toBe('conflict');
    expect(tried).toBe(MAX_ATTEMPTS);
  });

  it('given that the place of a put is busy, then that is tried again too', async () => {
    let puts = 0;
    const busyOnce: Between = async (command, send) => {
      if (nameOf(command) === 'PutItem') puts += 1;
      if (puts === 1) throw new TransactionConflictException({ message: 'as scripted', $metadata: {} });
      return send();
    };
    expect(await fixture.projector(busyOnce).commit(BATCH)).toBe('committed');
    expect([puts, await fixture.borrowed()]).toEqual([3, 3]);
  });
});

const conflict = () =>
  new TransactionCanceledException({
    message: 'as scripted',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });

describe('a projector that dies', () => {
  it.each([
    ['at its first put', 'PutItem', 1],
    ['after a put', 'PutItem', 2],
    ['after all puts', 'TransactWriteItems', 1],
  ] as const)('%s has counted nothing, and the tags are read from their start', async (_, name, n) => {
    await expect(fixture.projector(dyingAt(name, n)).commit(BATCH)).rejects.toThrow(DEATH);
    const next = fixture.projector();
    for (const { tagId } of BATCH) {
      const latest = await next.readLatest(tagId);
      if (latest !== undefined) expect(latest).toEqual(empty(tagId));
      const revision = (latest?.revision ?? 0) + 1;
      expect(await next.commit([aLoan(tagId, revision)])).toBe('committed');
    }
    expect(await fixture.borrowed()).toBe(3);
  });

  it('when the answer to its transaction was lost, has counted everything', async () => {
    const deaf: Between = async (command, send) => {
      const answer = await send();
      if (nameOf(command) === 'TransactWriteItems') throw DEATH;
      return answer;
    };
    await expect(fixture.projector(deaf).commit(BATCH)).rejects.toThrow(DEATH);
    for (const { tagId, contribution } of BATCH) {
      expect(await fixture.projector().readLatest(tagId)).toEqual(contribution);
    }
    expect(await fixture.borrowed()).toBe(3);
  });

  it('leaves a tag where it was before', async () => {
    await fixture.projector().commit([aLoan('s')]);
    const batch = [aLoan('p'), aLoan('s', 2)];
    await expect(fixture.projector(dyingAt('TransactWriteItems', 1)).commit(batch)).rejects.toThrow(DEATH);
    const found = await fixture.projector().readContributions('s');
    expect(found).toEqual([
      aLoan('s').contribution,
      { tagId: 's', revision: 2, reading: readingOf(1), rewriting: false, added: {} },
    ]);
  });
});

describe('a batch that is only slow', () => {
  it('given that another meets it, then it is over: its transaction fails and all of it is lost', async () => {
    const gate = aGate();
    const slow = fixture.projector(holding('TransactWriteItems', gate.opened)).commit(BATCH);
    const other = fixture.projector();
    await seen(() => fixture.row('t'));
    expect(await other.readLatest('t')).toEqual(empty('t'));
    gate.open();
    expect(await slow).toEqual({ lost: new Set(['p', 's', 't']) });
    for (const { tagId } of BATCH) expect(await other.readLatest(tagId)).toEqual(empty(tagId));
    expect(await fixture.borrowed()).toBe(0);
  });

  it('given that it is committed while another puts an end to it, then it counts', async () => {
    const [transaction, end, atEnd] = [aGate(), aGate(), aGate()];
    const slow = fixture.projector(holding('TransactWriteItems', transaction.opened)).commit(BATCH);
    await seen(() => fixture.row('s'));
    const reading = fixture.projector(holding('PutItem', end.opened, atEnd.open)).readLatest('s');
    await atEnd.opened;
    transaction.open();
    expect(await slow).toBe('committed');
    end.open();
    expect(await reading).toEqual(aLoan('s').contribution);
    expect(await fixture.borrowed()).toBe(3);
  });

  it('given that the row in the place of its first was of no count itself, then it stays lost', async () => {
    const gate = aGate();
    const slow = fixture
      .projector(holding('TransactWriteItems', gate.opened))
      .commit([aLoan('p'), aLoan('s')]);
    await seen(() => fixture.row('s'));
    const dying = fixture.projector(dyingAt('TransactWriteItems', 1));
    await expect(dying.commit([aLoan('q'), aLoan('p')])).rejects.toThrow(DEATH);
    const other = fixture.projector();
    expect(await other.readLatest('s')).toEqual(empty('s'));
    expect(await other.readLatest('p')).toEqual(empty('p'));
    gate.open();
    expect(await slow).toEqual({ lost: new Set(['p', 's']) });
    expect(await fixture.borrowed()).toBe(0);
  });
});

describe('two projectors at the same tags', () => {
  it('given that each has put what the other begins with, then neither counts, and both may go on', async () => {
    const gate = aGate();
    const [one, other] = [
      fixture.projector(holding('TransactWriteItems', gate.opened)),
      fixture.projector(holding('TransactWriteItems', gate.opened)),
    ];
    const results = Promise.all([
      one.commit([aLoan('p'), aLoan('s')]),
      other.commit([aLoan('s'), aLoan('p')]),
    ]);
    await seen(() => fixture.row('s'));
    await seen(() => fixture.row('p'));
    gate.open();
    expect(await results).toEqual([{ lost: new Set(['p', 's']) }, { lost: new Set(['p', 's']) }]);
    expect(await one.readLatest('p')).toEqual(empty('p'));
    expect(await other.readLatest('s')).toEqual(empty('s'));
    expect(await one.commit([aLoan('p', 2), aLoan('s', 2)])).toBe('committed');
    expect(await fixture.borrowed()).toBe(2);
  });

  it('given that both find one row of no count, then they make the same of it', async () => {
    await expect(fixture.projector(dyingAt('TransactWriteItems', 1)).commit(BATCH)).rejects.toThrow(DEATH);
    const found = await Promise.all(Array.from({ length: 8 }, () => fixture.projector().readLatest('s')));
    expect(found).toEqual(found.map(() => empty('s')));
  });
});

async function seen(look: () => Promise<unknown>) {
  while ((await look()) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}
