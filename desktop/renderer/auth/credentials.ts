// What one types to come in, sent and explained: the password first, then a code where the account asks for one.
import { type FormEvent, useEffect, useState } from 'react';
import { AppError } from '../../../common/errors.ts';
import type { http, Reply } from '../../../common/wire/http.ts';
import { useApp } from '../context.ts';
import { type ErrorKey, errorKey } from '../errors.ts';
import {
  type AuthForm,
  type AuthMode,
  type CodeProblem,
  checkForm,
  explainCode,
  explainRefusal,
  type FieldProblems,
} from './form.ts';
import { tokenIn } from './invitation.ts';

export type Problem = ErrorKey | 'auth.wrongCredentials' | 'auth.registrationClosed';
export type Credentials = ReturnType<typeof useCredentials>;
export type Registration = Reply<typeof http.registration>;

/** What this server lets newcomers do; null until it has said so. */
export function useRegistration(asked: boolean, token: string): Registration | null {
  const { session } = useApp();
  const [registration, setRegistration] = useState<Registration | null>(null);
  useEffect(() => {
    let current = true;
    if (asked) {
      session.registration(token === '' ? undefined : token).then(
        answer => current && setRegistration(answer),
        // Without an answer the form is as it always was: what is wrong with it is said when it is sent.
        () => current && setRegistration(null),
      );
    }
    return () => {
      current = false;
    };
  }, [asked, token, session]);
  return registration;
}

/** The form of a mode, and what the server says to it. */
export function useCredentials(
  mode: AuthMode,
  start: Pick<AuthForm, 'username' | 'invite'>,
  invites: boolean,
) {
  const { session, invitation } = useApp();
  const [form, setForm] = useState<AuthForm>({ displayName: '', password: '', ...start });
  const [fields, setFields] = useState<FieldProblems>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [asksCode, setAsksCode] = useState(false);
  const change = (part: Partial<AuthForm>) => {
    setForm({ ...form, ...part });
    setFields({});
    setProblem(null);
  };
  const send = async () => {
    const username = form.username.trim();
    const { password } = form;
    if (mode === 'sign_in') {
      await session.signIn({ username, password });
      // Who has an account does not need it: signing out would lead to registering.
      return invitation.forget();
    }
    const invite = tokenIn(form.invite);
    const displayName = form.displayName.trim();
    await session.register({ username, displayName, password, ...(invites && invite !== '' && { invite }) });
    invitation.forget();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wrong = checkForm(mode, form);
    setFields(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    setProblem(null);
    try {
      await send();
    } catch (error) {
      setBusy(false);
      if (error instanceof AppError && explainCode(error) === 'needed') return setAsksCode(true);
      const refusal = error instanceof AppError ? explainRefusal(mode, error, invites) : null;
      if (refusal !== null && 'fields' in refusal) setFields(refusal.fields);
      else setProblem(refusal?.key ?? errorKey(error));
    }
  };
  /** Back to the password, with what is wrong with it, if anything is. */
  const withoutCode = (found: Problem | null) => {
    setAsksCode(false);
    setProblem(found);
  };
  return { form, fields, problem, busy, asksCode, change, submit, withoutCode };
}

/** The step after the password. */
export function useCode({ form, withoutCode }: Credentials) {
  const { session, invitation } = useApp();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<CodeProblem | ErrorKey | 'auth.codeRequired' | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (text: string) => {
    setCode(text);
    setProblem(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (code.trim() === '') return setProblem('auth.codeRequired');
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn({ username: form.username.trim(), password: form.password, totp: code.trim() });
      invitation.forget();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof AppError)) return setProblem(errorKey(error));
      const about = explainCode(error);
      // The password was changed meanwhile.
      if (about === null && error.code === 'unauthorized') return withoutCode('auth.wrongCredentials');
      setProblem(about === null ? errorKey(error) : about === 'needed' ? 'auth.codeRequired' : about);
    }
  };
  return { code, problem, busy, change, submit };
}
