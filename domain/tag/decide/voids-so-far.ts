import { rejected } from '../../decision';
import { numberOfEvent } from '../../ids';
import type { ScanRestored, ScanVoided, TagEvent } from '../events';
import type { TagHistory } from './decisions-so-far';

/** A command about one scan of a tag. */
export type ScanCommand = { readonly tagId: string; readonly scanId: string; readonly reason: string };

/** The voids and restorals of a scan so far, each in the order of their numbers. */
export function voidsOf({ events }: TagHistory, scanId: string) {
  const isVoid = (event: TagEvent): event is ScanVoided => event.type === 'ScanVoided';
  const isRestoral = (event: TagEvent): event is ScanRestored => event.type === 'ScanRestored';
  return {
    voids: events.filter(isVoid).filter(isOf(scanId)).sort(byNumber),
    restorals: events.filter(isRestoral).filter(isOf(scanId)).sort(byNumber),
  };
}

export const hasScan = ({ events }: TagHistory, scanId: string): boolean =>
  events.some((event) => event.type === 'TagScanned' && event.data.scanId === scanId);

export const unknownScan = (tagId: string, scanId: string) =>
  rejected('unknown-scan', `Tag ${tagId} has no scan ${scanId}.`);

const isOf =
  (scanId: string) =>
  ({ data }: ScanVoided | ScanRestored) =>
    data.scanId === scanId;

const byNumber = (a: TagEvent, b: TagEvent) => voidNumber(a) - voidNumber(b);

/** A scan's own id may end in digits, but holds no #. */
const voidNumber = ({ eventId }: TagEvent) =>
  eventId.indexOf('#') === eventId.lastIndexOf('#') ? 1 : numberOfEvent(eventId);
