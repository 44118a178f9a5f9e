/** The id in the address, as it was put there: the router's own decoding loses a `%`. */
export function pathId(): string {
  const part = location.pathname.split('/')[2] ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const bookPath = (bookId: string) => `/stock/${encodeURIComponent(bookId)}`;
export const copyPath = (tagId: string) => `/copies/${encodeURIComponent(tagId)}`;
