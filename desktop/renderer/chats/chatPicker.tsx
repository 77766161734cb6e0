// Choosing several chats, by name.
import { Check } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useReplica } from '../context.ts';
import { walkRows } from '../rows.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ListRow } from '../ui/ListRow.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import styles from './chats.module.css';
import { chatName, matches, peerUser } from './describe.ts';

interface ChatPickerProps {
  chosen: ReadonlySet<ChatId>;
  onChange: (chosen: ReadonlySet<ChatId>) => void;
}

const most = 100;

/** Chats that one can write in; the chosen ones have a tick. */
export function ChatPicker({ chosen, onChange }: ChatPickerProps) {
  const { t } = useTranslation();
  const { self } = useAccount();
  const replica = useReplica(held => held);
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const found = replica.order
    .map(id => replica.chats[id])
    .filter(chat => chat !== undefined)
    .filter(chat => !chat.left)
    .map(chat => ({ id: chat.id, peer: peerUser(replica, chat.id), chat }))
    .map(one => ({ ...one, name: chatName(one.chat, one.peer, self, t) }))
    .filter(({ name, peer }) => matches(query, name, peer?.username))
    .slice(0, most);
  const toggle = (id: ChatId) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <div className={styles.dialog}>
      <SearchField
        label={t('chats.search')}
        value={query}
        onChange={setQuery}
        onKeyDown={event => {
          if (event.key === 'Enter' && found[0]) toggle(found[0].id);
          if (event.key === 'ArrowDown') list.current?.querySelector('button')?.focus();
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div className={styles.results} ref={list} onKeyDown={walkRows}>
        <ul>
          {found.map(({ id, name, peer }) => (
            <li key={id}>
              <ListRow
                leading={<Avatar id={peer?.id ?? id} name={name} />}
                title={<bdi>{name}</bdi>}
                aria-pressed={chosen.has(id)}
                meta={chosen.has(id) && <Check size={20} strokeWidth={2} aria-hidden="true" />}
                onClick={() => toggle(id)}
                data-testid="pick-chat"
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
