const LINE_BREAKS_AND_TABS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** What MARC's marks of a title's article become, among others: nobody sees them, and one title would be two. */
const C1_CONTROLS = /[\u0080-\u009f]/g;

/** A text of people as it is stored: one line, composed (NFC), without blanks around it. */
export const foldText = (text: string): string =>
  text.replace(LINE_BREAKS_AND_TABS, ' ').replace(C1_CONTROLS, '').normalize('NFC').trim();
