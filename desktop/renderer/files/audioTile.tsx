// Sound in a bubble.
import type { StoredFile } from '../../../common/files/file.ts';
import type { Message } from '../../../common/messages/message.ts';
import { FileCard } from './fileCard.tsx';

interface AudioTileProps {
  file: StoredFile;
  message: Message;
}

export function AudioTile({ file }: AudioTileProps) {
  return <FileCard file={file} />;
}
