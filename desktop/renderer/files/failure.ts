// Why a message with files could not be sent, in words that say what helps.
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import { errorKey } from '../errors.ts';
import { formatSize } from './size.ts';

interface Details {
  readonly maxBytes?: number;
  readonly quota?: { readonly of: 'user' | 'server' };
}

/** Empty for what did not fail. */
export function useFailureWords({ state, files = [] }: Outgoing): string {
  const { t, i18n } = useTranslation();
  if (state.name !== 'failed') return '';
  if (files.some(({ transfer }) => transfer.phase.name === 'lost')) return t('files.lost');
  const { code } = state;
  const details = (state.details ?? {}) as Details;
  if (code === 'too_large' && details.quota) {
    return t(details.quota.of === 'user' ? 'files.quotaUser' : 'files.quotaServer');
  }
  if (code === 'too_large' && details.maxBytes !== undefined) {
    return t('files.tooLargeNow', { most: formatSize(details.maxBytes, i18n.language) });
  }
  return t(errorKey(new AppError(code, '')));
}
