// What a link leads to, as the server has read it: words only, so that no one's address is told to the site.
import type { LinkPreview } from '../../../common/messages/message.ts';
import { isHttps } from './links.ts';
import styles from './preview.module.css';

/** A quiet card under the text; nothing for an address that may not be opened. */
export function PreviewCard({ preview }: { preview: LinkPreview }) {
  const { url, title, description, site } = preview;
  if (!isHttps(url)) return null;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer nofollow"
      dir="auto"
      className={styles.card}
      data-testid="preview"
    >
      <span className={styles.site}>{site ?? new URL(url).hostname}</span>
      <span className={styles.title}>{title}</span>
      {description && <span className={styles.description}>{description}</span>}
    </a>
  );
}
