// The administrators' page: people, invitations, reports, the log, and how the server is.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../ui/Tabs.tsx';
import { AdminInvites } from './invites.tsx';
import { AdminLog } from './log.tsx';
import { AdminPeople } from './people.tsx';
import { AdminReports } from './reports.tsx';
import { AdminServer } from './server.tsx';

type Sheet = 'people' | 'invites' | 'reports' | 'log' | 'server';

/** Fetched when an administrator first opens it. */
export function AdminPage() {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState<Sheet>('people');
  return (
    <Tabs
      label={t('settings.admin')}
      value={sheet}
      onChange={setSheet}
      tabs={[
        { value: 'people', label: t('admin.people'), content: <AdminPeople /> },
        { value: 'invites', label: t('admin.invites'), content: <AdminInvites /> },
        { value: 'reports', label: t('admin.reports'), content: <AdminReports /> },
        { value: 'log', label: t('admin.log'), content: <AdminLog /> },
        { value: 'server', label: t('admin.server'), content: <AdminServer /> },
      ]}
    />
  );
}
