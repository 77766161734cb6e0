// The files of deploy/: that they parse, name only what is there, and hold back what they should.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../server/infra/metrics.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../deploy', name), 'utf8');

interface Compose {
  services: Record<string, Record<string, unknown>>;
  volumes: Record<string, unknown>;
}
interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
}
interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

/** Names of our metrics and of Node's in an expression of PromQL. */
const metricsIn = (expr: string) => expr.match(/\b(baraza|nodejs|process)_[a-z0-9_]+/g) ?? [];

async function exists(): Promise<(name: string) => boolean> {
  const names = new Set((await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name));
  return name => names.has(name) || names.has(name.replace(/_(bucket|sum|count)$/, ''));
}

test('dashboard and alerts name only metrics that the server has', async () => {
  const known = await exists();
  const alerts = (parse(read('prometheus/alerts.yml')) as Rules).groups.flatMap(({ rules }) => rules);
  const { panels } = JSON.parse(read('grafana/baraza.json')) as Dashboard;
  const exprs = [
    ...alerts.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  expect(exprs.flatMap(metricsIn).filter(name => !known(name))).toEqual([]);
  for (const expr of exprs) {
    expect(expr.split('(').length, expr).toBe(expr.split(')').length);
    expect(metricsIn(expr).length + (expr.startsWith('up{') ? 1 : 0), expr).toBeGreaterThan(0);
  }
  for (const { annotations } of alerts) expect(annotations.summary).not.toBe('');
});

test('every metric of the server is on the dashboard', async () => {
  const { panels } = JSON.parse(read('grafana/baraza.json')) as Dashboard;
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr))).join(' ');
  const ours = (await createMetrics().registry.getMetricsAsJSON()).filter(({ name }) =>
    /^baraza_/.test(name),
  );
  expect(ours.map(({ name }) => name).filter(name => !shown.includes(name))).toEqual([]);
});

test('the compose file starts two hardened servers, and everything that it names is there', () => {
  const { services, volumes } = parse(read('compose.yml'), { merge: true }) as Compose;
  expect(services.server).toMatchObject({ deploy: { replicas: 2 }, read_only: true, cap_drop: ['ALL'] });
  for (const [name, { depends_on = [], volumes: mounts = [] }] of Object.entries(services)) {
    const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on as object);
    for (const other of needed) expect(Object.keys(services), name).toContain(other);
    for (const mount of mounts as string[]) {
      const [source = ''] = mount.split(':');
      if (!source.startsWith('.')) expect(Object.keys(volumes)).toContain(source);
      else expect(read(source).length).toBeGreaterThan(0);
    }
  }
  const wanted = read('compose.yml').match(/\$\{\w+/g) ?? [];
  for (const variable of wanted) expect(read('env.example')).toContain(`\n${variable.slice(2)}=`);
});

test('the image runs as nobody in particular, with a health check, and copies only what is in the tree', () => {
  const text = read('Dockerfile');
  const last = text.slice(text.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^USER node$/m);
  expect(last).toMatch(/^HEALTHCHECK /m);
  expect(last).not.toMatch(/COPY \. /);
});

test('the chart names only variables that the server reads, and values that it has', () => {
  const values = parse(read('helm/values.yaml')) as { env: Record<string, string> };
  expect(parse(read('helm/Chart.yaml'))).toMatchObject({ apiVersion: 'v2', name: 'baraza' });
  const config = readFileSync(join(import.meta.dirname, '../../server/config.ts'), 'utf8');
  const unread = [...Object.keys(values.env), 'LIMITS_FILE'].filter(name => !config.includes(`'${name}'`));
  expect(unread).toEqual([]);
  for (const name of ['deployment', 'service', 'ingress', 'monitor']) {
    const text = read(`helm/templates/${name}.yaml`);
    const used = [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = '']) => path);
    const missing = used.filter(path => {
      const found = path
        .split('.')
        .reduce<unknown>((held, key) => (held as Record<string, unknown>)?.[key], values);
      return found === undefined;
    });
    expect(missing, name).toEqual([]);
    const blocks = (word: string) => text.match(new RegExp(`{{-? ?${word}`, 'g'))?.length ?? 0;
    expect(blocks('end'), name).toBe(blocks('if') + blocks('with') + blocks('range') + blocks('define'));
  }
});
