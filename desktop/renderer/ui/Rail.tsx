// The narrow rail: where one is, what waits there, and oneself.
import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { Badge } from './Badge.tsx';
import { BarazaMark } from './BarazaMark.tsx';
import styles from './Rail.module.css';
import { currentPlatform, shortcutAria } from './shortcut.ts';
import { Tooltip } from './Tooltip.tsx';

export interface RailItem<Place extends string> {
  readonly place: Place;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly shortcut?: string;
  readonly count?: number;
  /** What the count says. */
  readonly countLabel?: string;
  readonly disabled?: boolean;
}

interface RailProps<Place extends string> {
  /** Accessible name of the navigation. */
  label: string;
  items: readonly RailItem<Place>[];
  place: Place;
  onGo: (place: Place) => void;
  /** At the foot: own avatar, most often as the trigger of a menu. */
  own: ReactElement;
  /** Above it: one's other accounts. */
  others?: ReactElement;
}

/** The main navigation; it lies at the foot of a narrow window. */
export function Rail<Place extends string>({ label, items, place, onGo, own, others }: RailProps<Place>) {
  return (
    <nav aria-label={label} className={styles.rail}>
      <span className={styles.mark}>
        <BarazaMark size={30} />
      </span>
      {items.map(item => (
        <Tooltip key={item.place} label={item.label} shortcut={item.shortcut} side="right">
          <button
            type="button"
            data-testid={`rail-${item.place}`}
            aria-current={item.place === place ? 'page' : undefined}
            aria-disabled={item.disabled || undefined}
            aria-keyshortcuts={item.shortcut && shortcutAria(item.shortcut, currentPlatform())}
            className={clsx(styles.item, item.place === place && styles.here)}
            onClick={() => !item.disabled && onGo(item.place)}
          >
            <item.icon size={22} strokeWidth={1.75} aria-hidden="true" />
            <span className={styles.words}>{item.label}</span>
            {item.count ? (
              <span className={styles.badge}>
                <Badge count={item.count} label={item.countLabel} />
              </span>
            ) : null}
          </button>
        </Tooltip>
      ))}
      {others}
      <span className={styles.own}>{own}</span>
    </nav>
  );
}
