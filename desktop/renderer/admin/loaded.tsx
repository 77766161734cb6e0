// Something read from the server for one view, with its waiting and its failure drawn.
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../context.ts';
import { errorKey } from '../errors.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';

export interface Loaded<T> {
  readonly value: T | null;
  readonly failure: unknown;
  reload(): void;
}

/** Reads at once and with each change of `read`; the newest question wins. */
export function useLoaded<T>(read: () => Promise<T>): Loaded<T> {
  const [held, setHeld] = useState<Omit<Loaded<T>, 'reload'>>({ value: null, failure: null });
  const latest = useRef(0);
  const reload = useCallback(() => {
    latest.current += 1;
    const mine = latest.current;
    read().then(
      value => mine === latest.current && setHeld({ value, failure: null }),
      failure => mine === latest.current && setHeld(({ value }) => ({ value, failure })),
    );
  }, [read]);
  useEffect(() => {
    reload();
    return () => {
      latest.current += 1;
    };
  }, [reload]);
  return { ...held, reload };
}

interface ShownProps<T> {
  loaded: Loaded<T>;
  children: (value: T) => ReactNode;
}

/** Placeholders, an error with a way on, or what was read. */
export function Shown<T>({ loaded, children }: ShownProps<T>) {
  const { t } = useTranslation();
  if (loaded.failure !== null) {
    const again = <Button onClick={loaded.reload}>{t('common.retry')}</Button>;
    return <EmptyState alert drawing="error" title={t(errorKey(loaded.failure))} action={again} />;
  }
  return loaded.value === null ? <ListSkeleton count={4} /> : children(loaded.value);
}

/** Does one thing, complains when it fails, and reads anew afterwards. */
export function useDeed(reload: () => void) {
  const { complain } = useApp();
  const [busy, setBusy] = useState(false);
  const run = (task: () => Promise<unknown>, then?: () => void) => {
    if (busy) return;
    setBusy(true);
    task()
      .then(() => {
        then?.();
        reload();
      }, complain)
      .finally(() => setBusy(false));
  };
  return { busy, run };
}
