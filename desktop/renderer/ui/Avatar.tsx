// A person or a group as a circle: picture or initials, and presence.
import clsx from 'clsx';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Avatar.module.css';
import { avatarHue, initials } from './avatar.ts';
import { AvatarPictureContext } from './avatarPicture.ts';

type Presence = 'online' | 'away' | 'dnd' | 'offline';

interface AvatarProps {
  /** Chooses the colour, so that it never changes with the name. */
  id: string;
  name: string;
  presence?: Presence;
  size?: 24 | 32 | 40 | 48 | 72 | 112;
}

/** Its picture is the one of the id; initials stand in while it loads, and if it fails. Decorative, since a name stands beside it nearly always; only the presence has words. */
export function Avatar({ id, name, presence, size = 40 }: AvatarProps) {
  const { t } = useTranslation();
  const usePicture = useContext(AvatarPictureContext);
  const src = usePicture(id);
  const [loaded, setLoaded] = useState<string>();
  return (
    <span className={clsx(styles.avatar, styles[`s${size}`])}>
      <span className={clsx(styles.face, styles[`hue${avatarHue(id)}`])} aria-hidden="true">
        {loaded !== src || !src ? initials(name) : null}
        {src && (
          <img
            src={src}
            alt=""
            draggable={false}
            className={clsx(styles.picture, loaded === src && styles.shown)}
            onLoad={() => setLoaded(src)}
          />
        )}
      </span>
      {presence && (
        <span
          role="img"
          aria-label={t(`presence.${presence}`)}
          className={clsx(styles.dot, styles[presence])}
        />
      )}
    </span>
  );
}
