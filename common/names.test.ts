// Names and titles: what stays, what goes, what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanName } from './names.ts';

describe('[NAME1] a name', () => {
  test('keeps what people write: accents, emoji with joiners, flags, and joiners where a script spells with them', () => {
    for (const name of ['Asha', 'Zoë Ångström', '王小明', 'می‌خواهم', '👩🏽‍💻 Dev', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 fan', 'a ❤️ b', 'क्‍ष']) {
      expect(cleanName(name)).toBe(name.normalize('NFC'));
    }
  });

  test('loses what turns text around and what nobody sees', () => {
    expect(cleanName('  nimda\u202E\u2066 \u200B x\u00AD ')).toBe('nimda x');
    expect(cleanName('As\u200Dha\u200C\uFEFF\u2060')).toBe('Asha');
    expect(cleanName('two\nlines\u2028here')).toBe('two lines here');
  });

  test('of nothing visible is refused', () => {
    for (const name of ['', ' \t', '\u200B\u200D', '\u3164\u2800', '\u202E', '\u{E0041}']) {
      expect(() => cleanName(name)).toThrowError(expect.objectContaining({ code: 'bad_request' }));
    }
  });

  test('once clean stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        let once: string;
        try {
          once = cleanName(text);
        } catch {
          return;
        }
        expect(cleanName(once)).toBe(once);
        expect(/[\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\uFEFF]/u.test(once)).toBe(false);
      }),
    );
  });
});
