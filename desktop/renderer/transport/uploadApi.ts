// The requests that carry bytes to the server; renews the access token once when it is refused.
import type { UploadState } from '../../../common/files/file.ts';
import type { FileId } from '../../../common/ids.ts';
import { failureIn } from './http.ts';
import type { SendBytes, Sending } from './sending.ts';

type Bytes = Pick<Sending, 'body' | 'onProgress' | 'signal'>;
type Push = Bytes & Pick<Sending, 'method' | 'headers'> & { readonly path: string };

export type UploadApi = ReturnType<typeof createUploadApi>;

/** What a signed-in person can bring. */
export function createUploadApi(
  origin: string,
  access: (renew: boolean) => Promise<string>,
  sendBytes: SendBytes,
) {
  const push = async ({ path, headers, ...sending }: Push): Promise<unknown> => {
    const once = async (renew: boolean) => {
      const authorization = `Bearer ${await access(renew)}`;
      const fixed = { 'content-type': 'application/octet-stream', authorization };
      return sendBytes({ ...sending, url: `${origin}/api/v1${path}`, headers: { ...headers, ...fixed } });
    };
    let answer = await once(false);
    if (answer.status === 401) answer = await once(true);
    if (answer.status < 200 || answer.status > 299) throw failureIn(answer.status, answer.text);
    return answer.text === '' ? undefined : JSON.parse(answer.text);
  };
  return {
    /** One piece of a resumable upload, at its place. */
    uploadPiece: (id: FileId, offset: number, bytes: Bytes) =>
      push({
        ...bytes,
        method: 'PATCH',
        path: `/files/uploads/${id}`,
        headers: { 'upload-offset': String(offset) },
      }) as Promise<UploadState>,
  };
}
