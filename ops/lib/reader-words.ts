/** What a reader told of itself in its last status, as the API answers it. */
export type ToldByReader = {
  readonly readerId: string;
  readonly oldestUnsentAt?: string | undefined;
  readonly lastReadAt?: string | undefined;
  readonly reads?: number | undefined;
  readonly repeats?: number | undefined;
  readonly readErrors?: Readonly<Record<string, number>> | undefined;
  readonly chip?: Chip | undefined;
  readonly clockSynced?: boolean | undefined;
  readonly uptimeS?: number | undefined;
  readonly temperatureC?: number | undefined;
  readonly undervoltage?: boolean | undefined;
  readonly trouble?: readonly string[] | undefined;
  readonly freeDiskBytes?: number | undefined;
  readonly certificateEndsAt?: string | undefined;
  readonly parked?: number | undefined;
};
type Chip = {
  readonly kind?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly faults?: number | null | undefined;
};

/** One line for a person about a reader that told anything of itself, else undefined. */
export function readerWords(reader: ToldByReader): string | undefined {
  const { trouble = [] } = reader;
  const ails = trouble.length === 0 ? [] : [`trouble ${trouble.join(' ')}`];
  const words = [...ails, ...aboutScans(reader), ...aboutMachine(reader)];
  return words.length === 0 ? undefined : `${reader.readerId}: ${words.join(', ')}`;
}

function aboutScans(reader: ToldByReader): string[] {
  const { oldestUnsentAt, parked, lastReadAt, reads, repeats, readErrors = {} } = reader;
  const errors = Object.entries(readErrors).filter(([, count]) => count > 0);
  return [
    ...(oldestUnsentAt === undefined ? [] : [`unsent since ${oldestUnsentAt}`]),
    ...(parked ? [`${parked} set aside for a person`] : []),
    ...(lastReadAt === undefined ? [] : [`last read ${lastReadAt}`]),
    ...(reads === undefined ? [] : [`${reads} reads`]),
    ...(repeats === undefined ? [] : [`${repeats} repeats`]),
    ...(errors.length === 0 ? [] : [`errors ${errors.map(([kind, count]) => `${kind} ${count}`).join(' ')}`]),
  ];
}

function aboutMachine(reader: ToldByReader): string[] {
  const { chip, clockSynced, undervoltage, temperatureC, freeDiskBytes, uptimeS, certificateEndsAt } = reader;
  return [
    ...(chip ? [chipWords(chip)] : []),
    ...(clockSynced === false ? ['clock not synced'] : []),
    ...(undervoltage ? ['undervoltage'] : []),
    ...(temperatureC === undefined ? [] : [`${temperatureC} °C`]),
    ...(freeDiskBytes === undefined ? [] : [`${(freeDiskBytes / 1e9).toFixed(1)} GB free`]),
    ...(uptimeS === undefined ? [] : [`up ${(uptimeS / 3_600).toFixed(1)} h`]),
    ...(certificateEndsAt === undefined ? [] : [`certificate until ${certificateEndsAt.slice(0, 10)}`]),
  ];
}

const chipWords = ({ kind, version, faults }: Chip) =>
  ['chip', kind ?? 'unknown', version, faults ? `with ${faults} faults` : undefined]
    .filter((word) => word !== undefined && word !== null)
    .join(' ');
