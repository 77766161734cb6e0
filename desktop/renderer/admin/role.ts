// Whether one administers this server: decides what is offered, never what is allowed.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import type { Api } from '../transport/api.ts';

export interface RoleParts {
  readonly store: StoreApi<{ readonly admin: boolean }>;
  load(): void;
}

/** Asked again with each connection. */
export function createRole(api: Pick<Api, 'admin'>, onDefect: (error: unknown) => void): RoleParts {
  const store = createStore(() => ({ admin: false }));
  return {
    store,
    load: () =>
      void api.admin.allowed().then(
        admin => store.setState({ admin }),
        error => {
          if (!(error instanceof AppError)) onDefect(error);
        },
      ),
  };
}
