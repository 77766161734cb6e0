// Frames are understood without parsing them.
import { expect, test } from 'vitest';
import { decodeRequest } from '../../../common/wire/codec.ts';
import { type DialectName, dialects } from './dialects.ts';

const person = { id: '00001', token: 't', peerId: '00000', chatId: 'c1' };

function heard(name: DialectName, frame: string): unknown[] {
  const calls: unknown[] = [];
  dialects[name].hear(Buffer.from(frame), {
    ready: () => calls.push('ready'),
    received: serial => calls.push(['received', serial]),
    acknowledged: serial => calls.push(['acknowledged', serial]),
    refused: (serial, reason) => calls.push(['refused', serial, reason]),
    answer: text => calls.push(['answer', text]),
  });
  return calls;
}

test('A frame for Baraza is a request of the wire contract', () => {
  expect(decodeRequest(dialects.baraza.writer(person)(42))).toMatchObject({
    id: 42,
    type: 'message_send',
    data: { chatId: 'c1', clientId: 'bench-42' },
  });
  expect(decodeRequest(dialects.baraza.greeting(person) ?? '')).toMatchObject({ type: 'hello' });
});

test('Replies and events of Baraza are told apart', () => {
  const text = JSON.parse(dialects.baraza.writer(person)(42)).data.text;
  const event = JSON.stringify({ type: 'message_created', data: { message: { seq: 7, text } } });
  expect(heard('baraza', event)).toEqual([['received', 42]]);
  const reply = JSON.stringify({ re: 42, ok: true, data: { message: { seq: 7, text } } });
  expect(heard('baraza', reply)).toEqual([['acknowledged', 42]]);
  const refusal = JSON.stringify({ re: 42, ok: false, error: { code: 'forbidden', message: '' } });
  expect(heard('baraza', refusal)).toEqual([['refused', 42, 'forbidden']]);
  expect(heard('baraza', '{"re":0,"ok":true,"data":{}}')).toEqual(['ready']);
  expect(heard('baraza', '{"type":"presence","data":{}}')).toEqual([]);
});

test('A refused hello is an error, not a silence', () => {
  expect(() => heard('baraza', '{"re":0,"ok":false,"error":{"code":"unauthorized"}}')).toThrow('refused');
});

test('Packets of socket.io are told apart', () => {
  const frame = dialects.socketio.writer(person)(42);
  const [, { text }] = JSON.parse(frame.slice('4242'.length));
  expect(heard('socketio', `42${JSON.stringify(['message', { text }])}`)).toEqual([['received', 42]]);
  expect(heard('socketio', `4342${JSON.stringify([{ ok: true }])}`)).toEqual([['acknowledged', 42]]);
  expect(heard('socketio', '2')).toEqual([['answer', '3']]);
  expect(heard('socketio', '40{"sid":"x"}')).toEqual(['ready']);
  expect(heard('socketio', '0{"sid":"x"}')).toEqual([]);
});

test('The relay passes on what was written', () => {
  expect(heard('relay', dialects.relay.writer(person)(42))).toEqual([['received', 42]]);
  expect(heard('relay', 'ready')).toEqual(['ready']);
});
