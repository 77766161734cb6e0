// The books: losses, doubles and late arrivals.
import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

test('A message that is acknowledged and never received is lost', () => {
  const ledger = new Ledger(100, 3, 0, 'both');
  const [first = 0, second = 0] = [ledger.send(0, 0), ledger.send(1, 1)];
  ledger.acknowledge(first);
  ledger.acknowledge(second);
  ledger.receive(first, 5);
  expect(ledger.open).toBe(1);
  const books = ledger.close();
  expect(books).toMatchObject({ sent: 2, acked: 2, received: 1, lost: 1, duplicates: 0, unanswered: 0 });
  expect([...books.latencies]).toEqual([5]);
});

test('A message without an acknowledgement is unanswered, not lost', () => {
  const ledger = new Ledger(1, 1, 0, 'both');
  ledger.send(0, 0);
  expect(ledger.close()).toMatchObject({ lost: 0, unanswered: 1 });
});

test('A relay does not acknowledge, so what is not received is lost', () => {
  const ledger = new Ledger(1, 2, 0, 'received');
  ledger.receive(ledger.send(0, 0), 1);
  ledger.send(0, 0);
  expect(ledger.close()).toMatchObject({ acked: 1, lost: 1, unanswered: 0 });
});

test('A message received twice is counted once, and as a double', () => {
  const ledger = new Ledger(1, 1, 0, 'both');
  const serial = ledger.send(0, 0);
  for (const now of [3, 9]) ledger.receive(serial, now);
  const books = ledger.close();
  expect(books).toMatchObject({ received: 1, duplicates: 1 });
  expect([...books.latencies]).toEqual([3]);
});

test('Time counts from when the message was due, not from when it left', () => {
  const ledger = new Ledger(1, 1, 0, 'both');
  ledger.receive(ledger.send(10, 14), 30);
  const { latencies, lags } = ledger.close();
  expect([...latencies]).toEqual([20]);
  expect([...lags]).toEqual([4]);
});

test('What settles in is checked for loss but not timed', () => {
  const ledger = new Ledger(1, 2, 1, 'both');
  ledger.receive(ledger.send(0, 0), 50);
  ledger.receive(ledger.send(1, 1), 3);
  const { received, latencies } = ledger.close();
  expect(received).toBe(2);
  expect([...latencies]).toEqual([2]);
});

test('Serials of an earlier run are not taken for this one', () => {
  const ledger = new Ledger(50, 2, 0, 'both');
  ledger.send(0, 0);
  for (const stranger of [49, 51, Number.NaN]) {
    ledger.receive(stranger, 1);
    ledger.acknowledge(stranger);
  }
  expect(ledger.close()).toMatchObject({ received: 0, acked: 0 });
});
