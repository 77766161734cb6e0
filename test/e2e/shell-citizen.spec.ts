// The shell among other programs for real: tray, notifications, a second start.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { systemParts } from '../../scripts/provision/apt.ts';
import { closeWindow, isVisible, test, type WithBridge } from '../desktop/shell.ts';
import { startTrayHost } from '../desktop/trayhost.ts';

const run = promisify(execFile);

test.describe.configure({ timeout: 90_000 });

test('[field 24] closing hides in the tray where there is one, tells so once, and the tray shows the state', async ({
  openShell,
}) => {
  const host = await startTrayHost();
  try {
    const shell = await openShell();
    const { page } = shell;
    const item = await host.waitForItem();
    expect(await page.evaluate(() => (window as unknown as WithBridge).baraza.appInfo())).toMatchObject({
      tray: true,
    });
    await page.evaluate(() => {
      (window as unknown as WithBridge).events = [];
      (window as unknown as WithBridge).baraza.onWindowAttention(event =>
        (window as unknown as WithBridge).events.push(event.visible),
      );
      return (window as unknown as WithBridge).baraza.setTray({
        unread: 3,
        status: 'dnd',
        inCall: false,
        micMuted: false,
      });
    });
    const tooltip = async () => (await property(item, 'ToolTip')) + (await property(item, 'Title'));
    await expect.poll(tooltip).toContain('3 unread messages');
    await closeWindow(shell);
    await expect.poll(() => isVisible(shell)).toBe(false);
    await expect.poll(() => page.evaluate(() => (window as unknown as WithBridge).events.at(-1))).toBe(false);
    expect(JSON.parse(readFileSync(join(shell.profile, 'window.json'), 'utf8'))).toMatchObject({
      trayHintShown: true,
    });
    await run('gdbus', [
      ...['call', '--session', '--dest', item, '--object-path', '/StatusNotifierItem'],
      ...['--method', 'org.kde.StatusNotifierItem.Activate', '0', '0'],
    ]);
    await expect.poll(() => isVisible(shell)).toBe(true);
    await closeWindow(shell);
    await expect.poll(() => isVisible(shell)).toBe(false);
    const child = shell.app.process();
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  } finally {
    host.stop();
  }
});

async function property(item: string, name: string): Promise<string> {
  const get = 'org.freedesktop.DBus.Properties.Get';
  const { stdout } = await run('gdbus', [
    ...['call', '--session', '--dest', item, '--object-path', '/StatusNotifierItem'],
    ...['--method', get, 'org.kde.StatusNotifierItem', name],
  ]);
  return stdout;
}

test('[field 24] a window hidden in a tray that has gone meanwhile comes back', async ({ openShell }) => {
  const host = await startTrayHost();
  const shell = await openShell();
  await host.waitForItem();
  host.stop();
  await shell.page.evaluate(() => {
    (window as unknown as WithBridge).events = [];
    (window as unknown as WithBridge).baraza.onWindowAttention(event =>
      (window as unknown as WithBridge).events.push(event.visible),
    );
  });
  const seen = () => shell.page.evaluate(() => [...new Set((window as unknown as WithBridge).events)]);
  await closeWindow(shell);
  await expect.poll(seen).toEqual([true, false]);
  await expect.poll(() => isVisible(shell)).toBe(true);
});

test('[field 24] without a tray closing ends the program, and a hidden start shows the window after all', async ({
  openShell,
}) => {
  const shell = await openShell({ args: ['--hidden'] });
  await expect.poll(() => isVisible(shell)).toBe(true);
  expect(await shell.page.evaluate(() => (window as unknown as WithBridge).baraza.appInfo())).toMatchObject({
    tray: false,
  });
  const exit = once(shell.app.process(), 'exit');
  await closeWindow(shell);
  await exit;
});

test('notifications reach the daemon reduced as wished, replace each other, and a click comes back', async ({
  openShell,
  display,
}) => {
  const daemon = spawn(systemParts.notifications.program, [], {
    env: { ...process.env, DISPLAY: display.name },
    stdio: 'ignore',
  });
  try {
    const displayed = async () => (await run('dunstctl', ['count', 'displayed'])).stdout.trim();
    await expect.poll(() => displayed().catch(() => 'not there')).toBe('0');
    const { page } = await openShell();
    await page.evaluate(() => {
      (window as unknown as WithBridge).events = [];
      (window as unknown as WithBridge).baraza.onNotificationActivated(event =>
        (window as unknown as WithBridge).events.push(event),
      );
    });
    const show = (id: string, body: string) =>
      page.evaluate(
        ([key, text]) =>
          (window as unknown as WithBridge).baraza.showNotification({
            id: key as string,
            kind: 'message',
            title: 'Amina',
            body: text as string,
            sound: 'drop',
          }),
        [id, body],
      );
    await show('chat1', 'first words');
    await expect.poll(displayed).toBe('1');
    await show('chat1', 'second words');
    await expect.poll(displayed).toBe('1');
    await run('dunstctl', ['action', '0']);
    await expect
      .poll(() => page.evaluate(() => (window as unknown as WithBridge).events))
      .toEqual([{ id: 'chat1', kind: 'message' }]);
    await page.evaluate(() =>
      (window as unknown as WithBridge).baraza.setSettings({ notificationPreview: 'none' }),
    );
    await show('chat2', 'secret words');
    await expect.poll(displayed).toBe('1');
    await page.evaluate(() => (window as unknown as WithBridge).baraza.closeNotification('chat2'));
    await expect.poll(displayed).toBe('0');
    const { stdout: history } = await run('dunstctl', ['history']);
    expect(history).toContain('second words');
    expect(history).toContain('New message');
    expect(history).not.toContain('secret words');
    await page.evaluate(() => (window as unknown as WithBridge).baraza.setSettings({ notifications: false }));
    await show('chat3', 'never seen');
    expect(await displayed()).toBe('0');
  } finally {
    const ended = once(daemon, 'exit');
    daemon.kill();
    await ended;
  }
});

test('a second start hands its link to the first and ends', async ({ openShell, display }) => {
  const { page, app, profile } = await openShell();
  await page.evaluate(() => {
    (window as unknown as WithBridge).events = [];
    (window as unknown as WithBridge).baraza.onLinkOpen(event =>
      (window as unknown as WithBridge).events.push(event.url),
    );
  });
  const [program = '', ...args] = app
    .process()
    .spawnargs.filter(word => !word.startsWith('--remote-debugging'));
  const start = (link: string) =>
    run(program, [...args.filter(word => !word.startsWith('--inspect')), link], {
      env: { ...process.env, DISPLAY: display.name, XDG_CONFIG_HOME: join(profile, 'config') },
    });
  await start('baraza://chat/abc_123');
  await start('baraza://evil/../../x');
  await start('baraza://user/amina');
  await expect
    .poll(() => page.evaluate(() => (window as unknown as WithBridge).events))
    .toEqual(['baraza://chat/abc_123', 'baraza://user/amina']);
});
