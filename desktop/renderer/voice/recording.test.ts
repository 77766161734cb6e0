// A recording goes from the question to the preview, and a pause is no part of its length.
import { expect, test } from 'vitest';
import { type Recording, type RecordingEvent, updateRecording } from './recording.ts';

const run = (...events: RecordingEvent[]) => events.reduce<Recording>(updateRecording, { name: 'idle' });
const spoken = { blob: new Blob(['x']), seconds: 2, waveform: 'AAEC' };
const heard: RecordingEvent = { type: 'heard', level: 0.5, seconds: 1 };

test('what is heard during a pause does not count', () => {
  const open: RecordingEvent[] = [{ type: 'asked' }, { type: 'opened' }, heard, { type: 'paused' }, heard];
  expect(run(...open)).toEqual({ name: 'paused', seconds: 1, level: 0 });
  expect(run(...open, { type: 'resumed' }, heard)).toEqual({ name: 'recording', seconds: 2, level: 0.5 });
});

test('what was spoken is heard before it is sent, and is gone once it ended', () => {
  const done = run({ type: 'asked' }, { type: 'opened' }, heard, { type: 'finished', spoken });
  expect(done).toEqual({ name: 'preview', spoken });
  expect(updateRecording(done, heard)).toBe(done);
  expect(updateRecording(done, { type: 'ended' })).toEqual({ name: 'idle' });
});

test('a microphone that opens after one has cancelled records nothing', () => {
  const idle = run({ type: 'asked' }, { type: 'ended' });
  expect(updateRecording(idle, { type: 'opened' })).toBe(idle);
  expect(updateRecording(idle, { type: 'finished', spoken })).toBe(idle);
});

test('a refusal says why, and one may ask again', () => {
  const refused = run({ type: 'asked' }, { type: 'refused', trouble: 'denied' });
  expect(refused).toEqual({ name: 'refused', trouble: 'denied' });
  expect(updateRecording(refused, { type: 'asked' })).toEqual({ name: 'asking' });
});
