import { isSameTag } from '../../domain/tag/spellings';

const plain = (text: string) => text.toLowerCase().replace(/[\s:-]/g, '');

/** Whether a query finds a tag: it is a part of the tag's id, in any case and with whatever `:` and `-`, or the id of
 *  the same tag written otherwise. Undefined where no id can hold it. */
export function tagSearch(query: string): ((tagId: string) => boolean) | undefined {
  const whole = query.replace(/\s/g, '');
  if (!/^[A-Za-z0-9._:-]+$/.test(whole)) return undefined;
  const part = plain(query);
  if (part === '') return (tagId) => tagId.includes(whole);
  return (tagId) => plain(tagId).includes(part) || isSameTag(tagId, whole);
}
