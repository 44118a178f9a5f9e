import { readFile } from 'node:fs/promises';
import type { Retried } from '../../../app/intake/retry-quarantined';
import { aCommand } from '../../lib/command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../../lib/failure';
import { manyArguments, option, text } from '../../lib/input';
import { createProgress } from '../../lib/progress';
import { allOf, idOf, shortId } from '../../quarantine/quarantine-ids';

/** Tries the named messages again, or all. Exit 1 if any of them is still bad. */
export const command = aCommand({
  words: 'quarantine retry',
  summary: 'read messages again; send on and remove those that are valid now',
  input: {
    id: manyArguments('as `quarantine list` names them (default: all)'),
    with: option('<file>', 'take these bytes instead of the message as it came: the corrected one', text),
  },
  run: async ({ terminal, target, signal }, { id: named, with: file }) => {
    const { retryPorts }: typeof import('../../quarantine/shelf-of') = require('../../quarantine/shelf-of');
    const {
      retryQuarantined,
    }: typeof import('../../../app/intake/retry-quarantined') = require('../../../app/intake/retry-quarantined');
    if (file !== undefined && named.length !== 1) throw new WrongUse('--with goes with exactly one id.');
    const at = await target();
    const ports = retryPorts(at);
    const { shelf } = ports;
    const correctedPayload = file === undefined ? undefined : await readBytes(file);
    const ids = named.length > 0 ? await Promise.all(named.map((id) => idOf(shelf, id))) : await allOf(shelf);
    const progress = createProgress(terminal, { label: 'Trying again', unit: 'messages', total: ids.length });
    const results: Retried[] = [];
    try {
      for (const id of ids) {
        signal.throwIfAborted();
        const options = { timeZone: at.timeZone, ...(correctedPayload && { correctedPayload }) };
        results.push(await retryQuarantined(ports, id, options));
        progress.advance(results.length);
      }
    } finally {
      progress.stop();
    }
    const stillBad = results.filter((result) => result.kind === 'still-bad').length;
    return {
      json: { tried: results.length, accepted: results.length - stillBad, stillBad, results },
      lines: results.length === 0 ? ['Nothing is in quarantine.'] : results.map(describe),
      exitCode: stillBad > 0 ? EXIT.no : EXIT.done,
    };
  },
});

function describe(result: Retried): string {
  switch (result.kind) {
    case 'accepted':
      return `${shortId(result.id)}  accepted: ${result.recorded} scans recorded, ${result.known} were known`;
    case 'still-bad':
      return `${shortId(result.id)}  still bad: ${result.reasons.join('; ')}`;
    case 'gone':
      return `${shortId(result.id)}  is gone`;
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}
