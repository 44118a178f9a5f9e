import type { QuarantineShelf } from '../../app/intake/quarantine-shelf';
import { WorkFailed, WrongUse } from '../lib/failure';

/** How much of an id is shown. */
export const shortId = (id: string) => id.slice(0, 12);

/** The one id that begins so. Errors: WrongUse for none or several, WorkFailed where there is none. */
export async function idOf(shelf: QuarantineShelf, given: string): Promise<string> {
  if (!/^[0-9a-f]{4,64}$/.test(given)) throw new WrongUse(`"${given}" is no id of \`quarantine list\`.`);
  const found: string[] = [];
  for await (const { id } of shelf.list(given)) {
    found.push(id);
    if (found.length > 1) throw new WrongUse(`${given} is the beginning of several ids; give more of it.`);
  }
  const [id] = found;
  if (id === undefined) throw new WorkFailed(`Nothing in quarantine has the id ${given}.`);
  return id;
}

/** All that lies there. */
export async function allOf(shelf: QuarantineShelf): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of shelf.list()) ids.push(id);
  return ids;
}
