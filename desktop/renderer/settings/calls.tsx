// Sound and video: the section that calls bring, loaded when it is opened.
import { lazy, Suspense } from 'react';
import { useSigned } from '../context.ts';
import { Spinner } from '../ui/Spinner.tsx';

const AudioVideoSettings = lazy(async () => ({
  default: (await import('../calls/audioVideo.tsx')).AudioVideoSettings,
}));

export function CallsSection() {
  const { calls } = useSigned();
  return (
    <Suspense fallback={<Spinner />}>
      <AudioVideoSettings calls={calls} />
    </Suspense>
  );
}
