// The button that brings a file out of the app.
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredFile } from '../../../common/files/file.ts';
import { useAccount, useApp } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { saveFile } from './save.ts';

export function SaveButton({ file }: { file: StoredFile }) {
  const { t } = useTranslation();
  const { complain, bridge } = useApp();
  const { bytes } = useAccount();
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    saveFile(bridge, bytes, file)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return (
    <IconButton
      size="sm"
      icon={Download}
      label={t('files.download', { name: file.name })}
      busy={busy}
      onClick={save}
      data-testid="download"
    />
  );
}
