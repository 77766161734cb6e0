// The self-test in the settings: will calls work from here, and if not, what stands in the way.
import { CircleCheck, CircleDashed, CircleMinus, CircleX, LoaderCircle, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Group } from '../settings/group.tsx';
import { Button } from '../ui/Button.tsx';
import styles from './audioVideo.module.css';
import type { Calls } from './compose.ts';
import { CallsContext, useCalls } from './context.ts';
import { openOne } from './media.ts';
import {
  gathers,
  relays,
  runSelfTest,
  type TestName,
  type TestResult,
  type TestResults,
} from './selfTest.ts';

const signs: Readonly<Record<TestResult, typeof CircleCheck>> = {
  waiting: CircleDashed,
  running: LoaderCircle,
  ok: CircleCheck,
  failed: CircleX,
  absent: CircleMinus,
};
const looks: Readonly<Record<TestResult, string | undefined>> = {
  waiting: styles.waiting,
  running: styles.waiting,
  ok: styles.ok,
  failed: styles.bad,
  absent: styles.waiting,
};
const names = {
  microphone: 'calls.microphone',
  camera: 'calls.camera',
  server: 'calls.testServer',
  stun: 'calls.testStun',
  udp: 'calls.testUdp',
  tcp: 'calls.testTcp',
  tls: 'calls.testTls',
  media: 'calls.testMedia',
} as const;
const remedies = {
  microphone: 'calls.fixMicrophone',
  camera: 'calls.fixCamera',
  server: 'calls.fixServer',
  stun: 'calls.fixStun',
  udp: 'calls.fixUdp',
  tcp: 'calls.fixTcp',
  tls: 'calls.fixTls',
  media: 'calls.fixMedia',
} as const;
const said = {
  waiting: 'calls.resultWaiting',
  running: 'calls.resultRunning',
  ok: 'calls.resultOk',
  failed: 'calls.resultFailed',
  absent: 'calls.resultAbsent',
} as const;

/** A section of the settings; it runs when asked. */
export function CallSelfTest({ calls }: { calls: Calls }) {
  return (
    <CallsContext value={calls}>
      <SelfTest />
    </CallsContext>
  );
}

function SelfTest() {
  const { t } = useTranslation();
  const calls = useCalls();
  const [results, setResults] = useState<TestResults | null>(null);
  const [running, setRunning] = useState(false);
  const run = () => {
    setRunning(true);
    runSelfTest(meansOf(calls), setResults)
      .catch((error: unknown) => calls.report('The self-test stopped', error))
      .finally(() => setRunning(false));
  };
  return (
    <Group title={t('calls.selfTest')} hint={t('calls.selfTestHint')}>
      <div className={styles.trial} data-testid="self-test">
        {results && (
          <ul className={styles.results} aria-live="polite">
            {(Object.keys(names) as TestName[]).map(name => (
              <Result key={name} name={name} result={results[name]} />
            ))}
          </ul>
        )}
        <Button size="sm" icon={Stethoscope} busy={running} onClick={run} data-testid="run-self-test">
          {t(results ? 'calls.testAgain' : 'calls.selfTestRun')}
        </Button>
      </div>
    </Group>
  );
}

function Result({ name, result }: { name: TestName; result: TestResult }) {
  const { t } = useTranslation();
  const Sign = signs[result];
  return (
    <li className={styles.result} data-test={name} data-result={result}>
      <Sign size={20} strokeWidth={1.75} className={looks[result]} aria-hidden="true" />
      <span>
        {t(names[name])}: {t(said[result])}
      </span>
      {result === 'failed' && <p>{t(remedies[name])}</p>}
    </li>
  );
}

function meansOf(calls: Calls): Parameters<typeof runSelfTest>[0] {
  const { clock } = calls;
  return {
    clock,
    async tryDevice(slot) {
      const opened = await openOne(slot, calls);
      if (typeof opened === 'string') return false;
      opened.stop();
      return true;
    },
    iceServers: async () => (await calls.iceServers()).iceServers,
    gathers: (servers, wanted) => gathers(servers, wanted, clock),
    relays: servers => relays(servers, clock),
  };
}
