import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Manifest } from './bundle-format';
import { type Refusal, refusal } from './refusal';

/** What a bundle must fit. */
export type Machine = {
  readonly platform: string;
  readonly arch: string;
  /** The version of a package of the reader's own installation; undefined where it is not installed. */
  partVersion(name: string): string | undefined;
};

const packageSchema = z.object({ version: z.string() });

/** This machine, with the packages that are found from the file `from`. */
export function thisMachine(from: string): Machine {
  const require = createRequire(from);
  return {
    platform: process.platform,
    arch: process.arch,
    partVersion: (name) => {
      try {
        return packageSchema.safeParse(require(`${name}/package.json`)).data?.version;
      } catch {
        return undefined;
      }
    },
  };
}

export function misfit({ platform, arch, needs }: Manifest, machine: Machine): Refusal | undefined {
  if (platform !== machine.platform || arch !== machine.arch) {
    const here = `${machine.platform} ${machine.arch}`;
    return refusal('other-architecture', `it is for ${platform} ${arch}, and this is ${here}`);
  }
  for (const [name, version] of Object.entries(needs)) {
    const installed = machine.partVersion(name);
    if (installed === version) continue;
    const here = installed ? `has ${installed}` : 'does not have it';
    return refusal('other-parts', `it needs ${name} ${version}, and the installation ${here}`);
  }
  return undefined;
}
