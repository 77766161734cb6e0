// Languages by the name that those who speak them use.

/** "français" for "fr"; the code itself where the engine knows no name. */
export function ownName(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}
