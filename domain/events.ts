import type { BookEvent } from './book/events';
import type { TagEvent } from './tag/events';

/** Every fact that the log holds. */
export type LibraryEvent = TagEvent | BookEvent;

export const isBookEvent = (event: LibraryEvent): event is BookEvent =>
  event.type === 'BookRegistered' || event.type === 'BookDetailsChanged';

export const isTagEvent = (event: LibraryEvent): event is TagEvent => !isBookEvent(event);
