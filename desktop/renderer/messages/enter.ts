// Whether Enter sends or begins a line, on this device.

const key = 'baraza.enterSends';

/** True unless it was chosen otherwise; then Ctrl or Cmd with Enter sends. */
export function enterSends(storage: Storage): boolean {
  return storage.getItem(key) !== 'no';
}

export function setEnterSends(storage: Storage, sends: boolean): void {
  storage.setItem(key, sends ? 'yes' : 'no');
}
