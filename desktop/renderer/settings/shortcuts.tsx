// Keys of one's own for the app's shortcuts; a conflict is named and changes nothing.
import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import {
  bind,
  firstKeys,
  keysFrom,
  keysOf,
  type ShortcutAction,
  shortcutActions,
  takenBy,
} from '../../ipc/bindings.ts';
import { useApp } from '../context.ts';
import { actionWords } from '../shortcutList.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { currentPlatform, shortcutCaps } from '../ui/shortcut.ts';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { Group, SettingRow } from './group.tsx';
import styles from './settings.module.css';

interface Refused {
  readonly action: ShortcutAction;
  readonly words: string;
}

/** All of them, each with its keys. */
export function ShortcutsSection() {
  const { t } = useTranslation();
  const { settings, complain } = useApp();
  const bindings = useStore(settings.store, ({ shortcuts }) => shortcuts);
  const [refused, setRefused] = useState<Refused | null>(null);
  const keep = (shortcuts: Record<string, string>) => {
    setRefused(null);
    void settings.change({ shortcuts }).catch(complain);
  };
  const choose = (action: ShortcutAction, keys: string): boolean => {
    const holder = takenBy(bindings, action, keys);
    if (holder === null) {
      keep(bind(bindings, action, keys));
      return true;
    }
    const caps = shortcutCaps(keys, currentPlatform()).join('+');
    const words =
      holder === 'reserved'
        ? t('settings.shortcutsReserved', { keys: caps })
        : t('settings.shortcutsTaken', { keys: caps, action: actionWords(t, holder) });
    setRefused({ action, words });
    return false;
  };
  return (
    <Group hint={t('settings.shortcutsHint')}>
      {shortcutActions.map(action => (
        <div key={action} data-testid={`shortcut-${action}`}>
          <SettingRow label={actionWords(t, action)}>
            {action in bindings && (
              <IconButton
                icon={RotateCcw}
                label={t('settings.shortcutsResetOne', { action: actionWords(t, action) })}
                onClick={() => choose(action, firstKeys[action])}
              />
            )}
            <KeysButton
              words={actionWords(t, action)}
              keys={keysOf(bindings, action)}
              onPressed={keys => choose(action, keys)}
              onEnd={() => setRefused(null)}
            />
          </SettingRow>
          {refused?.action === action && (
            <p role="alert" className={styles.trouble}>
              {refused.words}
            </p>
          )}
        </div>
      ))}
      <div className={styles.foot}>
        <Button size="sm" disabled={Object.keys(bindings).length === 0} onClick={() => keep({})}>
          {t('settings.shortcutsReset')}
        </Button>
      </div>
    </Group>
  );
}

interface KeysButtonProps {
  readonly words: string;
  readonly keys: string;
  /** False when they were refused: then it goes on listening. */
  readonly onPressed: (keys: string) => boolean;
  readonly onEnd: () => void;
}

function KeysButton({ words, keys, onPressed, onEnd }: KeysButtonProps) {
  const { t } = useTranslation();
  const [listens, setListens] = useState(false);
  const end = () => {
    setListens(false);
    onEnd();
  };
  const keyDown = (event: KeyboardEvent) => {
    if (!listens || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return end();
    const pressed = keysFrom(event.nativeEvent, currentPlatform() === 'apple');
    if (pressed !== null && onPressed(pressed)) setListens(false);
  };
  return (
    <button
      type="button"
      className={styles.keysButton}
      aria-pressed={listens}
      onClick={() => setListens(true)}
      onBlur={() => listens && end()}
      onKeyDown={keyDown}
    >
      <VisuallyHidden>{t('settings.shortcutsChange', { action: words })} </VisuallyHidden>
      {listens ? t('settings.shortcutsPress') : <Kbd keys={keys} />}
    </button>
  );
}
