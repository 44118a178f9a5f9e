import { asFailure, Failure, failureOf, mayHaveHappened } from '../../src/api/failure';

describe('an answer that is no success', () => {
  it('says what the API says, with every reason', () => {
    const errors = [{ path: 'body.isbn', message: 'has a wrong check digit' }];
    const refused = failureOf(400, { code: 'invalid-request', title: 'Not understood', detail: '', errors });
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'invalid-request',
      message: 'Not understood',
      reasons: errors,
    });
    expect(failureOf(409, { code: 'tag-assigned', title: 'Taken', detail: 'It is of Emma.' }).message).toBe(
      'Taken. It is of Emma.',
    );
  });

  it('may have been carried out all the same, unless it was refused', () => {
    expect(mayHaveHappened(failureOf(409, undefined))).toBe(false);
    expect(mayHaveHappened(failureOf(503, undefined))).toBe(true);
    expect(mayHaveHappened(asFailure(new TypeError('Failed to fetch')))).toBe(true);
    expect(mayHaveHappened(asFailure(new DOMException('signal timed out', 'TimeoutError')))).toBe(true);
  });

  it.each([
    [502, '<html>Bad Gateway</html>', 'failed'],
    [429, { message: 'Too Many Requests' }, 'failed'],
    [401, { message: 'Unauthorized' }, 'refused'],
    [500, undefined, 'failed'],
  ])('of %i with %j is told by its number', (status, body, kind) => {
    expect(failureOf(status, body)).toMatchObject({ kind, code: 'none', reasons: [] });
    expect(failureOf(status, body).message).toBe(`The service answered ${status}. Try again in a moment.`);
  });

  it.each([
    [new TypeError('Failed to fetch'), 'offline', 'Check the connection'],
    [new DOMException('signal timed out', 'TimeoutError'), 'failed', 'takes too long'],
    [new Error('Choose a book first.'), 'failed', 'Choose a book first.'],
    ['what', 'failed', 'Something failed.'],
  ])('of a fault on the way says what to do: %p', (fault, kind, message) => {
    const failure = asFailure(fault);
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(message);
    expect(asFailure(failure)).toBe(failure);
    expect(failure).toBeInstanceOf(Failure);
  });
});
