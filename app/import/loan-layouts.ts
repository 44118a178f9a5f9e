import { type Layout, renamed } from './layout';

const barcode = ['itembarcode', 'barcode', 'copybarcode'];

const EVERGREEN = {
  tag_id: ['copybarcode', 'itembarcode', 'targetcopybarcode', 'barcode'],
  borrowed_at: ['xactstart', 'checkoutdatetime', 'checkoutdate'],
  returned_at: ['checkintime', 'checkindatetime', 'checkindate'],
  loan_id: ['circid'],
};
const FOLIO = {
  tag_id: ['itembarcode', 'itemsbarcode', 'barcode'],
  borrowed_at: ['loandate', 'loanloandate', 'loancheckoutdate'],
  returned_at: ['returndate', 'loanreturndate', 'systemreturndate', 'loansystemreturndate'],
  loan_id: ['loanid'],
};
const KOHA = {
  tag_id: barcode,
  borrowed_at: ['issuedate'],
  returned_at: ['returndate'],
  loan_id: ['issueid'],
};

/** Loans and items as other library systems export them. Sources: Koha installer/data/mysql/kohastructure.sql (items,
 *  issues, old_issues); Evergreen Open-ILS/src/sql/Pg/090.schema.action.sql; FOLIO ui-users reportSettings.js and
 *  folio-analytics loans_items; data.seattle.gov 5src-czff. */
export const LOAN_LAYOUTS: readonly Layout[] = [
  {
    system: "Koha's items",
    kind: 'tags',
    knownBy: [['barcode'], ['biblionumber']],
    valuesOf: renamed({ tag_id: ['barcode'], book_id: ['biblionumber'], assigned_at: ['dateaccessioned'] }),
  },
  {
    system: "Koha's issues",
    kind: 'loans',
    knownBy: [barcode, ['issuedate'], ['returndate', 'datedue']],
    valuesOf: renamed(KOHA),
  },
  {
    system: "Evergreen's circulations",
    kind: 'loans',
    knownBy: [EVERGREEN.tag_id, ['xactstart', 'checkoutdatetime', 'checkoutdate'], EVERGREEN.returned_at],
    valuesOf: renamed(EVERGREEN),
  },
  {
    system: "FOLIO's loans",
    kind: 'loans',
    knownBy: [FOLIO.tag_id, FOLIO.borrowed_at, [...FOLIO.returned_at, 'duedate', 'loanduedate']],
    valuesOf: renamed(FOLIO),
  },
  {
    system: "Seattle's open checkouts",
    kind: 'loans',
    knownBy: [['bibnumber'], ['itembarcode'], ['checkoutdatetime']],
    valuesOf: renamed({ tag_id: ['itembarcode'], borrowed_at: ['checkoutdatetime'], returned_at: [] }),
    dateFormat: 'MM/dd/yyyy',
  },
];
