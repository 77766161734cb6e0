// The drawings of the empty and error states, 160 by 120, in the pens of the tokens.
import clsx from 'clsx';
import styles from './Drawings.module.css';

const { line, quiet, accent, leaf, sun, paper, tint, dot } = styles;

function Ground() {
  return <path className={quiet} d="M18 104.5c21-1.4 43 .6 63-.3 21-.9 41-.2 61 .5" />;
}

function Plant({ x = 0 }: { x?: number }) {
  return (
    <g transform={`translate(${x} 0)`}>
      <path className={leaf} d="M127 90c.4-9 .2-17 1.6-26" />
      <path className={leaf} d="M127.6 80c-7.4-.4-11-4.2-11.6-10.6 7 .2 11 3.8 11.6 10.6Z" />
      <path className={leaf} d="M128 72.4c5.6-1.2 9-5.2 9-11.6-6 1-9 5-9 11.6Z" />
      <path className={clsx(line, paper)} d="M119.5 90.4h15.4l-2 13.8h-11.6l-1.8-13.8Z" />
    </g>
  );
}

/** A veranda with two stools: no one has sat down yet. */
function NoChats() {
  return (
    <>
      <circle className={sun} cx="79" cy="56" r="40" />
      <path className={accent} d="M28.4 46.2C46 36.6 62 27 79.6 18.4c16.8 8.4 34.4 17.2 52 27.4" />
      <path className={quiet} d="M37 48.6c28-.8 57-.4 86 .2" />
      <path className={line} d="M42.6 49.6c.6 18-.2 36 .4 54M117.8 49.6c-.6 12 .2 26-.2 38" />
      <path className={clsx(line, paper)} d="M55 83.4c7-.9 14-.9 21.2 0l-1.6 5.2c-6 .7-12 .7-18 0L55 83.4Z" />
      <path className={line} d="M58.8 89l-2.6 15M72.6 89l2.4 15M57.6 97c5.2.5 10.6.5 16-.1" />
      <path className={clsx(line, tint)} d="M86 83.4c7-.9 14-.9 21.2 0l-1.6 5.2c-6 .7-12 .7-18 0L86 83.4Z" />
      <path className={line} d="M89.8 89l-2.6 15M103.6 89l2.4 15M88.6 97c5.2.5 10.6.5 16-.1" />
      <Plant x={1} />
      <Ground />
    </>
  );
}

/** Two speech marks facing each other, one still empty. */
function NoMessages() {
  return (
    <>
      <circle className={sun} cx="82" cy="58" r="40" />
      <path
        className={clsx(line, paper)}
        d="M32.6 40c0-6.6 4.2-10.6 10.8-10.8 13-.5 26-.4 39 .1 6.4.2 10.4 4.2 10.5 10.5.1 6 .1 11-.1 16.8-.3 6.2-4.2 10-10.4 10.2-8.8.3-17.4.4-26.2.2-3.8 4.4-8.2 7.8-14 9.8 1.8-3.4 2.4-6.6 2-10.4-7-.4-11.2-4.2-11.5-10.8-.3-5.2-.2-10.4-.1-15.6Z"
      />
      <path className={quiet} d="M45 42.8c11.6-.5 23-.4 34.6.1M45 53c7.4-.4 14.6-.3 22 0" />
      <path
        className={clsx(accent, tint)}
        d="M78 74.4c.2-5 3.2-8 8.2-8.2 10.6-.4 21-.4 31.6.1 4.8.2 7.8 3.2 8 8 .2 4.4.2 8.4-.1 12.8-.3 5-3 7.8-8 8.1-.3 2.8.2 5.2 1.6 7.8-4.4-1.5-7.8-4-10.6-7.6-7.4.2-14.8.1-22.2-.2-5-.2-8.1-3.2-8.4-8.2-.2-4.2-.3-8.4-.1-12.6Z"
      />
      <circle className={dot} cx="92" cy="81" r="2.3" />
      <circle className={dot} cx="101.6" cy="80.7" r="2.3" />
      <circle className={dot} cx="111.2" cy="81.1" r="2.3" />
    </>
  );
}

/** A magnifying glass over an empty basket weave. */
function NothingFound() {
  return (
    <>
      <circle className={sun} cx="76" cy="56" r="40" />
      <path
        className={clsx(line, paper)}
        d="M71.6 27.4c15.4-.4 27.4 11.2 27.8 26.2.4 15.4-11.2 27.6-26.4 28-15.6.4-27.8-11-28.4-26.2-.6-15.4 11.6-27.6 27-28Z"
      />
      <path className={accent} d="M92.4 74.4c1.8 1.6 3.4 3.4 5.2 5.2" />
      <path
        className={clsx(accent, tint)}
        d="M97.2 83.6c-.9-1-.8-2.4.2-3.4l.6-.6c1-.9 2.4-.9 3.4.1l18.4 18.2c1 1 1 2.4.1 3.4l-.9.9c-1 1-2.4 1-3.4 0L97.2 83.6Z"
      />
      <path className={quiet} d="M57.4 45.6c3.6-5 8.2-7.6 14.4-8" />
      <path className={line} d="M63 52.4l.1.1M81.4 52.2l.1.1M64.4 66.2c4.8-3.8 11.2-3.9 16-.3" />
      <Ground />
    </>
  );
}

