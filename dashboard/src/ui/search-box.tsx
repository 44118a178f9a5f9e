import { useEffect, useRef, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components/SearchField';
import { useFilters } from './use-filters';

const PAUSE_MS = 150;

/** Filters the list as one types; `onEnter` opens a single hit. */
export function SearchBox({ onEnter }: { readonly onEnter: (text: string) => void }) {
  const { filters, set } = useFilters();
  const inAddress = filters['query'] ?? '';
  const [text, setText] = useState(inAddress);
  const sent = useRef(inAddress);
  useEffect(() => {
    // Back, or a link: the address leads.
    if (inAddress !== sent.current) {
      sent.current = inAddress;
      setText(inAddress);
    }
  }, [inAddress]);
  useEffect(() => {
    const wanted = text.trim().slice(0, 200);
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      set({ query: wanted, cursor: undefined }, { replace: true });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, set]);
  return (
    <SearchField
      className="search"
      value={text}
      onChange={setText}
      onSubmit={(given) => onEnter(given.trim())}
    >
      <Label>Search</Label>
      <Input dir="auto" maxLength={200} />
    </SearchField>
  );
}
