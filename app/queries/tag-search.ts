import { firstBytesOf, isSameTag, spellingsOf } from '../../domain/tag/spellings';

const plain = (text: string) => text.toLowerCase().replace(/[\s:-]/g, '');

/** Whether a query finds a tag: it is a part of the tag's id, in any case and with whatever `:` and `-`, or the id of
 *  the same tag written otherwise. Undefined where no id can hold it. */
export function tagSearch(query: string): ((tagId: string) => boolean) | undefined {
  const whole = query.replace(/\s/g, '');
  if (!/^[A-Za-z0-9._:-]+$/.test(whole)) return undefined;
  const part = plain(query);
  if (part === '') return (tagId) => tagId.includes(whole);
  // Every id of the library is held against it, so that what can be known of the query alone is worked out once.
  const spellings = new Set(spellingsOf(whole).map(plain));
  const sharesNumber = sharing(whole);
  return (tagId) => {
    const id = plain(tagId);
    return id.includes(part) || spellings.has(id) || sharesNumber(tagId, id);
  };
}

/** Tags whose bytes begin, in either order, with those in the number that they share. */
function sharing(number: string): (tagId: string, id: string) => boolean {
  const [first] = firstBytesOf(number);
  if (first === undefined) return () => false;
  const last = Buffer.from(first, 'hex').reverse().toString('hex');
  return (tagId, id) => (id.startsWith(first) || id.endsWith(last)) && isSameTag(tagId, number);
}
