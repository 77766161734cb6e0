// Where avatars find the picture of an id, so that no view has to hand it on.
import { createContext } from 'react';

/** A hook: the address of the picture of a person or a chat; nothing where there is none, or not yet. */
export type AvatarPicture = (id: string) => string | undefined;

export const AvatarPictureContext = createContext<AvatarPicture>(() => undefined);
