// The small toolbar beside a message under the pointer or with the focus: react, reply, more.
import clsx from 'clsx';
import { Ellipsis, Reply, SmilePlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Popover } from '../ui/Popover.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useMessageKeys, useMessageMenu } from './menu.ts';
import styles from './toolbar.module.css';

const EmojiPicker = lazy(async () => ({ default: (await import('../emoji/picker.tsx')).EmojiPicker }));

interface ToolbarProps {
  message: Message;
  near: boolean;
  own: boolean;
}

/** Made only while it is needed; stays as long as its menu or its picker is open. */
export function Toolbar({ message, near, own }: ToolbarProps) {
  const { desk } = useAccount();
  const reacting = useStore(desk.store, held => held.reacting === message.id);
  const [held, setHeld] = useState(false);
  if (!near && !held && !reacting) return null;
  return <Tools message={message} own={own} reacting={reacting} onHold={setHeld} />;
}

interface ToolsProps {
  message: Message;
  own: boolean;
  reacting: boolean;
  onHold: (held: boolean) => void;
}

function Tools({ message, own, reacting, onHold }: ToolsProps) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const { desk, acts } = useAccount();
  const keys = useMessageKeys();
  const items = useMessageMenu(message);
  const left = useReplica(replica => replica.chats[message.chatId]?.left ?? false);
  const react = (emoji: string) => {
    desk.react(null);
    void acts.react(message, emoji).catch(complain);
  };
  return (
    <div
      role="toolbar"
      aria-label={t('messages.actions')}
      className={clsx(styles.tools, own && styles.own)}
      data-testid="tools"
    >
      {!left && (
        <>
          <Popover
            label={t('messages.react')}
            open={reacting}
            onOpenChange={open => desk.react(open ? message.id : null)}
            side="top"
            flush
            trigger={
              <IconButton
                size="sm"
                icon={SmilePlus}
                label={t('messages.react')}
                shortcut="+"
                data-testid="react"
              />
            }
          >
            <Suspense fallback={<Spinner size={20} label={t('common.loading')} />}>
              <EmojiPicker onPick={react} />
            </Suspense>
          </Popover>
          <IconButton
            size="sm"
            icon={Reply}
            label={t('messages.reply')}
            shortcut="R"
            onClick={() => keys('r', message)}
            data-testid="reply"
          />
        </>
      )}
      <Menu items={items} align="end" onOpenChange={onHold}>
        <IconButton size="sm" icon={Ellipsis} label={t('common.more')} data-testid="more" />
      </Menu>
    </div>
  );
}
