import { foldText } from '../../domain/fold-text';

describe('a text of people', () => {
  it('is one line, each run of line breaks and tabs a blank', () => {
    expect(foldText(' The Whale;\r\n\tor, Moby-Dick\u2028')).toBe('The Whale; or, Moby-Dick');
  });

  it('has no C1 controls, such as MARC puts around an article', () => {
    expect(foldText('\u0098Les \u009cmisérables')).toBe('Les misérables');
  });

  it('is composed: one letter with an accent however it was written', () => {
    expect(foldText('Cafe\u0301')).toBe('Café');
  });
});
