import { hexOf } from '../tags/tag-id';
import { type ChipCheck, checkChip, chipName, silenceInWords } from './chip-check';
import type { Chip } from './exchange';
import { type Found, lookAtAntenna } from './look-at-antenna';
import type { OpenChip } from './mfrc522-source';
import { type Content, type MemoryKind, memoryKindOf } from './read-memory';

/** What is said wherever someone may wonder why a label is not read. */
export const NOT_SEEN =
  'Library labels of ISO 28560 are ISO 15693: an MFRC522 does not see them at all. It reads ISO 14443 A only ' +
  '(MIFARE Classic, NTAG, Ultralight).';

/** `ok` where one tag was read whole. */
export type TestRead = { readonly ok: boolean; readonly sentences: readonly string[] };

/** Looks once at the chip and at what lies on its antenna, and says in words what is there. */
export function testRead(chip: Chip): TestRead {
  const check = checkChip(chip);
  if (check.kind === 'silent') return { ok: false, sentences: [silenceInWords(check.read)] };
  if (check.kind === 'lost-settings') chip.reset();
  const found = lookAtAntenna(chip, { wantsContent: () => true });
  return { ok: isWhole(found), sentences: [chipInWords(check), ...foundInWords(found)] };
}

/** The same through a chip that is opened for it and closed again. Errors: throws where the device does not open. */
export function testReadOn({ chip, close }: OpenChip): TestRead {
  try {
    chip.reset();
    return testRead(chip);
  } finally {
    close();
  }
}

const isWhole = (found: Found): boolean => found.kind === 'tag' && found.content?.quality === 'whole';

function chipInWords({ version }: Exclude<ChipCheck, { kind: 'silent' }>): string {
  const hex = hexOf([version]).toUpperCase();
  const name = chipName(version);
  if (name === 'mfrc522') return `The chip is an MFRC522 (VersionReg ${hex}).`;
  if (name === 'unknown')
    return `The chip is of a kind not known here (VersionReg ${hex}); it may read as well.`;
  return `The chip is a clone, ${name.toUpperCase()} (VersionReg ${hex}), which reads as well.`;
}

function foundInWords(found: Found): string[] {
  switch (found.kind) {
    case 'nothing':
      return ['Nothing that this reader sees lies on the antenna.', NOT_SEEN];
    case 'something':
      return [found.collision ? 'Two tags lie on the antenna: take one away.' : NOT_UNDERSTOOD];
    case 'no-chip':
      return ['The chip stopped answering: check the wires, under 15 cm.'];
    case 'tag':
      return [
        `One tag: ${found.tagId} (UID ${hexOf(found.tag.uid).toUpperCase()}, ${MEMORY[memoryKindOf(found.tag)]}).`,
        contentInWords(found.content),
      ];
  }
}

const NOT_UNDERSTOOD =
  'Something answers that cannot be understood: lay the tag flat, nearer, and away from metal.';

const MEMORY: Readonly<Record<MemoryKind, string>> = {
  classic: 'MIFARE Classic',
  'type-2': 'NTAG or Ultralight',
  none: 'a card or telephone without a memory that is read here',
};

function contentInWords(content: Content | null): string {
  if (!content) return 'Its text did not come whole in three tries.';
  switch (content.quality) {
    case 'whole':
      return content.text === '' ? 'It holds no text.' : `Its text is ${JSON.stringify(content.text)}.`;
    case 'locked':
      return 'Its memory is under another key, so it has no text here; its id is good.';
    case 'no-memory':
      return 'It has no text here; a telephone has another id each time.';
    case 'half-written':
      return 'It is half written: write it again before it is used.';
    case 'unreadable':
      return 'Its text could not be read.';
  }
}
