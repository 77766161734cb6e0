// One's other accounts: in the rail, and where one is about to sign in.
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { AccountEntry } from '../../ipc/payloads.ts';
import { useApp } from '../context.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { currentPlatform, shortcutAria } from '../ui/shortcut.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import styles from './accounts.module.css';
import { signedInto } from './store.ts';

/** The others beside this one, with what waits in each; nothing while there is only one. */
export function AccountSwitcher() {
  const { t } = useTranslation();
  const { accounts } = useApp();
  const held = useStore(accounts);
  const all = signedInto(held);
  const others = all.filter(({ id }) => id !== held.own);
  if (others.length === 0) return null;
  return (
    <ul className={styles.switcher} aria-label={t('accounts.others')}>
      {others.map(entry => (
        <li key={entry.id}>
          <SwitchButton entry={entry} place={all.indexOf(entry) + 1} />
        </li>
      ))}
    </ul>
  );
}

function SwitchButton({ entry, place }: { entry: AccountEntry; place: number }) {
  const { t } = useTranslation();
  const { bridge, complain } = useApp();
  const name = entry.person?.name ?? '';
  const shortcut = place <= 9 ? `Mod+Alt+${place}` : undefined;
  return (
    <Tooltip label={`${name}, ${entry.server ?? ''}`} shortcut={shortcut} side="right">
      <button
        type="button"
        className={styles.switch}
        data-testid="switch-account"
        data-account={entry.id}
        aria-keyshortcuts={shortcut && shortcutAria(shortcut, currentPlatform())}
        onClick={() => bridge.switchAccount(entry.id).catch(complain)}
      >
        <Avatar id={entry.person?.id ?? entry.id} name={name} size={32} presence={entry.status} />
        <VisuallyHidden>{t('accounts.switchTo', { name, server: entry.server ?? '' })}</VisuallyHidden>
        {entry.unread > 0 && (
          <span className={styles.badge} data-testid="account-unread">
            <Badge count={entry.unread} />
          </span>
        )}
      </button>
    </Tooltip>
  );
}

/** The way back to accounts that are there, for someone who thought better of adding one. */
export function BackToAccounts() {
  const { t } = useTranslation();
  const { accounts, bridge, complain } = useApp();
  const held = useStore(accounts);
  const others = signedInto(held).filter(({ id }) => id !== held.own);
  if (others.length === 0) return null;
  return (
    <ul className={styles.back} aria-label={t('accounts.others')}>
      {others.map(({ id, person, server }) => (
        <li key={id}>
          <button
            type="button"
            className={styles.backTo}
            data-testid="back-to-account"
            onClick={() => bridge.switchAccount(id).catch(complain)}
          >
            <Avatar id={person?.id ?? id} name={person?.name ?? ''} size={24} />
            {t('accounts.backTo', { name: person?.name ?? '', server: server ?? '' })}
          </button>
        </li>
      ))}
    </ul>
  );
}