/** A telephone at rest beside a plant. */
function NoCalls() {
  return (
    <>
      <circle className={sun} cx="74" cy="58" r="40" />
      <path
        className={clsx(line, paper)}
        d="M48 104c.2-10 4.6-24.6 11.6-30.4 10.4-1.2 20.8-1.2 31.2 0 7 5.8 11.2 20.4 11.6 30.4-18.2.6-36.2.6-54.4 0Z"
      />
      <path
        className={clsx(accent, tint)}
        d="M40.6 67.4c-1.6-5-.6-10.6 3.6-14.4 17.4-13.2 44.8-13.2 62.2 0 4.2 3.8 5.2 9.4 3.6 14.4-.6 1.8-2 2.6-3.9 2.4l-12.2-1.2c-1.9-.2-3-1.3-3.2-3.2l-.8-6.2c-9.6-3.2-19.6-3.2-29.2 0l-.8 6.2c-.2 1.9-1.3 3-3.2 3.2l-12.2 1.2c-1.9.2-3.3-.6-3.9-2.4Z"
      />
      <path
        className={line}
        d="M75.2 80.2c6-.1 10.4 3.8 10.5 9.4.1 5.6-4.3 9.7-10.1 9.8-6 .1-10.5-3.9-10.7-9.5-.2-5.6 4.3-9.6 10.3-9.7Z"
      />
      <path className={quiet} d="M75.3 86.6c2 0 3.4 1.2 3.4 3.1 0 1.9-1.4 3.1-3.4 3.1" />
      <Plant x={3} />
      <Ground />
    </>
  );
}

/** A line between two poles that has come down. */
function Offline() {
  return (
    <>
      <circle className={sun} cx="80" cy="56" r="40" />
      <path className={line} d="M37.4 104c.8-22 .2-44 .6-66M122.6 104c-.4-22 .2-44-.4-66" />
      <path className={line} d="M29.4 46.2c5.8-.4 11.6-.3 17.4 0M113.4 46.2c5.8-.4 11.6-.3 17.4.1" />
      <path className={accent} d="M46 46.8c4.4 18 13.2 29.8 25 34.6.8 3.2 3 5.6 6.2 6.4" />
      <path className={accent} d="M114 46.8c-3 14-9.4 24.4-18.4 31" />
      <path className={accent} d="M86.2 72.6l-3-4.2M84.2 79.2l-5.4.4M90.6 68.2l.6-5" />
      <path
        className={quiet}
        d="M60 27.6c1.6-4.6 8.4-5 10.6-.9 3.6-1.2 7 1.2 6.8 4.7-7 .5-13.8.5-20.8.1-1.1-2 .7-4.1 3.4-3.9Z"
      />
      <Ground />
    </>
  );
}

/** A stool with a broken leg: sorry, ours. */
function Failure() {
  return (
    <>
      <circle className={sun} cx="80" cy="58" r="40" />
      <path
        className={line}
        d="M55.4 64.2c-2.6 13.2-5.6 26.4-9.4 39.6M77.8 68.6c1.2 11.8 2.8 23.6 4.2 35.2"
      />
      <path className={line} d="M50.2 86.2c9.8.9 19.6 1.9 29.4 3.2" />
      <path className={line} d="M101.2 72.4c1 3.8 2 7.2 3.2 10.8" />
      <path className={accent} d="M104.4 83.2l-3.8 2.6 5.4 1.8-3 3.4" />
      <path
        className={clsx(line, tint)}
        d="M43.6 48.6c25.2 2.6 49.6 7.2 73.6 14.2l-4.6 12c-22.8-6-46-10-69.4-12.2l.4-14Z"
      />
      <path className={line} d="M112.4 103.4l14.8-5.8" />
      <path className={accent} d="M112.4 103.4l-.4-4.2 3.8 2.6" />
      <path className={quiet} d="M122 46.4l4.6-5.2M126.6 54.2l6.6-1.2M114.8 41.6l1.2-6.2" />
      <Ground />
    </>
  );
}

export const drawings = {
  chats: NoChats,
  messages: NoMessages,
  search: NothingFound,
  calls: NoCalls,
  offline: Offline,
  error: Failure,
} as const;
