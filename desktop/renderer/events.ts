// Hands the server's events to whoever asked for their type.
import type { EventData, EventFrame, EventType } from '../../common/wire/frames.ts';
import type { Disposer } from '../ipc/channels.ts';

export interface Events {
  on<T extends EventType>(type: T, listener: (data: EventData<T>) => void): Disposer;
  onAny(listener: (event: EventFrame) => void): Disposer;
  /** After each hello that the server took. */
  onReady(listener: () => void): Disposer;
  emit(event: EventFrame): void;
  ready(): void;
}

/** An empty hub. */
export function createEvents(): Events {
  const byType = new Map<string, Set<(data: never) => void>>();
  const anyListeners = new Set<(event: EventFrame) => void>();
  const readyListeners = new Set<() => void>();
  return {
    on(type, listener) {
      const listeners = byType.get(type) ?? new Set();
      byType.set(type, listeners);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onAny(listener) {
      anyListeners.add(listener);
      return () => anyListeners.delete(listener);
    },
    onReady(listener) {
      readyListeners.add(listener);
      return () => readyListeners.delete(listener);
    },
    emit(event) {
      for (const listener of anyListeners) listener(event);
      for (const listener of byType.get(event.type) ?? []) listener(event.data as never);
    },
    ready() {
      for (const listener of readyListeners) listener();
    },
  };
}
