// What is remembered about the window between two starts.
import { join } from 'node:path';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { readJson, writeJson } from './files.ts';
import { DEFAULT_SIZE } from './placement.ts';
import { windowStateSchema } from './schemas.ts';

export type WindowState = Static<typeof windowStateSchema>;

export interface WindowStateStore {
  get(): WindowState;
  change(change: Partial<WindowState>): void;
}

const check = Compile(windowStateSchema);
const FIRST: WindowState = { ...DEFAULT_SIZE, maximized: false, trayHintShown: false };

/** Opens `window.json` in a folder; anything unusable in it is as good as nothing. */
export function openWindowState(folder: string): WindowStateStore {
  const path = join(folder, 'window.json');
  const loaded = readJson(path);
  let state = loaded.state === 'read' && check.Check(loaded.value) ? loaded.value : FIRST;
  return {
    get: () => state,
    change(change) {
      state = { ...state, ...change };
      writeJson(path, state);
    },
  };
}
