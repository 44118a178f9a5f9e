import type { TagTrouble, TagTroubleCode } from '../tags/tag-source';

export type TroubleBoard = ReturnType<typeof troubleBoard>;

/** Which troubles there are now. Each is told once when it begins and once when it is over. */
export function troubleBoard(tell: (trouble: TagTrouble) => void) {
  const now = new Map<TagTroubleCode, string>();
  return {
    has: (code: TagTroubleCode): boolean => now.has(code),
    begin: (code: TagTroubleCode, message: string): void => {
      if (now.has(code)) return;
      now.set(code, message);
      tell({ code, message, over: false });
    },
    end: (code: TagTroubleCode): void => {
      const message = now.get(code);
      if (message === undefined) return;
      now.delete(code);
      tell({ code, message, over: true });
    },
  };
}
