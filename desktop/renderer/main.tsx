// The page's beginning: settings, language, the app, the first render.
import { createRoot } from 'react-dom/client';
import './ui/base.css';
import { AppView } from './app.tsx';
import { createBridge } from './bridge.ts';
import { compose } from './compose.ts';
import { startI18n } from './i18n/i18n.ts';

async function main(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root');
  const bridge = createBridge(window);
  const [info, settings] = await Promise.all([bridge.appInfo(), bridge.getSettings()]);
  const i18n = await startI18n(settings.language, navigator.languages, document.documentElement);
  const app = compose({ bridge, page: window, info, settings, t: i18n.t });
  await app.tabs.enter(() => app.start().catch(app.report));
  createRoot(root).render(<AppView app={app} />);
}

void main();
