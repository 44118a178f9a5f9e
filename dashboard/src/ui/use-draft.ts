import { useCallback, useState } from 'react';
import * as z from 'zod/mini';

const PREFIX = 'draft:';
const stored = z.record(z.string(), z.string());
export type Draft = Readonly<Record<string, string>>;

/** What is typed into a form, kept in this tab until it is saved or given up: also while people sign in again. */
export function useDraft(name: string, initial: Draft) {
  const [draft, setDraft] = useState<Draft>(() => ({ ...initial, ...readDraft(name) }));
  const change = useCallback(
    (field: string, text: string) =>
      setDraft((before) => {
        const after = { ...before, [field]: text };
        sessionStorage.setItem(PREFIX + name, JSON.stringify(after));
        return after;
      }),
    [name],
  );
  return { draft, change, forget: () => forgetDraft(name) };
}

export const hasDraft = (name: string): boolean => readDraft(name) !== undefined;
export const forgetDraft = (name: string): void => sessionStorage.removeItem(PREFIX + name);

function readDraft(name: string): Draft | undefined {
  const text = sessionStorage.getItem(PREFIX + name);
  if (text === null) return undefined;
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
