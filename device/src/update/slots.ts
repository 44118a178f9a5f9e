import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from './disk';
import { linkDurably, removeDurably, writeDurably } from './durable-write';
import { settingsSchema } from './job-document';
import { VERSION } from './version';

const SLOT_NAMES = ['a', 'b'] as const;
export type SlotName = (typeof SLOT_NAMES)[number];

const trialSchema = z.strictObject({
  jobId: z.string(),
  /** Where to go back to; null is the version that was installed by hand. */
  before: z.enum(SLOT_NAMES).nullable(),
  phase: z.enum(['prepared', 'started']),
  /** The boot in which it was started. */
  bootId: z.string().optional(),
  /** The machine went down in it before. */
  again: z.literal(true).optional(),
  /** It is of settings that say where scans go: one must be taken before they stay. */
  waitsForScan: z.literal(true).optional(),
});

/** A slot's own account of itself. Installed launchers read it for years: fields are added, never renamed. */
const slotSchema = z.object({
  version: z.string().regex(VERSION),
  /** False where only the settings differ: the code is the installed one. */
  hasBundle: z.boolean(),
  settings: settingsSchema,
  /** Until chip, spool and broker were reached. */
  trial: trialSchema.optional(),
});

export type Trial = Readonly<z.output<typeof trialSchema>>;
export type Slot = Readonly<z.output<typeof slotSchema>>;

/** The two slots in a folder, and the link `current` that says which of them runs. */
export type Slots = {
  /** Null for the version that was installed by hand. */
  current(): SlotName | null;
  /** Undefined where the slot is empty or its account is damaged. */
  read(name: SlotName): Slot | undefined;
  write(name: SlotName, slot: Slot): void;
  /** Makes its folder where there is none. */
  make(name: SlotName): void;
  /** The moment of the switch. */
  switchTo(name: SlotName | null): void;
  bundleFile(name: SlotName): string;
  folder(name: SlotName): string;
};

export function slotsIn(disk: Disk, dir: string): Slots {
  const link = join(dir, 'current');
  const folder = (name: SlotName) => join(dir, name);
  const account = (name: SlotName) => join(folder(name), 'slot.json');
  return {
    current: () => SLOT_NAMES.find((name) => name === disk.target(link)) ?? null,
    read: (name) => parseSlot(disk.read(account(name))),
    write: (name, slot) => writeDurably(disk, account(name), JSON.stringify(slot)),
    make: (name) => {
      disk.makeFolder(folder(name));
      disk.syncFolder(dir);
    },
    switchTo: (name) => (name === null ? removeDurably(disk, link) : linkDurably(disk, name, link)),
    bundleFile: (name) => join(folder(name), 'bundle'),
    folder,
  };
}

export const otherSlot = (name: SlotName | null): SlotName => (name === 'a' ? 'b' : 'a');

function parseSlot(bytes: Buffer | undefined): Slot | undefined {
  if (!bytes) return undefined;
  try {
    return slotSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
