import { setStage } from './stage.ts';
import { startRelay, startSocketio } from './targets.ts';
import { spread } from './percentiles.ts';
import { watchCpu } from './usage.ts';
import { pin } from './pinning.ts';
const stage = await setStage();
try {
  const which = process.argv[2] ?? 'relay';
  const rates = process.argv.slice(3).map(Number);
  if (process.env.GEN) await pin(stage.generator.pid, process.env.GEN);
  if (process.env.MON) await pin(stage.mongo.process.pid, process.env.MON);
  const t = which === 'relay' ? await startRelay(stage, 500) : await startSocketio(stage, 500, which === 's1' ? '1' : 'majority');
  console.log('open ms', await stage.generator.ask('open', { crowd: t.name, spec: { dialect: t.dialect, base: `ws://${t.host}`, people: t.people } }));
  for (const rate of rates) {
    const c = watchCpu(t.pid), m = watchCpu(stage.mongo.process.pid);
    const r = await stage.generator.ask('run', { crowd: t.name, spec: { rate, seconds: 5, settleSeconds: 1 } });
    const { latencies, lags, ...rest } = r;
    console.log(rate, JSON.stringify(rest), 'lat', spread(latencies), 'lag', spread(lags)?.p99, 'cpu', c(), m(), await t.stored());
  }
} finally { await stage.end(); }
