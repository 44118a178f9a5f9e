import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const ports = z.record(z.string(), z.number().int());

export type KeptPorts = {
  /** The port of before, or 0 for any. */
  wish(name: string): number;
  keep(name: string, port: number): Promise<void>;
};

/** The ports that a data directory was served on before, so that a page finds its stack again. */
export async function openKeptPorts(dataDir: string): Promise<KeptPorts> {
  const file = path.join(dataDir, 'ports.json');
  const kept = await readKept(file);
  return {
    wish: (name) => kept[name] ?? 0,
    keep: async (name, port) => {
      if (kept[name] === port) return;
      kept[name] = port;
      await writeFile(file, `${JSON.stringify(kept)}\n`);
    },
  };
}

/** A wish only: what cannot be read is forgotten. */
async function readKept(file: string): Promise<Record<string, number>> {
  try {
    return ports.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}
