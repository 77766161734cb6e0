// What goes over the bus comes back as it went, and as the bus itself understands it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BusError, follow, isOwned, openBus, ownName, propertyOf } from './bus.ts';
import { decode, encode } from './message.ts';
import { Reader, typesOf, variant, Writer } from './wire.ts';

const roundTrip = (type: string, value: unknown) => {
  const writer = new Writer();
  writer.write(type, value);
  return new Reader(writer.buffer()).read(type);
};

test('a signature falls into its complete types', () => {
  expect(typesOf('susssasa{sv}i')).toEqual(['s', 'u', 's', 's', 's', 'as', 'a{sv}', 'i']);
  expect(typesOf('a(ia{sv}v)(iiibiiay)g')).toEqual(['a(ia{sv}v)', '(iiibiiay)', 'g']);
});

test('values of every type come back as they went', () => {
  const int = (min: number, max: number) => fc.integer({ min, max });
  const numbers = fc.tuple(
    int(0, 255),
    fc.boolean(),
    int(-32_768, 32_767),
    int(0, 65_535),
    int(-(2 ** 31), 2 ** 31 - 1),
    int(0, 2 ** 32 - 1),
    fc.maxSafeInteger(),
    fc.maxSafeNat(),
    fc.double({ noNaN: true }),
    fc.string({ unit: 'grapheme' }),
  );
  const comesBack = fc.property(numbers, values => {
    expect(roundTrip('(ybnqiuxtds)', values)).toEqual(values);
    expect(roundTrip('a(ybnqiuxtds)', [values, values])).toEqual([values, values]);
  });
  void fc.assert(comesBack);
  const hints = {
    urgency: variant('y', 2),
    'image-data': variant('(iiibay)', [1, 1, 4, true, Buffer.from([1, 2])]),
  };
  expect(roundTrip('a{sv}', hints)).toEqual(hints);
  expect(() => roundTrip('z', 1)).toThrow('no type');
});

test('a message in pieces is read when it is whole, and what follows stays', () => {
  const message = {
    kind: 'signal',
    serial: 7,
    path: '/a',
    interface: 'a.b',
    member: 'C',
    signature: 'us',
    body: [3, 'é'],
  } as const;
  const bytes = encode(message);
  expect(decode(bytes.subarray(0, bytes.length - 1))).toBeNull();
  const read = decode(Buffer.concat([bytes, Buffer.from([0x6c])]));
  expect(read).toEqual({ message, length: bytes.length });
});

test('two programs talk over a real bus: names, calls, errors, properties and signals', async () => {
  const config = join(import.meta.dirname, '../../../test/harness/session-bus.conf');
  const daemon = spawn('dbus-daemon', [`--config-file=${config}`, '--print-address', '--nofork'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [address] = (await once(daemon.stdout, 'data')) as [Buffer];
    const [one, other] = await Promise.all([
      openBus(String(address).trim()),
      openBus(String(address).trim()),
    ]);
    if (one === null || other === null) throw new Error('The bus did not let us in');
    one.serve(({ member, body = [] }) =>
      member === 'Get'
        ? { signature: 'v', body: [variant('b', body[1] === 'Open')] }
        : member === 'Echo'
          ? { signature: 'as', body: [[...body, 'back']] }
          : null,
    );
    expect([await ownName(one, 'org.example.One'), await ownName(other, 'org.example.One')]).toEqual([
      true,
      false,
    ]);
    expect([await isOwned(other, 'org.example.One'), await isOwned(other, 'org.example.Two')]).toEqual([
      true,
      false,
    ]);
    const call = { destination: 'org.example.One', path: '/one', interface: 'org.example.One' };
    expect(await other.call({ ...call, member: 'Echo', signature: 's', body: ['hello'] })).toEqual([
      ['hello', 'back'],
    ]);
    await expect(other.call({ ...call, member: 'Nothing' })).rejects.toThrow(BusError);
    expect(await propertyOf(other, 'org.example.One', '/one', ['a', 'Open'])).toBe(true);
    expect(await propertyOf(other, 'org.example.Two', '/one', ['a', 'Open'])).toBeNull();
    await follow(other, 'org.example.One', '/one');
    const heard = new Promise(resolve => other.onSignal('org.example.One', ({ body }) => resolve(body)));
    one.emit({ path: '/one', interface: 'org.example.One', member: 'Rang', signature: 'u', body: [5] });
    expect(await heard).toEqual([5]);
    const gone = new Promise<void>(resolve => other.onClosed(resolve));
    daemon.kill();
    await gone;
    await expect(openBus(String(address).trim())).resolves.toBeNull();
  } finally {
    daemon.kill();
  }
  expect(await openBus(undefined)).toBeNull();
});
