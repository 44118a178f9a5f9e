import { z } from 'zod';
import { invokeFunctions } from '../../adapters/lambda/invoke-functions';
import { createLambdaClient } from '../../adapters/lambda/lambda-client';
import { parkedRecords } from '../../adapters/s3/parked-records';
import { createS3Client } from '../../adapters/s3/s3-client';
import { deadLetterBox } from '../../adapters/sqs/dead-letter-box';
import { scansQueue } from '../../adapters/sqs/scans-queue';
import { createSqsClient } from '../../adapters/sqs/sqs-client';
import { systemClock } from '../../adapters/system-clock';
import type { ParkedMessages } from '../../app/redrive/parked-messages';
import { REDRIVE_PLACES, REDRIVES, type RedrivePlace } from '../../app/redrive/places';
import { type Redriven, redrivePlace } from '../../app/redrive/redrive-place';
import type { Senders } from '../../app/redrive/senders';
import { NAMES, QUARANTINE_PREFIXES } from '../../contract/names';
import type { Answer, Command, CommandContext } from '../command';
import { EXIT, WrongUse } from '../failure';
import { createProgress } from '../progress';
import { renderTable } from '../render-table';
import { awsConfig, type Target } from '../target';

const SHOWN_REASONS = 20;

/** Lists what was given up where; or sends again what lies in one place, or in all. Exit 1 if any of it was
 *  refused again: that stays where it was. */
export const redrive: Command = async (context, args) => {
  const given = z.string().optional().parse(args[0]);
  const places = given === undefined ? REDRIVE_PLACES : placesNamed(given);
  const target = await context.target();
  const boxOf = boxesOf(target);
  return given === undefined ? await list(places, boxOf) : await sendAgain(places, boxOf, target, context);
};

function placesNamed(given: string): readonly RedrivePlace[] {
  if (given === 'all') return REDRIVE_PLACES;
  const place = REDRIVE_PLACES.find((known) => known === given);
  if (place) return [place];
  if (given === 'badInput') throw new WrongUse('Bad input is tried again by `shelflog quarantine retry`.');
  throw new WrongUse(`"${given}" is no place. There are: all, ${REDRIVE_PLACES.join(', ')}.`);
}

async function list(places: readonly RedrivePlace[], boxOf: (place: RedrivePlace) => ParkedMessages) {
  const listed = await Promise.all(
    places.map(async (place) => {
      const { holds, does } = REDRIVES[place];
      return { place, count: await boxOf(place).count(), holds, does };
    }),
  );
  const total = listed.reduce((sum, { count }) => sum + count, 0);
  const rows = listed.map(({ place, count, holds, does }) => [place, String(count), holds, does]);
  const advice = total === 0 ? 'Nothing waits.' : 'Mend the cause, then: shelflog redrive <place>';
  return {
    json: { total, places: listed },
    text: `${renderTable(['place', 'count', 'what lies there', 'redrive'], rows)}\n${advice}`,
  };
}

async function sendAgain(
  places: readonly RedrivePlace[],
  boxOf: (place: RedrivePlace) => ParkedMessages,
  target: Target,
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const senders = sendersOf(target);
  const before = systemClock();
  const done: ({ readonly place: RedrivePlace } & Redriven)[] = [];
  for (const place of places) {
    const box = boxOf(place);
    const total = await box.count();
    const progress = createProgress(terminal, { label: `Sending ${place} again`, unit: 'messages', total });
    try {
      const options = { before, signal, onProgress: progress.advance };
      done.push({ place, ...(await redrivePlace(REDRIVES[place], box, senders, options)) });
    } finally {
      progress.stop();
    }
  }
  const sent = done.reduce((sum, one) => sum + one.sent, 0);
  const kept = done.reduce((sum, one) => sum + one.kept.length, 0);
  return {
    json: { sent, kept, places: done },
    text: done.length === 0 || sent + kept === 0 ? 'Nothing waits there.' : done.flatMap(describe).join('\n'),
    exitCode: kept > 0 ? EXIT.no : EXIT.done,
  };
}

function describe({ place, sent, kept }: { readonly place: RedrivePlace } & Redriven): string[] {
  if (sent + kept.length === 0) return [];
  return [
    `${place}: ${sent} sent again, ${kept.length} kept`,
    ...kept.slice(0, SHOWN_REASONS).map(({ id, reason }) => `  ${id}: ${reason}`),
    ...(kept.length > SHOWN_REASONS ? [`  … and ${kept.length - SHOWN_REASONS} more; --json has all.`] : []),
  ];
}

const queueUrl = ({ endpoint, region, accountId }: Target, name: string) =>
  `${endpoint ?? `https://sqs.${region}.amazonaws.com`}/${accountId}/${name}`;

function boxesOf(target: Target): (place: RedrivePlace) => ParkedMessages {
  const s3 = createS3Client(awsConfig(target));
  const sqs = createSqsClient(awsConfig(target));
  return (place) =>
    place === 'streamFailures' || place === 'topicRuleErrors'
      ? parkedRecords(s3, target.buckets.quarantine, QUARANTINE_PREFIXES[place])
      : deadLetterBox(sqs, queueUrl(target, NAMES.deadLetterQueue(target.stage, place)));
}

function sendersOf(target: Target): Senders {
  return {
    queueScans: scansQueue(
      createSqsClient(awsConfig(target)),
      queueUrl(target, NAMES.queue(target.stage, 'scans')),
    ),
    ...invokeFunctions(createLambdaClient(awsConfig(target)), target.stage),
  };
}
