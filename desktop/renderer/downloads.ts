// Says when a file is in the downloads folder, with the way to it.
import type { TFunction } from 'i18next';
import type { Disposer } from '../ipc/channels.ts';
import type { Bridge } from './bridge.ts';
import type { ToastQueue } from './ui/toastQueue.ts';

interface DownloadsOptions {
  readonly bridge: Pick<Bridge, 'onDownload' | 'showDownload'>;
  readonly toasts: Pick<ToastQueue, 'show'>;
  readonly t: TFunction;
  readonly complain: (error: unknown) => void;
}

/** Listens until it is disposed of. A browser says so by itself. */
export function tellDownloads({ bridge, toasts, t, complain }: DownloadsOptions): Disposer {
  const show = async (id: string) => {
    if (!(await bridge.showDownload(id))) toasts.show({ kind: 'error', text: t('downloads.gone') });
  };
  return bridge.onDownload(({ id, name, state }) => {
    if (state === 'failed') toasts.show({ kind: 'error', text: t('downloads.failed', { name }) });
    if (state !== 'done') return;
    const action = { label: t('downloads.show'), onAction: () => void show(id).catch(complain) };
    toasts.show({ kind: 'success', text: t('downloads.done', { name }), action });
  });
}
