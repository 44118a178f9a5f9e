/** What may stand as an id. A book's id ends every key that holds it, so it may hold any printable sign. */
export const SCAN_ID = /^[A-Za-z0-9_-]{1,64}$/;
export const TAG_ID = /^[A-Za-z0-9._:-]{1,64}$/;
export const BOOK_ID = /^(?!\s)[^\p{C}]{1,64}(?<!\s)$/u;
