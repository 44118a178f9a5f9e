import { z } from 'zod';
import type { Command } from '../command';
import { messageOf, WorkFailed, WrongUse } from '../failure';
import { localCertificate } from '../start/local-certificates';

/** Makes a reader's certificate, or answers the one that it has. */
export const add: Command = async ({ target }, args) => {
  const [readerId] = z.array(z.string()).parse(args);
  if (readerId === undefined) throw new WrongUse('reader add needs the id of the reader.');
  const { local, stage } = await target();
  if (local === undefined) {
    throw new WrongUse(`Readers of stage ${stage} are made in AWS IoT Core; this makes local ones only.`);
  }
  const files = await localCertificate(local, readerId).catch((error: unknown) => {
    throw new WorkFailed(messageOf(error));
  });
  const { host, port } = local.mqtt;
  return {
    json: { readerId, host, port, topic: `shelflog/readers/${readerId}/scans`, ...files },
    text: [
      `Reader ${readerId} may connect to ${host}:${port} with client id ${readerId}.`,
      `  certificate  ${files.cert}`,
      `  private key  ${files.key}`,
      `  authority    ${files.ca}`,
      `  topic        shelflog/readers/${readerId}/scans`,
    ].join('\n'),
  };
};
