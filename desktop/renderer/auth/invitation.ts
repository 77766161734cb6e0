// The invitation that one came with: from the address of the page, or from a link that the desktop was opened with.
import { useEffect } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { parseLink } from '../../ipc/link.ts';
import type { Bridge } from '../bridge.ts';

export interface Invitation {
  readonly token: string;
  /** The server that it is for. */
  readonly server: string;
}

export interface InvitationParts {
  readonly store: StoreApi<Invitation | null>;
  /** A link with an invitation is kept; any other is not for us. */
  take(url: string): void;
  /** It was used. */
  forget(): void;
}

const key = 'baraza.invitation';

/** Kept for this window alone: choosing a server loads the page anew. */
export function createInvitation({ location, history, sessionStorage }: Window): InvitationParts {
  const kept = sessionStorage.getItem(key);
  const store = createStore<Invitation | null>(() =>
    kept === null ? null : (JSON.parse(kept) as Invitation),
  );
  const set = (invitation: Invitation) => {
    sessionStorage.setItem(key, JSON.stringify(invitation));
    store.setState(invitation, true);
  };
  const address = new URL(location.href);
  const token = address.searchParams.get('invite');
  if (token !== null) {
    set({ token: token.slice(0, 256), server: address.origin });
    // It is a secret until it is used: it does not belong in the history.
    address.searchParams.delete('invite');
    history.replaceState(history.state, '', address);
  }
  return {
    store,
    take(url) {
      const link = parseLink(url);
      if (link?.kind === 'invite') set({ token: link.token, server: link.server });
    },
    forget() {
      sessionStorage.removeItem(key);
      store.setState(null, true);
    },
  };
}

/** Takes links with invitations while this view is there, so only while nobody is signed in. */
export function useInvitationLinks(bridge: Bridge, { take }: InvitationParts): void {
  useEffect(() => bridge.onLinkOpen(({ url }) => take(url)), [bridge, take]);
}

/** The token in what one pastes: a bare one, or a link with it. */
export function tokenIn(text: string): string {
  const written = text.trim();
  const link = parseLink(written);
  if (link?.kind === 'invite') return link.token;
  if (!/^https?:\/\//i.test(written)) return written;
  try {
    return new URL(written).searchParams.get('invite') ?? written;
  } catch {
    // No address after all; the server says what it thinks of it.
    return written;
  }
}
