// What can be done with a message, as the items of its menu and as keys on it.
import type { TFunction } from 'i18next';
import { Copy, Flag, Forward, Info, Pencil, Pin, PinOff, Reply, SmilePlus, Trash2 } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../common/messages/message.ts';
import type { Account } from '../account.ts';
import type { App } from '../compose.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import type { MenuItem } from '../ui/menuItems.tsx';

interface Deps {
  readonly app: App;
  readonly account: Account;
  readonly t: TFunction;
}

type Verb = 'reply' | 'edit' | 'remove' | 'react' | 'copy' | 'forward' | 'pin' | 'info';

const keys: Readonly<Record<string, Verb>> = {
  r: 'reply',
  e: 'edit',
  Delete: 'remove',
  '+': 'react',
  c: 'copy',
  f: 'forward',
  p: 'pin',
  i: 'info',
};

/** The items of one message's menu. */
export function useMessageMenu(message: Message): readonly MenuItem[] {
  const { t } = useTranslation();
  const app = useApp();
  const account = useAccount();
  const left = useReplica(replica => replica.chats[message.chatId]?.left ?? false);
  const pinned = useReplica(replica => replica.chats[message.chatId]?.pins?.includes(message.id) ?? false);
  const own = message.senderId === account.self;
  const act = (verb: Verb) => () => perform(verb, message, { app, account, t });
  const talk: readonly MenuItem[] = left
    ? []
    : [
        { label: t('messages.reply'), icon: Reply, shortcut: 'R', onSelect: act('reply') },
        { label: t('messages.react'), icon: SmilePlus, shortcut: '+', onSelect: act('react') },
        ...(own ? [{ label: t('common.edit'), icon: Pencil, shortcut: 'E', onSelect: act('edit') }] : []),
      ];
  const against: readonly MenuItem[] = own
    ? []
    : [
        'divider',
        {
          label: t('reports.report'),
          icon: Flag,
          danger: true,
          onSelect: () => account.desk.ask({ kind: 'report', userId: message.senderId, message }),
        },
      ];
  const last: readonly MenuItem[] =
    own && !left
      ? [
          'divider',
          { label: t('common.delete'), icon: Trash2, danger: true, shortcut: 'Del', onSelect: act('remove') },
        ]
      : [];
  return [
    ...talk,
    { label: t('messages.copyText'), icon: Copy, shortcut: 'C', onSelect: act('copy') },
    { label: t('messages.forward'), icon: Forward, shortcut: 'F', onSelect: act('forward') },
    ...(left
      ? []
      : [
          {
            label: t(pinned ? 'messages.unpin' : 'messages.pin'),
            icon: pinned ? PinOff : Pin,
            shortcut: 'P',
            onSelect: act('pin'),
          },
        ]),
    { label: t('messages.info'), icon: Info, shortcut: 'I', onSelect: act('info') },
    ...against,
    ...last,
  ];
}

/** Does what a key on a message asks for; true when it meant something. */
export function useMessageKeys(): (key: string, message: Message) => boolean {
  const { t } = useTranslation();
  const app = useApp();
  const account = useAccount();
  return useCallback(
    (key, message) => {
      const verb = keys[key.length === 1 ? key.toLowerCase() : key];
      if (!verb || message.deletedAt) return false;
      const own = message.senderId === account.self;
      if (!own && (verb === 'edit' || verb === 'remove')) return false;
      const left = account.replica.getState().chats[message.chatId]?.left ?? false;
      if (left && verb !== 'copy' && verb !== 'forward' && verb !== 'info') return false;
      perform(verb, message, { app, account, t });
      return true;
    },
    [app, account, t],
  );
}

/** Starts or does one thing with a message. */
function perform(verb: Verb, message: Message, { app, account, t }: Deps): void {
  const { acts, desk, drafts, replica } = account;
  const { chatId, id, text } = message;
  switch (verb) {
    case 'reply':
      desk.stopEditing(chatId);
      drafts.set(chatId, drafts.store.getState()[chatId]?.text ?? '', id);
      focusComposer();
      return;
    case 'edit':
      desk.edit(message);
      focusComposer();
      return;
    case 'remove':
      desk.ask({ kind: 'delete', message });
      return;
    case 'react':
      desk.react(id);
      return;
    case 'copy':
      navigator.clipboard
        .writeText(text)
        .then(() => app.toasts.show({ kind: 'success', text: t('common.copied') }), app.complain);
      return;
    case 'forward':
      desk.ask({ kind: 'forward', message });
      return;
    case 'pin': {
      const pinned = replica.getState().chats[chatId]?.pins?.includes(id) ?? false;
      void acts.pin(message, !pinned).catch(app.complain);
      return;
    }
    case 'info':
      app.nav.openSide({ kind: 'info', messageId: id });
      return;
  }
}

// At once: what is typed next is text, and would be taken for keys on the message.
function focusComposer(): void {
  document.querySelector<HTMLElement>('[data-testid="composer"]')?.focus();
}
