// What to share: screens and windows with their pictures.
import clsx from 'clsx';
import { AppWindow, Monitor } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callOf } from '../../../common/calls/state.ts';
import type { UserId } from '../../../common/ids.ts';
import type { CaptureRequest, CaptureSource } from '../../ipc/payloads.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Switch } from '../ui/Switch.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { useCalls, useCallsState, usePerson } from './context.ts';
import styles from './picker.module.css';

type Kind = CaptureSource['kind'];

export function SharePicker({ capture }: { capture: CaptureRequest }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const peerId = useCallsState(({ call }) => callOf(call)?.peerId);
  const { name } = usePerson(peerId ?? ('' as UserId));
  const screens = capture.sources.filter(({ kind }) => kind === 'screen');
  const windows = capture.sources.filter(({ kind }) => kind === 'window');
  const [kind, setKind] = useState<Kind>(screens.length > 0 ? 'screen' : 'window');
  const [chosen, setChosen] = useState<string | null>(screens.length === 1 ? (screens[0]?.id ?? null) : null);
  const [audio, setAudio] = useState(false);
  const share = (sourceId: string | null) => {
    if (sourceId !== null) actions.chooseCapture({ sourceId, audio });
  };
  const grid = (sources: readonly CaptureSource[], of: Kind) => (
    <Sources sources={sources} of={of} chosen={chosen} onChoose={setChosen} onShare={share} />
  );
  const change = (next: Kind) => {
    setKind(next);
    setChosen(null);
  };
  return (
    <Dialog
      open
      size="lg"
      title={t('calls.pickShare')}
      description={t('calls.pickShareText', { name })}
      onClose={() => actions.chooseCapture(null)}
      actions={
        <>
          <Button onClick={() => actions.chooseCapture(null)}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={chosen === null} onClick={() => share(chosen)}>
            {t('calls.share')}
          </Button>
        </>
      }
    >
      <div data-testid="share-picker" className={styles.picker}>
        <Tabs
          label={t('calls.pickShare')}
          value={kind}
          onChange={change}
          tabs={[
            { value: 'screen', label: t('calls.screens'), icon: Monitor, content: grid(screens, 'screen') },
            { value: 'window', label: t('calls.windows'), icon: AppWindow, content: grid(windows, 'window') },
          ]}
        />
        {capture.systemAudio && <Switch label={t('calls.shareAudio')} checked={audio} onChange={setAudio} />}
      </div>
    </Dialog>
  );
}

interface SourcesProps {
  sources: readonly CaptureSource[];
  of: Kind;
  chosen: string | null;
  onChoose: (id: string) => void;
  onShare: (id: string) => void;
}

// One stop for the tab key; arrows move the choice, Enter shares it.
function Sources({ sources, of, chosen, onChoose, onShare }: SourcesProps) {
  const { t } = useTranslation();
  if (sources.length === 0) return <p className={styles.none}>{t('calls.noSources')}</p>;
  const stop = sources.some(({ id }) => id === chosen) ? chosen : sources[0]?.id;
  const key = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = step && sources[(index + step + sources.length) % sources.length];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    const buttons = event.currentTarget.parentElement?.querySelectorAll('button');
    buttons?.[sources.indexOf(next)]?.focus();
  };
  return (
    <div
      role="radiogroup"
      aria-label={t(of === 'screen' ? 'calls.screens' : 'calls.windows')}
      className={styles.grid}
    >
      {sources.map(({ id, name, thumbnail, icon }, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio button cannot hold a picture
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={id === chosen}
          tabIndex={id === stop ? 0 : -1}
          className={clsx(styles.source, id === chosen && styles.chosen)}
          onClick={() => onChoose(id)}
          onDoubleClick={() => onShare(id)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              onShare(id);
            } else key(event, index);
          }}
          data-testid="share-source"
        >
          <span className={styles.frame}>
            <img src={thumbnail} alt="" draggable={false} className={styles.thumbnail} />
          </span>
          <span className={styles.caption}>
            {icon && <img src={icon} alt="" className={styles.icon} />}
            <span className={styles.name}>{name || t('calls.screenNumber', { number: index + 1 })}</span>
          </span>
        </button>
      ))}
    </div>
  );
}
