// Makes the people of a server under test, through its REST calls, a few at a time.
import type { Person } from './load/dialects.ts';

export interface Account {
  readonly id: string;
  readonly token: string;
}

const atOnce = 8;

/** Does the work for each number below `count`, a few at a time; the outcomes are in order. */
export async function eachOf<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const outcomes: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      outcomes[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

/** Accounts, paired: each one's peer is its neighbour. `chat` gives what a pair writes in. */
export async function makePeople(
  count: number,
  account: (index: number) => Promise<Account>,
  chat: (a: Account, b: Account) => Promise<string> = () => Promise.resolve(''),
): Promise<Person[]> {
  const accounts = await eachOf(count, account);
  const at = (index: number): Account => {
    const found = accounts[index];
    if (found === undefined) throw new Error(`There is no account ${index}`);
    return found;
  };
  const chats = await eachOf(count / 2, pair => chat(at(2 * pair), at(2 * pair + 1)));
  return accounts.map(({ id, token }, index) => ({
    id,
    token,
    peerId: at(index ^ 1).id,
    chatId: chats[index >> 1] ?? '',
  }));
}

/** Calls an API with JSON; throws for every answer but 2xx. */
export async function call<T>(url: string, body?: unknown, token?: string): Promise<T> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

export const login = (url: string, body: unknown): Promise<Account> => call<Account>(url, body);

interface SignedIn {
  readonly user: { readonly id: string };
  readonly accessToken: string;
}

const password = 'a long enough password';
const username = (index: number) => `bench${index}`;

/** Registers with Baraza. */
export async function registered(api: string, index: number): Promise<Account> {
  const body = { username: username(index), displayName: `Bench ${index}`, password };
  const { user, accessToken } = await call<SignedIn>(`${api}/auth/register`, body);
  return { id: user.id, token: accessToken };
}

type NewChat =
  | { readonly kind: 'direct'; readonly userId: string }
  | { readonly kind: 'group'; readonly title: string; readonly memberIds: readonly string[] };

/** Makes a chat; gives its id. */
export async function chatWith(api: string, token: string, body: NewChat): Promise<string> {
  const { chat } = await call<{ chat: { id: string } }>(`${api}/chats`, body, token);
  return chat.id;
}
