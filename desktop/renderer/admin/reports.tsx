// What people reported, open ones first.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminReport, AdminUser } from '../../../common/admin/admin.ts';
import type { UserId } from '../../../common/ids.ts';
import { useAccount, useNow } from '../context.ts';
import { Group } from '../settings/group.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Time } from '../ui/Time.tsx';
import styles from './admin.module.css';
import { Shown, useDeed, useLoaded } from './loaded.tsx';
import { nameIn } from './names.ts';

/** With the words that each is about. */
export function AdminReports() {
  const { t } = useTranslation();
  const { admin } = useAccount().api;
  const loaded = useLoaded(useCallback(() => admin.reports(), [admin]));
  const { run } = useDeed(loaded.reload);
  return (
    <div className={styles.sheet}>
      <Shown loaded={loaded}>
        {({ reports, users }) =>
          reports.length === 0 ? (
            <EmptyState drawing="messages" title={t('admin.noReports')}>
              {t('admin.noReportsText')}
            </EmptyState>
          ) : (
            <Group>
              {[...reports]
                .sort((a, b) => Number(a.closedAt !== undefined) - Number(b.closedAt !== undefined))
                .map(report => (
                  <ReportRow
                    key={report.id}
                    report={report}
                    users={users}
                    onClose={() => run(() => admin.closeReport(report.id))}
                  />
                ))}
            </Group>
          )
        }
      </Shown>
    </div>
  );
}

interface ReportRowProps {
  report: AdminReport;
  users: readonly AdminUser[];
  onClose: () => void;
}

function ReportRow({ report, users, onClose }: ReportRowProps) {
  const { t } = useTranslation();
  const now = useNow();
  const name = (id: UserId) => nameIn(users, id) ?? t('common.deletedUser');
  return (
    <article className={styles.report} data-testid="report" data-closed={report.closedAt !== undefined}>
      <p>
        <strong>{t(`reports.reason_${report.reason}`)}</strong> · <bdi>{name(report.userId)}</bdi>
      </p>
      {report.quoted !== undefined && <blockquote className={styles.quoted}>{report.quoted}</blockquote>}
      {report.text !== '' && <p className={styles.note}>{report.text}</p>}
      <p className={styles.meta}>
        {t('admin.reportedBy', { name: name(report.by) })} · <Time at={report.at} now={now} kind="full" />
      </p>
      {report.closedAt === undefined ? (
        <Button size="sm" onClick={onClose}>
          {t('admin.resolve')}
        </Button>
      ) : (
        <p className={styles.meta}>{t('admin.resolved')}</p>
      )}
    </article>
  );
}
