// The keys of a shortcut as small caps.
import styles from './Kbd.module.css';
import { currentPlatform, shortcutCaps } from './shortcut.ts';

/** Shows a shortcut such as "Mod+K" in the manner of the system. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd dir="ltr" className={styles.keys}>
      {shortcutCaps(keys, currentPlatform()).map(cap => (
        <span key={cap} className={styles.cap}>
          {cap}
        </span>
      ))}
    </kbd>
  );
}
