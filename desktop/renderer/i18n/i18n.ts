// Languages: which one, its words, and its direction. A new language is one new JSON file beside this one.
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json' with { type: 'json' };

type Words = typeof en;

const loaders = import.meta.glob<Words>(['./*.json', '!./en.json'], { import: 'default' });
const rightToLeft: ReadonlySet<string> = new Set([
  'ar',
  'dv',
  'fa',
  'he',
  'ku',
  'ps',
  'sd',
  'ug',
  'ur',
  'yi',
]);
const pathOf = (language: string) => `./${language}.json`;

/** Codes of all languages that have a file, English first. */
export const languages: readonly string[] = [
  'en',
  ...Object.keys(loaders).map(path => path.slice('./'.length, -'.json'.length)),
];

/** A language's name in itself: "Kiswahili". */
export function languageName(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
}

/** The language to use: the setting itself, or for "system" the first of the system's that has a file. */
export function chooseLanguage(setting: string, system: readonly string[]): string {
  const wanted = setting === 'system' ? system : [setting];
  const known = wanted.map(locale => locale.split('-')[0] ?? '').find(code => languages.includes(code));
  return known ?? 'en';
}

/** The writing direction of a language. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language) ? 'rtl' : 'ltr';
}

/** Starts i18next in the language of the setting. Call once, before the first render. */
export async function startI18n(
  setting: string,
  system: readonly string[],
  root: HTMLElement,
): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(setting, system, root);
  return i18next;
}

/** Changes the language of the running app; the page follows at once. */
export async function setLanguage(
  setting: string,
  system: readonly string[],
  root: HTMLElement,
): Promise<void> {
  const language = chooseLanguage(setting, system);
  const load = loaders[pathOf(language)];
  if (load && !i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load());
  }
  await i18next.changeLanguage(language);
  root.lang = language;
  root.dir = directionOf(language);
}
