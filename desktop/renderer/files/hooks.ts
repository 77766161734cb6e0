// How views of files get at bytes, and who opens a file that was clicked.
import { createContext, useContext, useEffect, useMemo } from 'react';
import { thumbHashToDataURL } from 'thumbhash';
import { useStore } from 'zustand';
import type { StoredFile } from '../../../common/files/file.ts';
import type { FileId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount } from '../context.ts';
import { type Held, keyOf, type Part } from './bytes.ts';

/** Opens a picture or a video in large; whoever shows it provides this around the messages. */
export type OpenFile = (id: FileId, message: Message) => void;
export const OpenFileContext = createContext<OpenFile | null>(null);
export const useOpenFile = () => useContext(OpenFileContext);

/** The address of a picture in this page; fetched when it is first wanted. */
export function useBytes(id: FileId, part: Part): Held {
  const { bytes } = useAccount();
  const held = useStore(bytes.store, all => all[keyOf(id, part)]);
  const gone = held === undefined;
  useEffect(() => {
    if (gone) bytes.want(id, part);
  }, [gone, bytes, id, part]);
  return held ?? loading;
}

const loading: Held = { name: 'loading' };

/** What stands in for a picture until it is there: a data address, or nothing. */
export function usePlaceholder({ thumbhash }: Pick<StoredFile, 'thumbhash'>): string | undefined {
  return useMemo(() => {
    if (!thumbhash) return undefined;
    try {
      return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), character => character.charCodeAt(0)));
    } catch {
      // Bytes that are no thumbhash: the picture itself will come.
      return undefined;
    }
  }, [thumbhash]);
}
