import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { CachingStrategy, Codec, Decider, LoadOption, MemoryCache, StreamId } from '@equinox-js/core';
import {
  AccessStrategy,
  DynamoStoreCategory,
  DynamoStoreClient,
  DynamoStoreContext,
  QueryOptions,
  TipOptions,
} from '@equinox-js/dynamo-store';
import type { TableShape } from '../meter/table-shape';
import type { BenchScan } from './bench-scan';
import { type Contender, theOnly } from './contender';

const table: TableShape = { name: 'bench-equinox', keys: ['p', 'i'], numbers: ['i'], indexes: [] };

type Scanned = { readonly type: 'TAG_SCANNED'; readonly data: Omit<BenchScan, 'tagId'> };
type State = { readonly scans: number };

function openCategory(client: DynamoDB, tip: Parameters<typeof TipOptions.create>[0], cached: boolean) {
  const context = new DynamoStoreContext({
    client: new DynamoStoreClient(client),
    tableName: table.name,
    tip: TipOptions.create(tip),
    query: QueryOptions.create({}),
  });
  return DynamoStoreCategory.create<Scanned, State, void>(
    context,
    'Copy',
    Codec.compress(Codec.json<Scanned>()),
    (state, events) => ({ scans: state.scans + events.length }),
    { scans: 0 },
    cached ? CachingStrategy.Cache(new MemoryCache()) : CachingStrategy.NoCache(),
    AccessStrategy.Unoptimized(),
  );
}

/** `trusted`: decides on what its cache holds and reads only where that proves stale. `checked`, its default:
 *  reads the tip before each decision, cheaply if unchanged. */
type Cache = 'trusted' | 'checked' | 'none';
const CACHES: Record<Cache, string> = {
  trusted: 'MemoryCache with LoadOption.AnyCachedValue (one writer a tag)',
  checked: 'MemoryCache, tip reloaded before each decision (its default)',
  none: 'no cache',
};

function equinox(tipBytes: number | undefined, cache: Cache): Contender {
  const tip = tipBytes === undefined ? {} : { maxBytes: tipBytes, maxEventBytes: tipBytes };
  const size = tipBytes === undefined ? 'default tip (32 KiB)' : `${tipBytes / 1024} KiB tip`;
  const load = cache === 'trusted' ? LoadOption.AnyCachedValue : LoadOption.RequireLoad;
  return {
    name: `equinox-js, ${size}, cache ${cache}`,
    setup: `Decider.transact, ${size}, Codec.compress(json), AccessStrategy.Unoptimized, ${CACHES[cache]}`,
    table,
    together: 1,
    open: (client) => {
      const category = openCategory(client, tip, cache !== 'none');
      return async (scans) => {
        const { tagId, ...data } = theOnly(scans);
        const decider = Decider.forStream(category, StreamId.create(tagId), undefined);
        await decider.transact(() => [{ type: 'TAG_SCANNED', data }], load);
      };
    },
  };
}

/** equinox-js 1.2.0 with its DynamoDB store, as it comes and with a tip tuned to small events. */
export const EQUINOX: readonly Contender[] = [undefined, 4096, 1024].flatMap((tipBytes) =>
  (['trusted', 'checked', 'none'] as const).map((cache) => equinox(tipBytes, cache)),
);
