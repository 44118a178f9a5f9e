import type { ZoneDifference } from '../../app/lib/zone-rules';

/** That this Node reads a zone otherwise than what is served was read, in words. */
export const zoneNote = ({ timeZone, recorded, here, from, to }: ZoneDifference): string =>
  `Zone rules differ: what is served was read by ${recorded} of the time-zone data, this Node has ${here}, and they disagree about ${timeZone} between ${from} and ${to}.`;

/** The same as lines to be told; none where there is no difference. */
export const zoneNotes = (difference: ZoneDifference | undefined): string[] =>
  difference === undefined ? [] : [zoneNote(difference)];
