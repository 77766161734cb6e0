// What the sign-in form may send, and what is wrong with it, as keys of the dictionary.
import type { AppError } from '../../../common/errors.ts';
import { limits } from '../../../common/limits.ts';

export type AuthMode = 'sign_in' | 'register';

export interface AuthForm {
  readonly username: string;
  readonly displayName: string;
  readonly password: string;
  /** A token or a link; empty without an invitation. */
  readonly invite: string;
}

export type FieldProblem =
  | 'auth.usernameInvalid'
  | 'auth.usernameRequired'
  | 'auth.usernameTaken'
  | 'auth.displayNameRequired'
  | 'auth.displayNameTooLong'
  | 'auth.passwordTooShort'
  | 'auth.passwordRequired'
  | 'auth.inviteInvalid'
  | 'auth.inviteRequired';

export type FieldProblems = Partial<Record<keyof AuthForm, FieldProblem>>;

const username = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What is wrong before anything is sent. */
export function checkForm(mode: AuthMode, form: AuthForm): FieldProblems {
  const name = form.username.trim();
  if (mode === 'sign_in') {
    return {
      ...(name === '' && { username: 'auth.usernameRequired' as const }),
      ...(form.password === '' && { password: 'auth.passwordRequired' as const }),
    };
  }
  const displayNameProblem = checkDisplayName(form.displayName);
  const wellFormed =
    username.test(name) && name.length >= limits.usernameMin && name.length <= limits.usernameMax;
  return {
    ...(!wellFormed && { username: 'auth.usernameInvalid' as const }),
    ...(displayNameProblem && { displayName: displayNameProblem }),
    ...(form.password.length < limits.passwordMin && { password: 'auth.passwordTooShort' as const }),
  };
}

/** What is wrong with a name as others will see it; `undefined` when nothing is. */
export function checkDisplayName(name: string): FieldProblem | undefined {
  const { length } = name.trim();
  if (length === 0) return 'auth.displayNameRequired';
  return length > limits.displayNameMax ? 'auth.displayNameTooLong' : undefined;
}

/** The number that a problem's words speak of. */
export function countIn(problem: FieldProblem): number {
  return problem === 'auth.displayNameTooLong' ? limits.displayNameMax : limits.passwordMin;
}

/** What the server's refusal says about the form; null where it says nothing special. */
export function explainRefusal(
  mode: AuthMode,
  { code, details }: AppError,
  invites = false,
):
  | { readonly fields: FieldProblems }
  | { readonly key: 'auth.wrongCredentials' | 'auth.registrationClosed' }
  | null {
  if (code === 'unauthorized' && mode === 'sign_in') return { key: 'auth.wrongCredentials' };
  if (code === 'conflict') return { fields: { username: 'auth.usernameTaken' } };
  if (code !== 'forbidden' || mode !== 'register') return null;
  if ((details as { invite?: boolean } | undefined)?.invite)
    return { fields: { invite: 'auth.inviteInvalid' } };
  return invites ? { fields: { invite: 'auth.inviteRequired' } } : { key: 'auth.registrationClosed' };
}

export type CodeProblem = 'auth.wrongCode' | 'auth.codesLocked';

/** What a refused sign-in says about the second factor; null when it is not about that. */
export function explainCode({ code, details }: AppError): 'needed' | CodeProblem | null {
  const told = (details ?? {}) as { secondFactor?: boolean; wrong?: boolean; retryAfterMs?: number };
  // Bounds of requests say when to come back; wrong codes of one account do not.
  if (code === 'rate_limited' && told.retryAfterMs === undefined) return 'auth.codesLocked';
  if (code !== 'unauthorized' || !told.secondFactor) return null;
  return told.wrong ? 'auth.wrongCode' : 'needed';
}
