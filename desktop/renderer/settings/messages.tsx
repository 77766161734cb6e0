// How one writes.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../context.ts';
import { enterSends, setEnterSends } from '../messages/enter.ts';
import { Switch } from '../ui/Switch.tsx';
import { Group } from './group.tsx';
import { SpellingGroup } from './spelling.tsx';

/** On this device. */
export function MessagesSection() {
  const { t } = useTranslation();
  const { page, info } = useApp();
  const [sends, setSends] = useState(() => enterSends(page.localStorage));
  return (
    <>
      <Group>
        <Switch
          label={t('settings.enterSends')}
          hint={t('settings.enterSendsHint')}
          checked={sends}
          onChange={next => {
            setEnterSends(page.localStorage, next);
            setSends(next);
          }}
        />
      </Group>
      {info.platform !== 'browser' && <SpellingGroup />}
    </>
  );
}
