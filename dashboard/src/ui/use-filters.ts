import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

export type Filters = Readonly<Record<string, string>>;

/** The filters of a list, which stand in the address: a reload, Back and a copied link keep them. */
export function useFilters() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filters: Filters = Object.fromEntries(new URLSearchParams(search));
  const set = useCallback(
    (changes: Readonly<Record<string, string | undefined>>, how: { readonly replace: boolean }) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const query = next.toString();
      navigate(query ? `${path}?${query}` : path, how);
    },
    [path, navigate],
  );
  return { filters, set };
}
