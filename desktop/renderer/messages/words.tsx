// The words of a message: Markdown as elements, mentions, addresses, and what a search has found.
import { Check, Copy } from 'lucide-react';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { splitFound } from './found.ts';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';
import styles from './words.module.css';

interface WordsProps {
  text: string;
  chatId: ChatId;
  /** Words to mark. */
  found?: readonly string[];
}

/** A message's text. It may be anything that anyone wrote: nothing of it becomes HTML. */
export function Words({ text, chatId, found = none }: WordsProps) {
  const names = useNames(chatId);
  const { self } = useAccount();
  const own = useReplica(replica => replica.users[self]?.username);
  const blocks = useMemo(() => parseMarkdown(text, name => names.has(name)), [text, names]);
  return (
    <div className={styles.words} dir="auto">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <BlockView key={index} block={block} own={own} found={found} />
      ))}
    </div>
  );
}

const none: readonly string[] = [];

function useNames(chatId: ChatId): ReadonlySet<string> {
  const members = useReplica(replica => replica.chats[chatId]?.members);
  const users = useReplica(replica => replica.users);
  return useMemo(
    () => new Set((members ?? []).map(({ userId }) => users[userId]?.username ?? '').filter(Boolean)),
    [members, users],
  );
}

interface PartsProps {
  own: string | undefined;
  found: readonly string[];
}

function BlockView({ block, ...rest }: PartsProps & { block: Block }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Parts parts={block.parts} {...rest} />
        </p>
      );
    case 'code':
      return <Code text={block.text} language={block.language} />;
    case 'quote':
      return (
        <blockquote>
          {block.blocks.map((inner, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
            <BlockView key={index} block={inner} {...rest} />
          ))}
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((parts, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <li key={index}>
          <Parts parts={parts} {...rest} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function Parts({ parts, ...rest }: PartsProps & { parts: readonly Inline[] }): ReactNode {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
    <Part key={index} part={part} {...rest} />
  ));
}

function Part({ part, own, found }: PartsProps & { part: Inline }): ReactNode {
  switch (part.kind) {
    case 'text':
      return found.length === 0 ? part.text : <Found text={part.text} found={found} />;
    case 'code':
      return <code>{part.text}</code>;
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      );
    case 'mention':
      return (
        <bdi className={part.username === own ? styles.me : styles.mention} data-testid="mention">
          {part.text}
        </bdi>
      );
    case 'bold':
      return (
        <strong>
          <Parts parts={part.parts} own={own} found={found} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Parts parts={part.parts} own={own} found={found} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Parts parts={part.parts} own={own} found={found} />
        </s>
      );
  }
}

/** Text with the words in it marked that begin with one of those found. */
export function Found({ text, found }: { text: string; found: readonly string[] }) {
  return splitFound(text, found).map((piece, index) =>
    piece.marked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <mark key={index} className={styles.mark}>
        {piece.text}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <Fragment key={index}>{piece.text}</Fragment>
    ),
  );
}

function Code({ text, language }: { text: string; language: string }) {
  const { t } = useTranslation();
  const { complain, timers } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      timers.after(2_000, () => setCopied(false));
    }, complain);
  };
  return (
    <figure className={styles.code}>
      <figcaption>
        <span>{language}</span>
        <IconButton
          size="sm"
          icon={copied ? Check : Copy}
          label={t(copied ? 'common.copied' : 'messages.copyCode')}
          onClick={copy}
        />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre dir="ltr" tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
