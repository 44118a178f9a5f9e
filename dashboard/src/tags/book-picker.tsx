import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components/ComboBox';
import { answerOf, useApi } from '../api/client';

export type PickedBook = { readonly bookId: string; readonly name: string };
const SHOWN = 20;
const PAUSE_MS = 120;

type Props = {
  readonly picked: PickedBook | undefined;
  readonly onPick: (book: PickedBook | undefined) => void;
};

/** Finds a book as one types, on the server. */
export function BookPicker({ picked, onPick }: Props) {
  const [text, setText] = useState(picked?.name ?? '');
  const found = useBooks(text);
  const choose = (key: string | number | null) => {
    const book = found.find(({ bookId }) => bookId === key);
    if (!book) return;
    onPick(book);
    setText(book.name);
  };
  return (
    <ComboBox
      className="picker"
      autoFocus
      isRequired
      allowsEmptyCollection
      menuTrigger="input"
      items={found}
      inputValue={text}
      value={picked?.bookId ?? null}
      onChange={choose}
      onInputChange={(typed) => {
        setText(typed);
        if (typed !== picked?.name) onPick(undefined);
      }}
      defaultFilter={() => true}
    >
      <Label>Book</Label>
      <Input dir="auto" maxLength={200} placeholder="Title, author or ISBN" />
      <Popover className="popover">
        <ListBox renderEmptyState={() => <p className="quiet">No book fits. Add it on the page Stock.</p>}>
          {(book: (typeof found)[number]) => (
            <ListBoxItem id={book.bookId} textValue={book.name}>
              <bdi>{book.name}</bdi>{' '}
              <span className="quiet" dir="auto">
                {book.author}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function useBooks(text: string) {
  const api = useApi();
  const query = useSettled(text.trim());
  const { data } = useQuery({
    queryKey: ['pick', query],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/v1/stock', { params: { query: { limit: SHOWN, ...(query && { query }) } }, signal }),
      ),
    placeholderData: (before) => before,
  });
  return data?.items ?? [];
}

/** The text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
