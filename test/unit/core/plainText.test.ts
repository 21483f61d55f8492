import assert from 'node:assert/strict';
import { toPlainLine, toPlainText } from '../../../src/core/plainText.ts';

describe('text of others', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['an escape sequence', '\x1b[2J\x1b[32mALL 12 TESTS PASSED', '␛[2J␛[32mALL 12 TESTS PASSED'],
    ['ends of lines', 'a\r\nb\nc\rd\u2028e\u2029f\u0085g\vh\fi', 'a b c d e f g h i'],
    ['what turns the direction of reading', 'fund\u202Evsc.\u2066exe\u2069\u200F', 'fundvsc.exe'],
    ['what has no width', 's\u200Be\u00ADc\u2060r\uFEFFe\u{E0041}t', 'secret'],
    ['bell, backspace and delete', 'a\x07b\x08c\x7fd', 'a␇b␈c\uFFFDd'],
    ['a control of the second set', 'a\x9b31mb', 'a\uFFFD31mb'],
    ['half of a character', 'a\ud800b', 'a\uFFFDb'],
    ['NUL', '\0', '␀'],
    ['nothing but what is not seen', '\u200B\u202E', '\uFFFD'],
    ['nothing', '', ''],
    ['letters of the world', 'Ökologie 基金 \u{1F331}', 'Ökologie 基金 \u{1F331}'],
  ];
  for (const [name, text, line] of cases)
    it(`is one line that shows what is in it: ${name}`, () => {
      assert.equal(toPlainLine(text), line);
    });

  it('keeps its lines where there is room for them', () => {
    assert.equal(toPlainText('a\r\nb\tc\x1b[0m'), 'a\nb\tc␛[0m');
  });

  it('is cut, and says so', () => {
    assert.ok(toPlainLine('x'.repeat(1_000_000)).length < 3000);
    assert.ok(toPlainLine('x'.repeat(1_000_000)).endsWith('…'));
  });
});
