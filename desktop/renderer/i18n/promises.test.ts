// [field 22] Half of end-to-end encryption is not shipped, and so not promised either: docs/decisions/0008.
import { expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import sw from './sw.json' with { type: 'json' };

test('[field 22] nothing that one reads in the app promises end-to-end encryption', () => {
  const promise = /end-to-end|\bE2EE\b|encrypt|decrypt|usimba/i;
  for (const texts of [en, sw]) expect(JSON.stringify(texts)).not.toMatch(promise);
});
