// The pages of one's own call history.
import type { CallsDeps } from './deps.ts';
import type { CallsStore } from './state.ts';

export class CallHistoryPages {
  readonly #deps: CallsDeps;
  readonly #store: CallsStore;

  constructor(deps: CallsDeps, store: CallsStore) {
    this.#deps = deps;
    this.#store = store;
  }

  /** The newest page; the list that is shown stays until it has come. */
  async load(): Promise<void> {
    if (this.#store.getState().history.kind !== 'ready')
      this.#store.setState({ history: { kind: 'loading' } });
    try {
      const { calls, next } = await this.#deps.calls();
      this.#store.setState({ history: { kind: 'ready', calls, next: next ?? null, more: 'idle' } });
    } catch (error) {
      this.#deps.report('The calls did not load', error);
      if (this.#store.getState().history.kind !== 'ready')
        this.#store.setState({ history: { kind: 'failed' } });
    }
  }

  /** The page below the last one. */
  async more(): Promise<void> {
    const { history } = this.#store.getState();
    if (history.kind !== 'ready' || history.next === null || history.more === 'loading') return;
    const asked = { ...history, more: 'loading' as const };
    this.#store.setState({ history: asked });
    try {
      const { calls, next } = await this.#deps.calls(history.next);
      // A reload meanwhile begins anew.
      if (this.#store.getState().history !== asked) return;
      this.#store.setState({
        history: { kind: 'ready', calls: [...asked.calls, ...calls], next: next ?? null, more: 'idle' },
      });
    } catch (error) {
      this.#deps.report('More calls did not load', error);
      if (this.#store.getState().history === asked) {
        this.#store.setState({ history: { ...asked, more: 'failed' } });
      }
    }
  }

  /** After a call: only if anyone has looked. */
  refresh(): void {
    if (this.#store.getState().history.kind !== 'unloaded') void this.load();
  }
}
