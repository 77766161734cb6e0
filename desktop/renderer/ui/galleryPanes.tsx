// Gallery: the frame of the app with its rail, list, conversation and side pane.
import clsx from 'clsx';
import { CheckCheck, Ellipsis, MessageCircle, Phone, Settings, SquarePen, Users, Video } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from './Avatar.tsx';
import { Badge } from './Badge.tsx';
import { Banner } from './Banner.tsx';
import { EmptyState } from './EmptyState.tsx';
import styles from './gallery.module.css';
import { IconButton } from './IconButton.tsx';
import { ListRow } from './ListRow.tsx';
import { Menu } from './Menu.tsx';
import { PaneHeader } from './PaneHeader.tsx';
import { Panes } from './Panes.tsx';
import { Rail } from './Rail.tsx';
import { SearchField } from './SearchField.tsx';
import { Time } from './Time.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';

const now = Date.parse('2026-11-24T14:05:00');
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const chats = [
  {
    name: 'Amina Odhiambo',
    text: 'The roof is done, come and see',
    at: ago(0),
    unread: 2,
    presence: 'online',
  },
  { name: 'Baraka Mwangi', text: 'Sawa, tuonane kesho', at: ago(95), unread: 0, presence: 'away' },
  {
    name: 'Chiku Mrema',
    text: 'Did you get the second draft?',
    at: ago(60 * 26),
    unread: 0,
    presence: 'dnd',
  },
  { name: 'Dalila Njoroge', text: 'Voice call', at: ago(60 * 24 * 4), unread: 0, presence: 'offline' },
  { name: 'Esi Owusu', text: 'Thank you!', at: ago(60 * 24 * 40), unread: 0, presence: 'offline' },
] as const;
const places = [
  { place: 'chats', label: 'Chats', icon: MessageCircle, shortcut: 'Mod+1', count: 2 },
  { place: 'calls', label: 'Calls', icon: Phone, shortcut: 'Mod+2' },
  { place: 'people', label: 'People', icon: Users, shortcut: 'Mod+3' },
  { place: 'settings', label: 'Settings', icon: Settings, shortcut: 'Mod+4' },
] as const;

function ChatList({ onOpen }: { onOpen: () => void }) {
  const [search, setSearch] = useState('');
  return (
    <>
      <PaneHeader title="Chats" actions={<IconButton icon={SquarePen} label="New chat" shortcut="Mod+N" />} />
      <div className={styles.search}>
        <SearchField label="Search chats" shortcut="Mod+K" value={search} onChange={setSearch} />
      </div>
      <div className={styles.list}>
        {chats.map((chat, index) => (
          <ListRow
            key={chat.name}
            leading={<Avatar id={chat.name} name={chat.name} presence={chat.presence} size={48} />}
            title={chat.name}
            meta={<Time at={chat.at} now={now} />}
            detail={chat.text}
            trailing={
              chat.unread > 0 ? <Badge count={chat.unread} /> : index === 1 && <CheckCheck size={16} />
            }
            current={index === 1}
            strong={chat.unread > 0}
            onClick={onOpen}
          />
        ))}
      </div>
    </>
  );
}

function Talk({ onBack }: { onBack: () => void }) {
  return (
    <>
      <PaneHeader
        lined
        onBack={onBack}
        leading={<Avatar id="Baraka Mwangi" name="Baraka Mwangi" presence="away" />}
        title="Baraka Mwangi"
        detail="last seen 5 minutes ago"
        actions={
          <>
            <IconButton icon={Phone} label="Voice call" />
            <IconButton icon={Video} label="Video call" />
            <Menu items={[{ label: 'Mute', onSelect: () => {} }]} align="end">
              <IconButton icon={Ellipsis} label="More" />
            </Menu>
          </>
        }
      />
      <div className={styles.talk}>
        {[
          'Habari! Is the hall free on Friday?',
          'Friday is free. Morning or afternoon?',
          'Sawa, tuonane kesho',
        ].map((text, index) => (
          <p key={text} className={clsx(styles.bubble, index === 1 && styles.own)}>
            {text}
            <Time at={ago(100 - index)} now={now} kind="clock" />
          </p>
        ))}
      </div>
    </>
  );
}

export function GalleryPanes() {
  const [width, setWidth] = useState(320);
  const [narrow, setNarrow] = useState<'list' | 'conversation' | 'side'>('list');
  const [place, setPlace] = useState<(typeof places)[number]['place']>('chats');
  const own = (
    <Menu items={[{ label: 'Set status', onSelect: () => {} }]} side="right" align="end">
      <button type="button">
        <VisuallyHidden>You</VisuallyHidden>
        <Avatar id="me" name="Zuri M" presence="online" />
      </button>
    </Menu>
  );
  return (
    <Panes
      narrow={narrow}
      listWidth={width}
      onListWidth={setWidth}
      banner={place === 'calls' && <Banner kind="reconnecting">Connection lost. Reconnecting…</Banner>}
      rail={<Rail label="Main navigation" items={places} place={place} onGo={setPlace} own={own} />}
      list={<ChatList onOpen={() => setNarrow('conversation')} />}
      conversation={
        place === 'people' ? (
          <EmptyState drawing="chats" title="Pick a chat" />
        ) : (
          <Talk onBack={() => setNarrow('list')} />
        )
      }
      side={
        place === 'settings' && <PaneHeader title="Details" onBack={() => setNarrow('list')} backAlways />
      }
    />
  );
}
