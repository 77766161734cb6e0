// The desktop's part in calls: a window of its own for a hidden ring, and a shortcut that mutes from any program.
import { expect } from '@playwright/test';
import { test, type WithBridge } from '../desktop/shell.ts';
import type { Desktop } from '../harness/electron.ts';

test.describe.configure({ timeout: 90_000 });

const call = (callId: string) => ({
  callId,
  name: 'Asha Mwangi',
  detail: 'Incoming video call',
  words: { answer: 'Answer', answerVideo: 'Video', decline: 'Decline' },
  dark: false,
});

test('a ring shows a window above all others that leaves the focus alone, and its buttons reach the page', async ({
  openShell,
}) => {
  const { page, app } = await openShell();
  await page.evaluate(() => {
    const { baraza, heard } = Object.assign(window as unknown as WithBridge, { heard: [] as unknown[] });
    baraza.onIncomingAction(event => heard.push(event));
  });
  for (const action of ['decline', 'answer_video']) {
    await page.evaluate(
      shown => (window as unknown as WithBridge).baraza.showIncoming(shown),
      call(`call-${action}`),
    );
    await expect.poll(() => windows(app)).toEqual([{ title: 'Asha Mwangi', visible: true, focused: false }]);
    await app.evaluate(async ({ BrowserWindow }, wanted) => {
      const found = BrowserWindow.getAllWindows().find(window => window.isAlwaysOnTop());
      const [width = 0, height = 0] = found?.getContentSize() ?? [];
      // The third of the bar that holds the button; the page itself runs no script that could find it.
      const x = Math.round(width * (wanted === 'decline' ? 0.2 : 0.5));
      const at = { x, y: height - 40, button: 'left', clickCount: 1 } as const;
      found?.webContents.sendInputEvent({ type: 'mouseDown', ...at });
      found?.webContents.sendInputEvent({ type: 'mouseUp', ...at });
    }, action);
    await expect.poll(() => windows(app)).toEqual([]);
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard.at(-1)))
      .toEqual({ callId: `call-${action}`, action });
  }
});

test('the window of a ring is closed when the ring ends, and by a page that loads anew', async ({
  openShell,
}) => {
  const { page, app } = await openShell();
  const show = (id: string) =>
    page.evaluate(shown => (window as unknown as WithBridge).baraza.showIncoming(shown), call(id));
  await show('one');
  await expect.poll(async () => (await windows(app)).length).toBe(1);
  await page.evaluate(() => (window as unknown as WithBridge).baraza.closeIncoming('one'));
  await expect.poll(async () => (await windows(app)).length).toBe(0);
  await show('two');
  await expect.poll(async () => (await windows(app)).length).toBe(1);
  await page.reload();
  await expect.poll(async () => (await windows(app)).length).toBe(0);
});

test('[field 8] the page may take a mute key, one at a time, and no key that people type with', async ({
  openShell,
}) => {
  const { page, app } = await openShell();
  const set = (keys: string) =>
    page.evaluate(wanted => (window as unknown as WithBridge).baraza.setMuteShortcut(wanted), keys);
  const held = (keys: string) =>
    app.evaluate(({ globalShortcut }, wanted) => globalShortcut.isRegistered(wanted), keys);
  expect(await set('CommandOrControl+Alt+M')).toBe(true);
  expect(await held('CommandOrControl+Alt+M')).toBe(true);
  expect(await set('F9')).toBe(true);
  expect(await held('CommandOrControl+Alt+M')).toBe(false);
  await expect(set('A')).rejects.toThrow(/invalid/);
  expect(await set('')).toBe(true);
  expect(await held('F9')).toBe(false);
});

/** The windows that stand above all others. */
function windows(app: Desktop['app']): Promise<{ title: string; visible: boolean; focused: boolean }[]> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .filter(window => window.isAlwaysOnTop())
      .map(window => ({
        title: window.getTitle(),
        visible: window.isVisible(),
        focused: window.isFocused(),
      })),
  );
}
