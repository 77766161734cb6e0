// The floor that calls are held against: two connections in one page, handed to each other directly.
import type { Page } from '@playwright/test';
import { type Booked, type SetUp, setUpOf } from './callbooks.ts';

/** Two connections in one page, handed to each other directly, with devices opened as the app opened them last. */
export async function callBare(page: Page): Promise<SetUp> {
  const moments = await page.evaluate(async () => {
    const { NativeConnection, books } = globalThis as Booked;
    const wanted = [...books.constraints];
    const openAll = async () =>
      (await Promise.all(wanted.map(each => navigator.mediaDevices.getUserMedia(each)))).flatMap(stream =>
        stream.getTracks(),
      );
    const [one, two] = [new NativeConnection(), new NativeConnection()];
    for (const [from, to] of [
      [one, two],
      [two, one],
    ] as const) {
      const early: (RTCIceCandidate | null)[] = [];
      from.onicecandidate = ({ candidate }) => {
        if (to.remoteDescription) void to.addIceCandidate(candidate ?? undefined);
        else early.push(candidate);
      };
      to.addEventListener('signalingstatechange', () => {
        if (to.remoteDescription)
          for (const candidate of early.splice(0)) void to.addIceCandidate(candidate ?? undefined);
      });
    }
    const bothConnected = Promise.all(
      [one, two].map(
        connection =>
          new Promise<void>(resolve => {
            connection.onconnectionstatechange = () => {
              if (connection.connectionState === 'connected') resolve();
            };
          }),
      ),
    );
    const mine = await openAll();
    for (const track of mine) one.addTrack(track);
    await one.setLocalDescription();
    const offered = performance.now();
    const clicked = offered;
    const theirs = await openAll();
    const answered = performance.now();
    if (one.localDescription) await two.setRemoteDescription(one.localDescription);
    for (const track of theirs) two.addTrack(track);
    await two.setLocalDescription();
    const described = performance.now();
    if (two.localDescription) await one.setRemoteDescription(two.localDescription);
    await bothConnected;
    const connected = performance.now();
    for (const connection of [one, two]) connection.close();
    for (const track of [...mine, ...theirs]) track.stop();
    books.constraints = wanted;
    return { offered, rang: offered, clicked, answered, described, heard: described, connected };
  });
  return setUpOf(moments);
}
