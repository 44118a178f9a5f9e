/** Whether a query finds a tag: it is a part of the tag's id, in any case. Undefined where no id can hold it. */
export function tagSearch(query: string): ((tagId: string) => boolean) | undefined {
  const part = query.trim().toLowerCase();
  return /^[a-z0-9._:-]+$/.test(part) ? (tagId) => tagId.toLowerCase().includes(part) : undefined;
}
