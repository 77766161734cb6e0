// The page of the incoming-call window: no script, no network; its buttons are links that the shell acts on.
import type { IncomingAction, IncomingCall } from '../ipc/channels.ts';

// Never asked for: a name that can not exist, so that a link is a message and nothing more.
const HOST = 'incoming.invalid';
const actions: readonly IncomingAction[] = ['answer', 'answer_video', 'decline', 'open'];

/** What a link of the page asks for; null for any other address. */
export function actionOf(url: string): IncomingAction | null {
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:' || host !== HOST) return null;
  return actions.find(action => pathname === `/${action}`) ?? null;
}

/** The page as an address. */
export function incomingPage(call: IncomingCall): string {
  return `data:text/html;charset=utf-8,${encodeURIComponent(html(call))}`;
}

function html({ name, detail, words, dark }: IncomingCall): string {
  const link = (action: IncomingAction, kind: string, text: string, picture: string) =>
    `<a class="${kind}" href="https://${HOST}/${action}"><svg viewBox="0 0 24 24" aria-hidden="true">${picture}</svg>${escaped(text)}</a>`;
  return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(name)}</title><style>${style(dark)}</style></head><body>
<a class="who" href="https://${HOST}/open"><span class="face">${escaped(initialsOf(name))}</span>
<span><strong>${escaped(name)}</strong><small>${escaped(detail)}</small></span></a>
<nav>${link('decline', 'danger', words.decline, hangUp)}${link('answer_video', 'quiet', words.answerVideo, video)}${link('answer', 'positive', words.answer, phone)}</nav>
</body></html>`;
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, sign => `&${names[sign]};`);
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map(word => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

// The shapes of lucide, as in the app.
const phone =
  '<path d="M13.8 16.6a1 1 0 0 0 1.2-.3l.4-.5a2 2 0 0 1 1.6-.8h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.5.3a1 1 0 0 0-.3 1.2 14 14 0 0 0 6.4 6.5"/>';
const hangUp = `<g transform="rotate(135 12 12)">${phone}</g>`;
const video =
  '<path d="m16 13 5.2 3.5a.5.5 0 0 0 .8-.4V7.9a.5.5 0 0 0-.8-.4L16 10.5"/><rect x="2" y="6" width="14" height="12" rx="2"/>';

// The renderer's tokens, as far as this page needs them.
function style(dark: boolean): string {
  const [surface, text, muted, quiet, line, positive, on] = dark
    ? ['#26211d', '#efe9df', '#b9afa3', '#37302b', '#443c35', '#6cb57b', '#10210f']
    : ['#fffdf9', '#372d26', '#6b6058', '#f0e8dc', '#e5dccd', '#2f7440', '#fbfff8'];
  const [danger, onDanger] = dark ? ['#e2706a', '#2b0d0b'] : ['#b3312c', '#fff8f6'];
  return `*{box-sizing:border-box}html{color-scheme:${dark ? 'dark' : 'light'}}
body{margin:0;height:100vh;padding:18px;display:flex;flex-direction:column;justify-content:space-between;overflow:hidden;
background:${surface};color:${text};font:15px/22px "Inter Variable",system-ui,sans-serif;border:1px solid ${line};
-webkit-app-region:drag;user-select:none;cursor:default}
a{color:inherit;text-decoration:none;-webkit-app-region:no-drag;outline-offset:2px}
a:focus-visible{outline:2px solid ${dark ? '#f0a878' : '#b4552d'}}
.who{display:flex;gap:14px;align-items:center;border-radius:12px}
.face{flex:none;width:52px;height:52px;border-radius:50%;display:grid;place-items:center;font-weight:600;background:${dark ? '#6b3f2a' : '#e8bfa3'}}
strong{display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden;font-size:16px;font-weight:600;overflow-wrap:anywhere}
small{display:block;font-size:13px;line-height:18px;color:${muted}}
nav{display:grid;grid-template-columns:repeat(3,1fr);gap:8px}
nav a{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:2px;min-height:56px;padding:6px;border-radius:12px;font-size:12px;line-height:16px;text-align:center}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.quiet{background:${quiet}}.positive{background:${positive};color:${on}}.danger{background:${danger};color:${onDanger}}
nav a:hover{filter:brightness(1.08)}`;
}
