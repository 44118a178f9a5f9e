import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReaderConnection, type ReaderConnection } from '../../device/src/publish/reader-connection';
import { issueClientCertificate } from '../../local-aws/src/mqtt/certificate-authority';
import { type LocalStack, startLocalStack } from '../../stack/start-local-stack';

export type LocalRun = {
  readonly stack: LocalStack;
  /** Records done with, by function; counts on from the start. */
  readonly done: ReadonlyMap<string, number>;
  connect(readerId: string): Promise<ReaderConnection>;
  /** Resolves when both projectors have done so many records. */
  projected(count: number, withinMs: number): Promise<void>;
  stop(): Promise<void>;
};

export const PROJECTORS = ['shelflog-local-project-circulation', 'shelflog-local-project-analytics'] as const;

/** The whole local stack, empty, in a folder that is removed when it stops. */
export async function startLocalRun(): Promise<LocalRun> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shelflog-bench-'));
  const stack = await startLocalStack({ dataDir, log: () => undefined });
  const done = new Map<string, number>();
  stack.onActivity((activity) => {
    if (activity.kind === 'batch-done') {
      done.set(activity.functionName, (done.get(activity.functionName) ?? 0) + activity.recordCount);
    }
  });
  const connections: ReaderConnection[] = [];
  return {
    stack,
    done,
    connect: async (readerId) => {
      const certificate = await issueClientCertificate(dataDir, readerId);
      const { host, port } = stack.info.mqtt;
      const connection = openReaderConnection({
        host,
        port,
        clientId: readerId,
        ...certificate,
        unlimitedRate: true,
      });
      connections.push(connection);
      await connection.connected(20_000);
      return connection;
    },
    projected: async (count, withinMs) => {
      const until = Date.now() + withinMs;
      while (PROJECTORS.some((name) => (done.get(name) ?? 0) < count)) {
        if (Date.now() > until) throw new Error(`Not drained: ${JSON.stringify([...done])} of ${count}.`);
        await sleep(50);
      }
    },
    stop: async () => {
      await Promise.all(connections.map((connection) => connection.close()));
      await stack.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
