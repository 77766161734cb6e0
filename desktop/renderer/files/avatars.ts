// Gives people and groups another picture, or none.
import type { User } from '../../../common/auth/user.ts';
import type { ChatId, FileId } from '../../../common/ids.ts';
import type { ReplicaInput } from '../replica/state.ts';
import type { Api } from '../transport/api.ts';

interface AvatarsOptions {
  readonly api: Pick<Api, 'uploadFile' | 'setMyAvatar' | 'setChatAvatar'>;
  readonly dispatch: (input: ReplicaInput) => void;
}

/** Each rejects with AppError when the server refuses. */
export function createAvatars({ api, dispatch }: AvatarsOptions) {
  const bring = async (picture: Blob | null): Promise<FileId | null> =>
    picture && (await api.uploadFile(picture, 'avatar')).file.id;
  return {
    /** One's own; answers with oneself as one is now. */
    async setMine(picture: Blob | null): Promise<User> {
      const { user } = await api.setMyAvatar(await bring(picture));
      dispatch({ type: 'users', users: [user] });
      return user;
    },
    async setGroups(id: ChatId, picture: Blob | null): Promise<void> {
      const { chat, users } = await api.setChatAvatar(id, await bring(picture));
      dispatch({ type: 'chat', chat, users });
    },
  };
}
