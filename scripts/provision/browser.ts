// Finds a Chromium or one of its kin.
import { join } from 'node:path';
import { isExecutable, which } from './command.ts';

const onPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

/** The program of a browser in which calls work, or undefined. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const name of onPath) {
    const found = which(name, env);
    if (found) return found;
  }
  return usualPlaces(env).find(isExecutable);
}

function usualPlaces(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      name => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter(folder => folder !== undefined)
    .flatMap(folder => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]);
}
