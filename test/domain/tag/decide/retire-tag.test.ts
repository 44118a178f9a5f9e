import { retireTag } from '../../../../domain/tag/decide/retire-tag';
import type { TagEvent } from '../../../../domain/tag/events';
import { BY_ANN, deciding, ofAnn } from '../../../support/spec';
import { anAssignment, aRetirement, aScan, at, TAG } from '../../builders';

const retiring = deciding(retireTag, (events: readonly TagEvent[]) => ({ events }));
const asLost = { tagId: TAG, reason: 'lost' } as const;
const shelved = anAssignment(at('08:00'), 'book-77');

describe('retiring a tag', () => {
  it('given a copy on the shelf, then it is retired for that reason', () => {
    retiring
      .given(shelved)
      .when(asLost)
      .records({
        streamId: `tag#${TAG}`,
        eventId: 'retire#000001',
        type: 'TagRetired',
        effectiveAt: BY_ANN.now,
        data: asLost,
      });
  });

  it('given a copy on loan, then it is retired all the same', () => {
    retiring
      .given(shelved, aScan(at('09:00')))
      .when(asLost)
      .records({ eventId: 'retire#000001' });
  });

  it('given a tag of which nothing is known, then it is refused as unknown', () => {
    retiring.given().when(asLost).rejects('unknown-tag', new RegExp(TAG));
  });

  it('given a tag that is no copy, then there is nothing to retire', () => {
    retiring
      .given(aScan(at('09:00')))
      .when(asLost)
      .rejects('tag-not-assigned', /Assign it to a book first\.$/);
  });

  it('given a retired tag, then it is refused; found again, it is retired a second time', () => {
    const retired = [shelved, aRetirement(at('09:00'))];
    retiring
      .given(...retired)
      .when(asLost)
      .rejects('tag-retired', /Where the copy is found, assign the tag to its book\.$/);
    retiring
      .given(...retired, anAssignment(at('10:00'), 'book-77', 2))
      .when(asLost)
      .records({ eventId: 'retire#000002' });
  });

  it('given an assignment a moment ahead of the clock, then it counts after that', () => {
    retiring
      .given(anAssignment(at('12:00'), 'book-77'))
      .when(asLost)
      .records({ effectiveAt: at('12:00:00.001'), recordedAt: BY_ANN.now });
  });

  it('given the retirement of this very command, then nothing is left to do', () => {
    const own = ofAnn(aRetirement(at('12:00')));
    retiring.given(shelved, own).when(asLost).already(own);
    retiring
      .given(shelved, own)
      .when({ ...asLost, reason: 'damaged' })
      .rejects('idempotency-key-reused', /as lost\. Take a new key for each command\.$/);
  });
});
