// The picture of a person or a group, and what may be done with it: another one, or none.
import { Camera, Trash2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../context.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './avatarEdit.module.css';

const ImageEditor = lazy(async () => ({ default: (await import('./editor.tsx')).ImageEditor }));

interface AvatarEditProps {
  id: string;
  name: string;
  /** Whether there is one that can be taken away. */
  held: boolean;
  /** Rejects with AppError when the server refuses. */
  onChange: (picture: Blob | null) => Promise<void>;
}

/** The server makes a square of 256 pixels; a bit more keeps it sharp. */
const most = 512;

export function AvatarEdit({ id, name, held, onChange }: AvatarEditProps) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const [picked, setPicked] = useState<Blob | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = () => {
    setBusy(true);
    onChange(null)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.frame}>
      <Avatar id={id} name={name} size={72} />
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={event => {
          setPicked(event.target.files?.[0] ?? null);
          // So that the same one can be picked again.
          event.target.value = '';
        }}
        data-testid="avatar-file"
      />
      <span className={styles.change}>
        <IconButton
          size="sm"
          icon={Camera}
          variant="solid"
          label={t('imaging.changeAvatar')}
          onClick={() => input.current?.click()}
          data-testid="avatar-change"
        />
      </span>
      {held && (
        <span className={styles.remove}>
          <IconButton
            size="sm"
            icon={Trash2}
            label={t('imaging.removeAvatar')}
            busy={busy}
            onClick={remove}
            data-testid="avatar-remove"
          />
        </span>
      )}
      {picked && (
        <Suspense fallback={null}>
          <ImageEditor
            picture={picked}
            shape="round"
            title={t('imaging.avatarTitle')}
            doneLabel={t('common.save')}
            most={most}
            onDone={async result => {
              await onChange(result);
              setPicked(null);
            }}
            onCancel={() => setPicked(null)}
          />
        </Suspense>
      )}
    </div>
  );
}
