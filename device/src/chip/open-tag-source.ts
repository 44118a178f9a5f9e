import { readFile } from 'node:fs/promises';
import type { TagSource } from '../tags/tag-source';
import { mfrc522Source } from './mfrc522-source';
import { openMfrc522 } from './open-mfrc522';
import { simulatedSource } from './simulated-source';
import { processTiming } from './timing';

/** `chip` of the reader's config. */
export type ChipChoice =
  | { readonly kind: 'mfrc522'; readonly device: string }
  | { readonly kind: 'simulated'; readonly script: string };

/** The source of tags that the config names. Its times are ms since the process's start (performance.now()).
 *  Neither the driver nor spi-device is loaded for a simulated one. */
export function openTagSource(chip: ChipChoice): TagSource {
  if (chip.kind === 'mfrc522') {
    return mfrc522Source({ open: () => openMfrc522(chip.device), timing: processTiming });
  }
  return simulatedSource({
    file: chip.script,
    read: (file) => readFile(file, 'utf8'),
    timing: processTiming,
  });
}
