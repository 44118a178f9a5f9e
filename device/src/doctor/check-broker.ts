import type { Fault } from '../config/fault';
import type { ReaderConfig } from '../config/reader-config';
import { openReaderConnection } from '../publish/reader-connection';
import { statusTopic } from '../publish/scan-message';
import { probeTls } from '../publish/tls-probe';

const CONNECT_MS = 8_000;

/** Whether the broker is reached and knows this reader. A reader that runs with the same id would be thrown off by
 *  a second connection: where one runs only TLS is tried. */
export async function checkBroker(config: ReaderConfig, version: string, running: boolean): Promise<Fault[]> {
  const { endpoint: host, port, ca, cert, key, readerId } = config;
  const identity = { host, port, cert, key, ...(ca !== undefined && { ca }), clientId: readerId };
  const fault = await probeTls(identity);
  if (fault || running) return fault ? [fault] : [];
  const connection = openReaderConnection(identity);
  try {
    await connection.connected(CONNECT_MS);
    // True: no reader runs. And the only topic on which a message from here is no scan.
    const status = JSON.stringify({ state: 'offline', at: new Date().toISOString(), spoolDepth: 0, version });
    const delivery = await connection.publish(statusTopic(readerId), status, true);
    if (delivery.kind === 'acknowledged') return [];
    const message = `${host}:${port} does not let ${readerId} publish on ${statusTopic(readerId)} (${delivery.reason}): attach the readers' policy to its certificate`;
    return [{ code: 'not-permitted', message }];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${host}:${port} does not let ${readerId} connect (${reason}): is its certificate active and attached to the thing ${readerId}?`;
    return [{ code: 'connection-refused', message }];
  } finally {
    await connection.close(0);
  }
}
