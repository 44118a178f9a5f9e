import { isbnProblem, isbnsIn } from '../../../app/lib/isbn';

describe('the ISBNs that a cell names', () => {
  it.each([
    ['080442957X', '9780804429573'],
    ['0-8044-2957-x', '9780804429573'],
    ['978-0-8044-2957-3', '9780804429573'],
    ['9791300000005', '9791300000005'],
    ['9798602405453', '9798602405453'],
    ['141439513', '9780141439518'],
    ['9780141439518 (pbk.)', '9780141439518'],
    ['0141439513 :', '9780141439518'],
    ['ISBN 0141439513', '9780141439518'],
    ['ISBN-13: 978-0-14-143951-8', '9780141439518'],
    ['978‐0‐14‐143951‐8', '9780141439518'],
    ['978–0–14–143951–8', '9780141439518'],
    ['‎9780141439518', '9780141439518'],
    ['="9780141439518"', '9780141439518'],
    ['[9780141439518]', '9780141439518'],
  ])('%s is %s', (text, isbn) => {
    expect(isbnsIn(text)).toEqual([isbn]);
  });

  it.each([
    ['a wrong check digit', '0804429577'],
    ['a wrong check digit of 13', '9780141439519'],
    ['sheet music', '9790000000001'],
    ['the bar code of a journal', '9771234567003'],
    ['the bar code of another journal', '9770378595002'],
    ['an ISSN', 'ISSN 2434-561X'],
    ['an ISSN without its hyphen', '03785955'],
    ['an ISSN that has lost its zero', '3785955'],
    ['nothing', ''],
    ['words', 'none, see 020'],
  ])('are none where it holds %s', (_, text) => {
    expect(isbnsIn(text)).toEqual([]);
  });

  it('are several where it names several, each once', () => {
    expect(isbnsIn('2-07-036002-4 (br.) ; 9782070360024 | 0141439513')).toEqual([
      '9782070360024',
      '9780141439518',
    ]);
  });
});

describe('a number that a spreadsheet has rounded', () => {
  it.each(['9.78E+12', '9,78014E+12', '9.78014143952E+12', '="9.78E+12"'])('is named: %s', (text) => {
    expect(isbnProblem(text)).toContain('spreadsheet has rounded');
  });

  it('is not what merely is no ISBN', () => {
    expect(isbnProblem('see 020')).toBeUndefined();
    expect(isbnProblem('978-3')).toBeUndefined();
  });
});
