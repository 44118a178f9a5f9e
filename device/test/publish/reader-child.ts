/** One reader connection in a process of its own, driven by its parent: the MQTT SDK would keep a test's
 *  process from ending. */
import { z } from 'zod';
import { openReaderConnection, type ReaderConnection } from '../../src/publish/reader-connection';

const order = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('open'),
    host: z.string(),
    port: z.number(),
    clientId: z.string(),
    ca: z.string(),
    cert: z.string(),
    key: z.string(),
    will: z.object({ topic: z.string(), payload: z.string() }).exactOptional(),
  }),
  z.object({ do: z.literal('connected'), timeoutMs: z.number() }),
  z.object({ do: z.literal('publish'), topic: z.string(), payload: z.string() }),
  z.object({ do: z.literal('close') }),
]);

let connection: ReaderConnection | undefined;

async function obey(message: unknown): Promise<unknown> {
  const given = order.parse(message);
  switch (given.do) {
    case 'open':
      connection = openReaderConnection(given);
      return 'opened';
    case 'connected':
      await connection?.connected(given.timeoutMs);
      return 'connected';
    case 'publish':
      return connection?.publish(given.topic, given.payload);
    case 'close':
      await connection?.close();
      return 'closed';
  }
}

process.on('message', (message) => {
  obey(message).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
