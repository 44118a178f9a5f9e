import { z } from 'zod';

/** From `atMs` after the process's start on, exactly these tags lie on the antenna (CONTRACT §7). */
export type ScriptLine = {
  readonly atMs: number;
  readonly present: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
};

export type Script =
  | { readonly ok: true; readonly lines: readonly ScriptLine[] }
  | { readonly ok: false; readonly faults: readonly string[] };

const tagId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, 'is 1-64 of A-Z a-z 0-9 . _ : -');
const scriptLine = z.strictObject(
  {
    atMs: z.number('is a number of ms').min(0, 'is 0 or more'),
    present: z.array(tagId, 'is a list of tag ids').refine(isWithoutDoubles, 'names a tag twice'),
    texts: z.record(tagId, z.string('is a text')).optional(),
  },
  { error: ({ code }) => (code === 'unrecognized_keys' ? undefined : 'is no object of atMs and present') },
);

function isWithoutDoubles(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

/** Reads a script of one JSON a line; empty lines do not count. Everything that is wrong is named with its line. */
export function parseScript(text: string): Script {
  const faults: string[] = [];
  const lines: ScriptLine[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    if (line.trim() === '') return;
    const parsed = parseLine(line);
    const last = lines.at(-1);
    if (Array.isArray(parsed)) faults.push(...parsed.map((fault) => `line ${at + 1}: ${fault}`));
    else if (last && parsed.atMs < last.atMs)
      faults.push(`line ${at + 1}: atMs ${parsed.atMs} comes after ${last.atMs}`);
    else lines.push(parsed);
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, lines };
}

function parseLine(line: string): ScriptLine | string[] {
  const json = parseJson(line);
  if (!json) return ['is not JSON'];
  const { success, data, error } = scriptLine.safeParse(json.value);
  if (!success) return error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim());
  return { atMs: data.atMs, present: data.present, texts: new Map(Object.entries(data.texts ?? {})) };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
