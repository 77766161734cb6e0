// Sound and video in the settings: which devices, tried at once, and how one is heard and rung.
import { Mic, Play, Video as VideoIcon, VideoOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Group, SettingRow } from '../settings/group.tsx';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { Slider } from '../ui/Slider.tsx';
import { Switch } from '../ui/Switch.tsx';
import styles from './audioVideo.module.css';
import type { Calls } from './compose.ts';
import type { MediaTrouble } from './constraints.ts';
import { CallsContext, useCalls } from './context.ts';
import { chosenOf, type DeviceKind, listedOf } from './devices.ts';
import { useLevel } from './hooks.ts';
import type { CallPreferences } from './preferences.ts';
import { playTone } from './ring.ts';
import { CallSelfTest } from './selfTestView.tsx';
import { TalkSettings } from './talkSettings.tsx';
import { type Trial, useSample, useTrial } from './trial.ts';
import { Video } from './video.tsx';
import { remedyWords } from './words.ts';

/** The whole section; give it to the settings as it is. */
export function AudioVideoSettings({ calls }: { calls: Calls }) {
  return (
    <CallsContext value={calls}>
      <div className={styles.section} data-testid="audio-video">
        <Microphone />
        <Camera />
        <Speaker />
        <TalkSettings />
        <CallSelfTest calls={calls} />
      </div>
    </CallsContext>
  );
}

function Microphone() {
  const { t } = useTranslation();
  const { preferences } = useCalls();
  const { echoCancellation, noiseSuppression, autoGainControl } = useStore(preferences);
  const [testing, setTesting] = useState(false);
  const trial = useTrial('audio', testing);
  const track = trial.kind === 'on' ? trial.track : null;
  const level = useLevel(track);
  const [sample, record] = useSample(track, useSink('speaker'));
  return (
    <Group title={t('calls.microphone')} hint={t('calls.testMicrophoneHint')}>
      <DeviceRow place="microphone" kind="audioinput" label={t('calls.microphone')} />
      <div className={styles.trial}>
        {testing ? (
          <>
            <div ref={level} role="img" aria-label={t('calls.microphoneLevel')} className={styles.meter}>
              <span className={styles.fill} />
            </div>
            <div className={styles.row}>
              <p role="status" className={styles.words}>
                {sample === 'recording' && t('calls.testListening')}
                {sample === 'playing' && t('calls.testPlaying')}
                {sample === 'failed' && t('calls.deviceFailed')}
              </p>
              <Button
                size="sm"
                icon={Mic}
                disabled={!track}
                busy={sample === 'recording' || sample === 'playing'}
                onClick={record}
                data-testid="record-sample"
              >
                {t(sample === 'idle' ? 'calls.testRecord' : 'calls.testAgain')}
              </Button>
              <Button size="sm" onClick={() => setTesting(false)}>
                {t('common.done')}
              </Button>
            </div>
          </>
        ) : (
          <Button size="sm" icon={Mic} onClick={() => setTesting(true)} data-testid="test-microphone">
            {t('calls.testMicrophone')}
          </Button>
        )}
        <TrialTrouble device="audio" trial={trial} />
      </div>
      <Switch
        label={t('calls.echoCancellation')}
        checked={echoCancellation}
        onChange={next => preferences.setState({ echoCancellation: next })}
      />
      <Switch
        label={t('calls.noiseSuppression')}
        checked={noiseSuppression}
        onChange={next => preferences.setState({ noiseSuppression: next })}
      />
      <Switch
        label={t('calls.autoGain')}
        checked={autoGainControl}
        onChange={next => preferences.setState({ autoGainControl: next })}
      />
    </Group>
  );
}

function Camera() {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const trial = useTrial('camera', shown);
  return (
    <Group title={t('calls.camera')}>
      <DeviceRow place="camera" kind="videoinput" label={t('calls.camera')} />
      <div className={styles.trial}>
        {shown && trial.kind !== 'failed' && (
          <div className={styles.picture}>
            {trial.kind === 'on' && <Video track={trial.track} mirrored aria-label={t('calls.ownPreview')} />}
          </div>
        )}
        <TrialTrouble device="camera" trial={trial} />
        <Button size="sm" icon={shown ? VideoOff : VideoIcon} onClick={() => setShown(!shown)}>
          {t(shown ? 'calls.hideCamera' : 'calls.showCamera')}
        </Button>
      </div>
    </Group>
  );
}

function Speaker() {
  const { t } = useTranslation();
  const { preferences, clock } = useCalls();
  const { ringVolume } = useStore(preferences);
  const [speaker, ringer] = [useSink('speaker'), useSink('ringer')];
  const play = (sink: string, volume: number) => {
    clock.after(2_500, playTone('ringtone', clock, { sink, volume }));
  };
  return (
    <>
      <Group title={t('calls.speaker')}>
        <DeviceRow place="speaker" kind="audiooutput" label={t('calls.speaker')} />
        <div className={styles.trial}>
          <Button size="sm" icon={Play} onClick={() => play(speaker, 60)}>
            {t('calls.testSpeaker')}
          </Button>
        </div>
      </Group>
      <Group title={t('calls.ringTitle')}>
        <DeviceRow place="ringer" kind="audiooutput" label={t('calls.ringDevice')} />
        <div className={styles.trial}>
          <Slider
            label={t('calls.ringVolume')}
            value={ringVolume}
            step={5}
            format={value => `${value} %`}
            onChange={next => preferences.setState({ ringVolume: next })}
          />
          <Button size="sm" icon={Play} onClick={() => play(ringer, ringVolume)}>
            {t('calls.tryRing')}
          </Button>
        </div>
      </Group>
    </>
  );
}

type Place = keyof Pick<CallPreferences, 'microphone' | 'camera' | 'speaker' | 'ringer'>;

/** The id of the output that a choice means now. */
function useSink(place: 'speaker' | 'ringer'): string {
  const { list, preferences } = useCalls();
  const choice = useStore(preferences, kept => kept[place]);
  return useStore(list, devices => chosenOf(devices, 'audiooutput', choice)?.deviceId ?? '');
}

function DeviceRow({ place, kind, label }: { place: Place; kind: DeviceKind; label: string }) {
  const { t } = useTranslation();
  const { list, preferences } = useCalls();
  const devices = useStore(list);
  const choice = useStore(preferences, kept => kept[place]);
  const chosen = chosenOf(devices, kind, choice);
  const away =
    choice && !chosen ? [{ value: choice.id, label: t('calls.deviceAway', { name: choice.label }) }] : [];
  const options = [
    { value: '', label: t('calls.asSystem') },
    ...listedOf(devices, kind).map(({ deviceId, label: name }, index) => ({
      value: deviceId,
      label: name || `${label} ${index + 1}`,
    })),
    ...away,
  ];
  const change = (id: string) => {
    const device = devices.find(each => each.deviceId === id && each.kind === kind);
    preferences.setState({ [place]: id === '' || !device ? null : { id, label: device.label } });
  };
  return (
    <SettingRow label={label}>
      <Select
        bare
        label={label}
        value={chosen?.deviceId ?? choice?.id ?? ''}
        options={options}
        onChange={change}
      />
    </SettingRow>
  );
}

function TrialTrouble({ device, trial }: { device: 'audio' | 'camera'; trial: Trial }) {
  const { t } = useTranslation();
  const { inBrowser } = useCalls();
  if (trial.kind !== 'failed') return null;
  const trouble: MediaTrouble = trial.trouble;
  return (
    <p role="alert" className={styles.trouble}>
      {remedyWords(t, { device, trouble }, inBrowser)}
    </p>
  );
}
