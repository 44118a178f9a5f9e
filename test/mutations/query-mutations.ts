import type { Mutation } from './mutation';

/** Ways to answer questions wrong. */
export const QUERY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'question: a cursor of any filter',
    file: 'handlers/api/cursor.ts',
    edits: [['canonicalJson([list, filter])', 'canonicalJson([list])']],
    tests: 'test/handlers/api/cursors',
  },
  {
    name: 'question: a cursor of any list',
    file: 'handlers/api/cursor.ts',
    edits: [['canonicalJson([list, filter])', 'canonicalJson([filter])']],
    tests: 'test/handlers/api/cursors',
  },
  {
    name: 'question: a place before the span',
    file: 'app/queries/daily-analytics.ts',
    edits: [['after === undefined || after < from ? from', 'after === undefined ? from']],
    tests: 'test/app/queries/places-out-of-span',
  },
  {
    name: 'question: ten digits are looked for within a number',
    file: 'app/queries/book-search.ts',
    edits: [['digits.length < 9', 'digits.length < 11']],
    tests: 'test/app/queries/book-search',
  },
  {
    name: 'question: the rest of a wrong ISBN is one',
    file: 'app/lib/isbn.ts',
    edits: [['|| /^97[89] /.test(run)', '']],
    tests: 'test/app/queries/book-search',
  },
  {
    name: 'question: any word is enough',
    file: 'app/queries/book-search.ts',
    edits: [['parts.every(', 'parts.some(']],
    tests: 'test/app/queries/book-search',
  },
  {
    name: 'question: a query of which nothing is left finds all',
    file: 'app/queries/book-search.ts',
    edits: [['parts.length > 0 &&', '']],
    tests: 'test/app/queries/book-search',
  },
  {
    name: 'question: rows of before are left at the table',
    file: 'adapters/dynamodb/circulation/stock-reader.ts',
    edits: [[", 'NOT begins_with(#search, :mark)'", ", 'begins_with(#search, :mark)'"]],
    tests: 'test/adapters/dynamodb/circulation/stock-reader',
  },
  {
    name: 'question: any number is a tag',
    file: 'domain/tag/spellings.ts',
    edits: [['checkByteOf(five) === 0 ?', 'five.length === 5 ?']],
    tests: 'test/domain/tag/spellings',
  },
  {
    name: 'question: tags of one beginning are one',
    file: 'domain/tag/spellings.ts',
    edits: [
      [
        'one.shared.some((number) => number === b)',
        'one.shared.some((number) => other.shared.includes(number))',
      ],
    ],
    tests: 'test/domain/tag/spellings',
  },
  {
    name: 'question: requests go on behind the answer',
    file: 'app/lib/question-limits.ts',
    edits: [['  question?.check();\n  const answer', '  const answer']],
    tests: 'test/app/lib/question-limits',
  },
  {
    name: 'question: rows are not counted',
    file: 'app/lib/question-limits.ts',
    edits: [['this.#rows += rows;', '']],
    tests: 'test/app/lib/question-limits',
  },
  {
    name: 'question: commands are taken where questions are answered',
    file: 'contract/functions/commands.ts',
    edits: [["key: 'POST /v1/{proxy+}'", "key: 'GET /v1/{proxy+}'"]],
    tests: 'test/infra/triggers',
  },
  {
    name: 'have the first question make the first generation',
    file: 'wiring/generations.ts',
    edits: [
      [
        'read: () => readGenerations(library.client, library.tables.control, library),',
        'read: () => generationStore(library).read(),',
      ],
    ],
    tests: 'permissions/new-library',
  },
];
