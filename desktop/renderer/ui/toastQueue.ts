// The queue of toasts: what is shown, for how long, and when it goes.

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'success' | 'error';
  readonly text: string;
  readonly action?: { readonly label: string; readonly onAction: () => void };
}

/** Runs `task` after a while and returns its own disposer. */
export type Schedule = (task: () => void, ms: number) => () => void;

export interface ToastQueue {
  readonly show: (toast: Omit<Toast, 'id'>) => number;
  readonly dismiss: (id: number) => void;
  /** Time stands still while the pointer or the focus is on the toasts. */
  readonly hold: () => void;
  readonly release: () => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** The toasts on screen; the same array until something changes. */
  readonly shown: () => readonly Toast[];
}

const most = 3;
const shortMs = 5_000;
const longMs = 10_000;

/** Shows at most three at once; the rest wait. A toast that says the same as one on screen is not added. */
export function createToastQueue(schedule: Schedule): ToastQueue {
  let toasts: readonly Toast[] = [];
  let visible: readonly Toast[] = [];
  let lastId = 0;
  let held = false;
  const timers = new Map<number, () => void>();
  const listeners = new Set<() => void>();

  const arm = () => {
    if (held) return;
    for (const { id, action, kind } of visible) {
      if (timers.has(id)) continue;
      timers.set(
        id,
        schedule(() => dismiss(id), action || kind === 'error' ? longMs : shortMs),
      );
    }
  };
  const update = (next: readonly Toast[]) => {
    toasts = next;
    visible = toasts.slice(0, most);
    arm();
    for (const listener of listeners) listener();
  };
  const dismiss = (id: number) => {
    timers.get(id)?.();
    timers.delete(id);
    if (toasts.some(toast => toast.id === id)) update(toasts.filter(toast => toast.id !== id));
  };

  return {
    show(toast) {
      const same = toasts.find(other => other.text === toast.text && other.kind === toast.kind);
      if (same) return same.id;
      lastId += 1;
      update([...toasts, { ...toast, id: lastId }]);
      return lastId;
    },
    dismiss,
    hold() {
      held = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
    release() {
      held = false;
      arm();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    shown: () => visible,
  };
}
