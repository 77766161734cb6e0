// Where floating parts are mounted: the body, or the modal dialog they belong to (what is outside of it is inert).
import { createContext, useContext } from 'react';

export const PortalContext = createContext<HTMLElement | null>(null);

/** The container for a Radix portal; undefined means the body. */
export function usePortalContainer(): HTMLElement | undefined {
  return useContext(PortalContext) ?? undefined;
}
