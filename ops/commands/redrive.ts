import { systemClock } from '../../adapters/system-clock';
import type { ParkedMessages } from '../../app/redrive/parked-messages';
import type { RedrivePlace } from '../../app/redrive/places';
import type { Redriven } from '../../app/redrive/redrive-place';
import { type Answer, aCommand, type CommandContext } from '../lib/command';
import { EXIT, WrongUse } from '../lib/failure';
import { optionalArgument } from '../lib/input';
import { createProgress } from '../lib/progress';
import { renderTable } from '../lib/render-table';
import type { Target } from '../lib/target';

const SHOWN_REASONS = 20;

/** Lists what was given up where; or sends again what lies in one place, or in all. Exit 1 if any of it was
 *  refused again: that stays where it was. */
export const command = aCommand({
  words: 'redrive',
  summary: 'list messages that were given up, or send them again; accepted ones are removed',
  input: { place: optionalArgument('as `redrive` lists them, or `all`') },
  run: async (context, { place }) => {
    const { REDRIVE_PLACES }: typeof import('../../app/redrive/places') = require('../../app/redrive/places');
    const { boxesOf }: typeof import('../redrive/boxes-of') = require('../redrive/boxes-of');
    const named = place === undefined ? REDRIVE_PLACES : placesNamed(place);
    const target = await context.target();
    const boxOf = boxesOf(target);
    return place === undefined ? list(named, boxOf) : sendAgain(named, boxOf, target, context);
  },
});

function placesNamed(given: string): readonly RedrivePlace[] {
  const { REDRIVE_PLACES }: typeof import('../../app/redrive/places') = require('../../app/redrive/places');
  if (given === 'all') return REDRIVE_PLACES;
  const place = REDRIVE_PLACES.find((known) => known === given);
  if (place) return [place];
  if (given === 'badInput') throw new WrongUse('Bad input is tried again by `shelflog quarantine retry`.');
  throw new WrongUse(`"${given}" is no place. There are: all, ${REDRIVE_PLACES.join(', ')}.`);
}

async function list(named: readonly RedrivePlace[], boxOf: (place: RedrivePlace) => ParkedMessages) {
  const { REDRIVES }: typeof import('../../app/redrive/places') = require('../../app/redrive/places');
  const listed = await Promise.all(
    named.map(async (place) => {
      const { holds, does } = REDRIVES[place];
      return { place, count: await boxOf(place).count(), holds, does };
    }),
  );
  const total = listed.reduce((sum, { count }) => sum + count, 0);
  const rows = listed.map(({ place, count, holds, does }) => [place, String(count), holds, does]);
  const advice = total === 0 ? 'Nothing waits.' : 'Mend the cause, then: shelflog redrive <place>';
  return {
    json: { total, places: listed },
    lines: [...renderTable(['place', 'count', 'what lies there', 'redrive'], rows), advice],
  };
}

async function sendAgain(
  named: readonly RedrivePlace[],
  boxOf: (place: RedrivePlace) => ParkedMessages,
  target: Target,
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const { sendersOf }: typeof import('../redrive/boxes-of') = require('../redrive/boxes-of');
  const { REDRIVES }: typeof import('../../app/redrive/places') = require('../../app/redrive/places');
  const {
    redrivePlace,
  }: typeof import('../../app/redrive/redrive-place') = require('../../app/redrive/redrive-place');
  const senders = sendersOf(target);
  const before = systemClock();
  const done: ({ readonly place: RedrivePlace } & Redriven)[] = [];
  for (const place of named) {
    const box = boxOf(place);
    const total = await box.count();
    const progress = createProgress(terminal, { label: `Sending ${place} again`, unit: 'messages', total });
    try {
      const options = { before, signal, onProgress: progress.advance };
      done.push({
        place,
        ...(await redrivePlace(REDRIVES[place], box, senders, options)),
      });
    } finally {
      progress.stop();
    }
  }
  const sent = done.reduce((sum, one) => sum + one.sent, 0);
  const kept = done.reduce((sum, one) => sum + one.kept.length, 0);
  return {
    json: { sent, kept, places: done },
    lines: sent + kept === 0 ? ['Nothing waits there.'] : done.flatMap(describe),
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
