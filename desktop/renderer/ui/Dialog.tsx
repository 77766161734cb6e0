// Modal dialogs on the browser's own <dialog>: top layer, inert page, focus kept inside and given back.
import clsx from 'clsx';
import { X } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type SyntheticEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';
import { onlyTooltip } from './escape.ts';
import { IconButton } from './IconButton.tsx';
import { PortalContext } from './portal.ts';

interface DialogProps {
  open: boolean;
  /** Escape, the close button, or a click beside the dialog. */
  onClose: () => void;
  title: string;
  description?: string;
  children?: ReactNode;
  /** Buttons at the foot, the main one last. */
  actions?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** Must be answered: no click beside it closes it. */
  alert?: boolean;
}

interface AlertDialogProps {
  open: boolean;
  title: string;
  description: string;
  /** What the main button does, as a verb: "Delete". */
  confirmLabel: string;
  onConfirm: () => void;
  onCancel: () => void;
  danger?: boolean;
  busy?: boolean;
}

/** A modal dialog. Menus, selects and tooltips inside it mount inside it by themselves. */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null;
}

/** A question that must be answered: no click beside it closes it; Escape cancels. */
export function AlertDialog({ open, onConfirm, onCancel, ...props }: AlertDialogProps) {
  const { t } = useTranslation();
  if (!open) return null;
  const { title, description, confirmLabel, danger, busy } = props;
  return (
    <OpenDialog
      open
      alert
      size="sm"
      title={title}
      description={description}
      onClose={onCancel}
      actions={
        <>
          <Button onClick={onCancel} disabled={busy} autoFocus>
            {t('common.cancel')}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    />
  );
}

function OpenDialog({ alert, onClose, title, description, children, actions, size = 'md' }: DialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  const [container, setContainer] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('input:not(:disabled), textarea:not(:disabled)')?.focus();
    setContainer(dialog);
    // Closing before removal is what gives the focus back to where it was.
    return () => dialog?.close();
  }, []);
  // On press, not on click: a selection dragged out of the sheet ends with a click beside it.
  const pressBeside = (event: MouseEvent) => {
    if (!alert && event.target === event.currentTarget) onClose();
  };
  // A file input's cancel bubbles up to here too.
  const cancel = (event: SyntheticEvent) => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    onClose();
  };
  // A tooltip that shows keeps the element from hearing of the key.
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && onlyTooltip(event.nativeEvent)) onClose();
  };
  // A second Escape without a click between closes the element whatever cancel says.
  const closed = (event: SyntheticEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget && !event.currentTarget.open) onClose();
  };
  return (
    <dialog
      ref={ref}
      role={alert ? 'alertdialog' : undefined}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onCancel={cancel}
      onClose={closed}
      onKeyDown={keyDown}
      onMouseDown={pressBeside}
      className={styles.dialog}
    >
      <PortalContext value={container}>
        <div className={clsx(styles.sheet, styles[size])}>
          <div className={styles.head}>
            <h2 id={`${id}-title`} className={styles.title}>
              {title}
            </h2>
            {!alert && <IconButton icon={X} label={t('common.close')} shortcut="Escape" onClick={onClose} />}
          </div>
          {description && (
            <p id={`${id}-description`} className={styles.description}>
              {description}
            </p>
          )}
          {children && <div className={styles.body}>{children}</div>}
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
      </PortalContext>
    </dialog>
  );
}
