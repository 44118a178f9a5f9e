import { BOOK_EVENT_TYPES, type BookEvent } from './book/events';
import { TAG_EVENT_TYPES, type TagEvent } from './tag/events';

/** Every fact that the log holds. */
export type LibraryEvent = TagEvent | BookEvent;

export const isBookEvent = (event: LibraryEvent): event is BookEvent => event.type in BOOK_EVENT_TYPES;

export const isTagEvent = (event: LibraryEvent): event is TagEvent => event.type in TAG_EVENT_TYPES;
