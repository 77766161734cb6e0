// What is shown when a view fails: words and a way on, instead of an empty window.
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './ui/Button.tsx';
import { EmptyState } from './ui/EmptyState.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
}

/** Catches what its children throw while rendering. */
export class ErrorBoundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    return this.state.failed ? (
      <Failed onAgain={() => this.setState({ failed: false })} />
    ) : (
      this.props.children
    );
  }
}

function Failed({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      alert
      drawing="error"
      title={t('errors.title')}
      action={
        <Button variant="primary" onClick={onAgain}>
          {t('common.retry')}
        </Button>
      }
    >
      {t('errors.crashed')}
    </EmptyState>
  );
}
