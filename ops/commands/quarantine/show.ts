import { aCommand } from '../../lib/command';
import { WorkFailed } from '../../lib/failure';
import { argument } from '../../lib/input';
import { idOf } from '../../quarantine/quarantine-ids';

/** One quarantined message with every reason and its bytes. */
export const command = aCommand({
  words: 'quarantine show',
  summary: 'show one message: its bytes, its origin and every reason it was refused',
  input: { id: argument('as `quarantine list` names it') },
  run: async ({ target }, { id: given }) => {
    const { shelfOf }: typeof import('../../quarantine/shelf-of') = require('../../quarantine/shelf-of');
    const shelf = shelfOf(await target());
    const id = await idOf(shelf, given);
    const object = await shelf.read(id);
    if (object === undefined) throw new WorkFailed(`${id} is gone.`);
    const bytes = Buffer.from(object.payload, 'base64');
    const text = readableText(bytes);
    return {
      json: { id, ...object, ...(text !== undefined && { text }) },
      lines: [
        `id        ${id}`,
        `received  ${object.receivedAt}`,
        `topic     ${object.topic}`,
        `client    ${object.clientId}`,
        `kind      ${object.kind}`,
        ...object.faults.flatMap(({ place, reasons }) =>
          reasons.map((reason) => `reason    ${place}: ${reason}`),
        ),
        `payload   ${bytes.length} bytes${text === undefined ? ', in base64' : ''}`,
        ...(text ?? object.payload).split('\n'),
      ],
    };
  },
});

function readableText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
