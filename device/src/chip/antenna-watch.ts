import { afterSight, NOBODY, type Presence, presenceOf, type Sight } from '../tags/presence';
import type { TagListener } from '../tags/tag-source';
import type { Chip } from './exchange';
import { type Found, lookAtAntenna } from './look-at-antenna';
import type { ReadCounts } from './read-counts';
import type { TroubleBoard } from './trouble-board';

export type AntennaWatch = ReturnType<typeof antennaWatch>;

/** Looks at the antenna and tells a listener who came and who left. */
export function antennaWatch(counts: ReadCounts, troubles: TroubleBoard, listener: TagListener) {
  let presence: Presence = NOBODY;
  const isThere = (tagId: string) => presence.some((tag) => tag.tagId === tagId);

  const tellTroubles = (found: Found) => {
    if (found.kind === 'something' && found.collision)
      troubles.begin('two-tags', 'Two tags lie on the reader: one at a time.');
    if (found.kind === 'tag' || found.kind === 'nothing') troubles.end('two-tags');
  };

  return {
    look: (chip: Chip, wantsContent: boolean): Found => {
      const found = lookAtAntenna(chip, {
        wantsContent: (tagId) => wantsContent && !isThere(tagId),
      });
      counts.failures(found.failures);
      return found;
    },
    tell: (found: Found, atMs: number): void => {
      tellTroubles(found);
      const sight = sightOf(found);
      if (!sight) return;
      const step = afterSight(presence, sight, atMs);
      presence = step.presence;
      for (const tagId of step.left) listener.left(tagId);
      if (found.kind !== 'tag' || step.arrived.length === 0) return;
      counts.read(atMs);
      const { text = null, quality = 'unreadable' } = found.content ?? {};
      listener.arrived({ tagId: found.tagId, text, quality, atMs });
    },
    /** A tag that lies there and does not arrive: it was just written. */
    adopt: (tagId: string): void => {
      presence = [...presence.filter((tag) => tag.tagId !== tagId), ...presenceOf([tagId])];
    },
  };
}

/** A chip that does not answer has seen nothing, and has not seen that nothing is there. */
function sightOf(found: Found): Sight | null {
  switch (found.kind) {
    case 'tag':
      return { kind: 'tags', tagIds: [found.tagId] };
    case 'nothing':
    case 'something':
      return { kind: found.kind };
    case 'no-chip':
      return null;
  }
}
