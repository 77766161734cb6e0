// The event bus: carries events to the nodes that hold the sockets of their receivers.
import type { ChatId, DeviceId, UserId } from '../../common/ids.ts';
import type { Disposer } from '../context.ts';

/** Narrows an event to one device, or leaves one out (the requesting device gets the reply only). */
export interface Aim {
  only?: DeviceId | undefined;
  except?: DeviceId | undefined;
  /** When the message that it tells of arrived, by the clock of the node that took it (milliseconds): for the metrics. */
  since?: number | undefined;
  /** The place of the message that it tells of: other nodes that write to this chat go on from there. */
  place?: { chatId: ChatId; seq: number; rev: number } | undefined;
}

/** An encoded event for some users' devices. */
export interface Delivery extends Aim {
  users: readonly UserId[];
  frame: string;
}

/** What nodes tell each other beside clients' events. */
export interface Notices {
  /** The members of a chat changed: forget what is cached of it and of these people. */
  chat_changed: { chatId: ChatId; userIds: readonly UserId[] };
  /** Two people were kept apart, or not any more: the same, of them and of their direct chat. */
  blocks_changed: { chatId: ChatId | null; userIds: readonly UserId[] };
  session_revoked: { userId: UserId; deviceId: DeviceId };
  /** The sending node could not reach the others for a while: what it told meanwhile, their clients have not heard. */
  events_missed: Record<string, never>;
}
export type NoticeName = keyof Notices;

export interface Bus {
  publish(users: readonly UserId[], frame: string, aim?: Aim): void;
  notify<N extends NoticeName>(name: N, data: Notices[N]): void;
  onDelivery(listener: (delivery: Delivery) => void): Disposer;
  onNotice<N extends NoticeName>(name: N, listener: (data: Notices[N]) => void): Disposer;
  /** Asks for this user's deliveries from other nodes; the gateway calls it while it holds a socket of theirs. */
  watch(userId: UserId): Disposer;
  /** False while other nodes can not be reached; local delivery goes on. */
  healthy(): boolean;
  close(): Promise<void>;
}

type Listener<T> = (data: T) => void;

/** The local half of every bus: delivers in this process, at once. */
export class LocalListeners {
  readonly #deliveries = new Set<Listener<Delivery>>();
  readonly #notices = new Map<NoticeName, Set<Listener<never>>>();

  onDelivery(listener: Listener<Delivery>): Disposer {
    this.#deliveries.add(listener);
    return () => this.#deliveries.delete(listener);
  }

  onNotice<N extends NoticeName>(name: N, listener: Listener<Notices[N]>): Disposer {
    const set = this.#notices.get(name) ?? new Set<Listener<never>>();
    this.#notices.set(name, set);
    set.add(listener as Listener<never>);
    return () => set.delete(listener as Listener<never>);
  }

  deliver(delivery: Delivery): void {
    for (const listener of this.#deliveries) listener(delivery);
  }

  notice<N extends NoticeName>(name: N, data: Notices[N]): void {
    for (const listener of this.#notices.get(name) ?? []) (listener as Listener<Notices[N]>)(data);
  }
}

/** One node alone: no network. */
export function createLocalBus(): Bus {
  const local = new LocalListeners();
  return {
    publish: (users, frame, aim = {}) => local.deliver({ users, frame, ...aim }),
    notify: (name, data) => local.notice(name, data),
    onDelivery: listener => local.onDelivery(listener),
    onNotice: (name, listener) => local.onNotice(name, listener),
    watch: () => () => undefined,
    healthy: () => true,
    close: () => Promise.resolve(),
  };
}
