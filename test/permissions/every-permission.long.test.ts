import { FUNCTIONS, type FunctionName } from '../../contract/functions';
import { NAMES } from '../../contract/names';
import { type LibraryLife, startLibraryLife } from './library-life';
import { reasonUnused } from './reasons';
import { type RunningStack, startRunningStack, until } from './running-stack';
import { type Permission, permissionsOf, withoutPermission } from './synthesized-model';

/** Prepared with all permissions, then done with one of them gone. */
type Deed = {
  readonly prepare?: (gone: Permission) => Promise<unknown>;
  readonly act: () => Promise<unknown>;
};

const MISSED_WITHIN_MS = 20_000;
/** Ten retries with growing pauses come before. */
const PARKED_WITHIN_MS = 90_000;
/** Permissions that take more to be missed than one deed. */
const OF_THEIR_OWN = ['dynamodb:GetShardIterator', 's3:PutObject', 'sqs:SendMessage'];

jest.setTimeout(600_000);

describe('any one permission taken from a function is missed by name: of', () => {
  let stack: RunningStack;
  let life: LibraryLife;
  let lastReturn = '';
  beforeAll(async () => {
    stack = await startRunningStack();
    life = await startLibraryLife(stack);
  });
  afterAll(() => stack?.close());

  const needed = (name: FunctionName) =>
    permissionsOf(stack.model).filter(
      (one) => one.role === NAMES.role('local', name) && reasonUnused(one) === undefined,
    );
  const denialOf = (gone: Permission) =>
    stack.denials.find(
      ({ role, action, resource }) =>
        role === gone.role && action === gone.action && resource.startsWith(gone.resource.replace(/\*$/, '')),
    );
  const saysWhat = async (gone: Permission, withinMs = MISSED_WITHIN_MS) => {
    const what = `${gone.action} on ${gone.resource} is missed`;
    await until(what, () => denialOf(gone) !== undefined, withinMs);
    const { message, resource } = denialOf(gone) ?? { message: '', resource: '' };
    expect(message).toMatch(/^User: arn:aws:sts::\d+:assumed-role\/\S+ is not authorized to perform: /);
    expect(message).toContain(`perform: ${gone.action} on resource: `);
    expect(message).toContain(resource);
  };
  const without = (permissions: readonly Permission[]) => {
    stack.denials.length = 0;
    stack.enforce(permissions.reduce(withoutPermission, stack.model));
  };

  /** Withholds the permissions one by one while the deed is done, and returns what went otherwise. */
  const unnoticed = async (permissions: readonly Permission[], { prepare, act }: Deed) => {
    const failures: string[] = [];
    for (const gone of permissions) {
      try {
        await prepare?.(gone);
        without([gone]);
        await act();
        await saysWhat(gone);
      } catch (error) {
        failures.push(String(error));
      } finally {
        stack.enforce(stack.model);
      }
    }
    return failures;
  };

  /** What a process has once found out of the list of recorded days it does not ask again. */
  const neverRecorded = async (name: FunctionName) => {
    await life.neverListed();
    stack.coldStart(name);
  };

  const DEEDS: Readonly<Record<FunctionName, Deed>> = {
    'ingest-scans': { prepare: () => stack.idle(), act: () => life.scans() },
    'append-events': { prepare: () => neverRecorded('append-events'), act: () => life.scans() },
    'project-circulation': {
      prepare: async () => {
        lastReturn = await life.takeBack();
      },
      act: async () => {
        await life.undo(lastReturn);
        await life.register();
        await life.lendOnANewDay();
      },
    },
    get 'project-analytics'(): Deed {
      const { prepare, act } = this['project-circulation'];
      return {
        prepare: async (gone) => {
          await prepare?.(gone);
          await life.scanTogether();
        },
        act: async () => {
          await life.scanTogether();
          await act();
        },
      };
    },
    'export-snapshots': {
      prepare: async () => {
        await life.neverExported();
        await life.oldMark();
      },
      act: () => life.writeFiles(),
    },
    'seal-day': {
      prepare: async ({ action }) => {
        if (action === 's3:GetObject') await life.seal();
        else await life.oldEvent();
        await stack.idle();
      },
      // Else a later attempt would seal, with the permission back, what the next one needs unsealed.
      act: async () => {
        await life.seal();
        await stack.idle();
      },
    },
    'verify-history': {
      prepare: async () => {
        await life.listed();
        await life.oldEvent();
        await life.oldEventIsProjected();
        await life.drift();
        await life.scanTogether();
      },
      act: async () => {
        await life.verify();
        await stack.idle();
        await life.noGhosts();
      },
    },
    api: { act: () => life.everyCall() },
    commands: { prepare: () => neverRecorded('commands'), act: () => life.everyCall() },
  };

  it.each(Object.keys(FUNCTIONS) as FunctionName[])('%s', async (name) => {
    const writes = (one: Permission) =>
      one.action === 's3:PutObject' && !one.resource.includes('/aws/lambda/');
    const plain = needed(name).filter((one) => !OF_THEIR_OWN.includes(one.action) || writes(one));
    expect(plain.length).toBeGreaterThan(2);
    // What is read of a ledger is there when it has been sealed; then there is nothing more to seal.
    const isLast = ({ action }: Permission) => action === 's3:GetObject';
    const inOrder = [...plain.filter((one) => !isLast(one)), ...plain.filter(isLast)];
    expect(await unnoticed(inOrder, DEEDS[name])).toEqual([]);
    await DEEDS[name].prepare?.(inOrder.at(-1)!);
    await DEEDS[name].act();
  });

  const both = ['project-circulation', 'project-analytics'] as const;
  const ofBoth = (action: string) =>
    both.flatMap((name) => needed(name).filter((one) => one.action === action));

  it('both projectors, which ask for a place in the stream again when reading was broken off', async () => {
    const iterators = ofBoth('dynamodb:GetShardIterator');
    expect(iterators).toHaveLength(2);
    without([...ofBoth('dynamodb:GetRecords'), ...iterators]);
    for (const gone of iterators) await saysWhat(gone);
    stack.enforce(stack.model);
  });

  it('both projectors, which put aside what they cannot read', async () => {
    const parking = ofBoth('s3:PutObject');
    expect(parking).toHaveLength(2);
    without(parking);
    await life.unreadableEvent();
    for (const gone of parking) await saysWhat(gone, PARKED_WITHIN_MS);
    stack.enforce(stack.model);
    const parked = () =>
      new Set(stack.seen.flatMap((one) => (one.kind === 'parked' ? [one.functionName] : [])));
    await until('the record is put aside after all', () =>
      both.every((name) => parked().has(NAMES.function('local', name))),
    );
  });

  it('the asynchronous functions, which send on what failed for good', async () => {
    const failing = ['ingest-scans', 'export-snapshots', 'seal-day', 'verify-history'] as const;
    for (const name of failing) {
      const [sending, ...others] = needed(name).filter(({ action }) => action === 'sqs:SendMessage');
      expect(others).toEqual([]);
      without(needed(name));
      await stack.invoke(name, { scheduledAt: new Date().toISOString() });
      await saysWhat(sending!);
      stack.enforce(stack.model);
    }
  });
});
