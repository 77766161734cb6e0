// The gallery: every component in every state, for looking at while developing. Query: ?theme=dark&language=sw&page=panes.
import { createRoot } from 'react-dom/client';
import { startI18n } from '../i18n/i18n.ts';
import './base.css';
import { GalleryControls } from './galleryControls.tsx';
import { GalleryPanes } from './galleryPanes.tsx';
import { GalleryStates } from './galleryStates.tsx';
import { TooltipProvider } from './Tooltip.tsx';

const pages = { controls: GalleryControls, states: GalleryStates, panes: GalleryPanes } as const;

const query = new URLSearchParams(location.search);
const theme = query.get('theme');
if (theme) document.documentElement.dataset.theme = theme;
await startI18n(query.get('language') ?? 'system', navigator.languages, document.documentElement);

const name = query.get('page') as keyof typeof pages | null;
const Page = pages[name ?? 'controls'] ?? GalleryControls;
const root = document.getElementById('root');
if (!root) throw new Error('The page has no root');
createRoot(root).render(
  <TooltipProvider>
    <Page />
  </TooltipProvider>,
);
