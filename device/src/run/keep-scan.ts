import type { ReaderConfig } from '../config/reader-config';
import { scanIdOf } from '../publish/scan-message';
import type { Kept, ScanPath, TagToKeep } from './scan-path';

const TAG_ID = /^[A-Za-z0-9._:-]{1,64}$/;
const MAX_TEXT = 256;
/** Half a character, as a cut or a damaged tag leaves it. */
const HALF_CHARACTER = /\p{Surrogate}/gu;

type Ways = Pick<ScanPath, 'spool' | 'clock' | 'link'>;

/** Keeps a scan of this tag durably before it returns, or says why not. */
export function keepScan(
  { readerId, mode }: Pick<ReaderConfig, 'readerId' | 'mode'>,
  path: Ways,
  tag: TagToKeep,
): Kept {
  const { tagId, agoMs, atMs, cancels, terminal, request } = tag;
  if (!TAG_ID.test(tagId)) {
    const message = `"${tagId}" is no tag id: 1-64 of A-Z a-z 0-9 . _ : -`;
    return { refusal: { code: 'tag-id', message } };
  }
  const { at, mono, bootId, synced } = path.clock.stamp();
  const kept = path.spool.append({
    tagId,
    text: tag.text.slice(0, MAX_TEXT).replace(HALF_CHARACTER, ''),
    mode,
    at: atMs ?? at - agoMs,
    mono: mono - agoMs,
    bootId,
    synced: synced || atMs !== undefined,
    ...(cancels !== undefined && { cancels }),
    ...(terminal !== undefined && { terminal }),
    ...(request !== undefined && { request }),
  });
  if ('refusal' in kept) return kept;
  path.link.wake();
  return { seq: kept.seq, scanId: scanIdOf(readerId, bootId, kept.seq) };
}
