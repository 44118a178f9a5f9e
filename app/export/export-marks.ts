/** The library days whose CSV files a change makes stale. Marking a day twice is harmless. */
export type ExportMarks = {
  /** `day#YYYY-MM-DD`: the day's figures and stock moved; `loans#YYYY-MM-DD`: a loan borrowed on that day
   *  changed; `all`: every file may have. */
  mark(marks: Iterable<ExportMark>): Promise<void>;
};
export type ExportMark = `day#${string}` | `loans#${string}` | 'all';
