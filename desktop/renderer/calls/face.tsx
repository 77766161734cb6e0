// A person in a call without a picture: the rings around them grow with their voice.
import clsx from 'clsx';
import type { UserId } from '../../../common/ids.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { usePerson } from './context.ts';
import styles from './face.module.css';
import { useLevel } from './hooks.ts';

interface FaceProps {
  id: UserId;
  /** Their voice. */
  track: MediaStreamTrack | null;
  size: 40 | 72 | 112;
  /** It rings at their end. */
  waiting?: boolean;
}

export function Face({ id, track, size, waiting }: FaceProps) {
  const { name } = usePerson(id);
  const level = useLevel(track);
  return (
    <div ref={level} className={clsx(styles.face, waiting && styles.waiting)}>
      <span className={styles.ring} />
      <span className={clsx(styles.ring, styles.outer)} />
      <span className={styles.person}>
        <Avatar id={id} name={name} size={size} />
      </span>
    </div>
  );
}
