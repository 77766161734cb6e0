// What others have made and this app ships, each with its licence; written by the build.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Group } from './group.tsx';
import styles from './settings.module.css';

interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

type Loaded = readonly Shipped[] | 'loading' | 'failed';

/** Fetched from beside the page when it is asked for. */
export function LicencesGroup() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Group title={t('settings.licences')} hint={t('settings.licencesHint')}>
      {open ? (
        <LicenceList />
      ) : (
        <div className={styles.row}>
          <Button size="sm" onClick={() => setOpen(true)} data-testid="show-licences">
            {t('settings.showLicences')}
          </Button>
        </div>
      )}
    </Group>
  );
}

function LicenceList() {
  const { t } = useTranslation();
  const { fetcher } = useApp();
  const [list, setList] = useState<Loaded>('loading');
  useEffect(() => {
    fetcher('./licences.json')
      .then(answer => answer.json() as Promise<Shipped[]>)
      .then(setList, () => setList('failed'));
  }, [fetcher]);
  if (list === 'loading') return <p className={styles.row}>{t('common.loading')}</p>;
  if (list === 'failed')
    return (
      <p role="alert" className={styles.row}>
        {t('settings.licencesFailed')}
      </p>
    );
  return (
    <ul className={styles.licences}>
      {list.map(({ name, version, licence, text }) => (
        <li key={`${name} ${version}`} data-testid="licence">
          <details>
            <summary>
              {name} {version} · {licence}
            </summary>
            <pre>{text}</pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
