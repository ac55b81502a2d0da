/**
 * The port over the embedded broker's bus: no socket, no copy. What a handler gets is queued and delivered in a microtask,
 * so that a publish never re-enters its own caller; clients of the broker get the same messages over their sockets.
 *
 * Microtasks run before the event loop turns: a loop that only ever awaits in-process messages keeps sockets and timers
 * waiting. Whoever runs such a loop lets the event loop turn now and then (`setImmediate`), or awaits what `publish` returns.
 */
import type { BrokerBus } from '../broker/broker-bus.ts';
import { isFilter, isTopic } from './filter-table.ts';
import type { MessageHandler, PublishOptions, Transport, TransportStats } from './transport.ts';
import { BOUND_BYTES, emptyStats, isLockstepTopic } from './transport.ts';

interface Subscription {
  readonly handler: MessageHandler;
  readonly stop: () => void;
  active: boolean;
}

interface Delivery {
  readonly subscription: Subscription;
  readonly topic: string;
  readonly payload: Uint8Array;
}

const LOSS = 'the embedded broker was closed';

/** Connects to the embedded broker of the same process. */
export function createInProcessTransport(broker: { readonly bus: BrokerBus }): Transport {
  return new InProcessTransport(broker.bus);
}

class InProcessTransport implements Transport {
  readonly stats: TransportStats = emptyStats();
  readonly #bus: BrokerBus;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #lostHandlers: ((reason: string) => void)[] = [];
  #queue: Delivery[] = [];
  #queued_bytes = 0;
  #state: 'open' | 'lost' | 'closed' = 'open';

  constructor(bus: BrokerBus) {
    this.#bus = bus;
    bus.onClose(() => this.#lose());
  }

  publish(topic: string, payload: Uint8Array, options?: PublishOptions): void | Promise<void> {
    if (!isTopic(topic)) throw new Error(`not a topic: ${JSON.stringify(topic)}`);
    if (this.#state !== 'open') {
      this.stats.dropped += 1;
      return undefined;
    }
    const outcome = this.#bus.publish(topic, payload, options);
    if (outcome !== 'sent') {
      if (outcome === 'shed') this.stats.shed += 1;
      else this.stats.dropped += 1;
      return this.#bus.room();
    }
    this.stats.published += 1;
    this.stats.published_bytes += payload.length;
    return this.#bus.room();
  }

  async subscribe(filter: string, handler: MessageHandler): Promise<void> {
    if (!isFilter(filter)) throw new Error(`not a topic filter: ${JSON.stringify(filter)}`);
    if (this.#state !== 'open') throw new Error(`cannot subscribe to ${filter}: the transport is ${this.#state}`);
    if (this.#subscriptions.has(filter)) throw new Error(`already subscribed to ${filter}`);
    const subscription: Subscription = {
      handler,
      active: true,
      stop: this.#bus.subscribe(filter, (topic, payload) => this.#enqueue({ subscription, topic, payload })),
    };
    this.#subscriptions.set(filter, subscription);
    for (const { topic, payload } of await this.#bus.retained(filter)) this.#enqueue({ subscription, topic, payload });
  }

  async unsubscribe(filter: string): Promise<void> {
    const subscription = this.#subscriptions.get(filter);
    if (subscription === undefined) return;
    this.#subscriptions.delete(filter);
    stop(subscription);
  }

  hasSubscribers(topic: string): boolean {
    return this.#bus.hasSubscribers(topic);
  }

  onLost(handler: (reason: string) => void): void {
    if (this.#state === 'lost') handler(LOSS);
    else this.#lostHandlers.push(handler);
  }

  async close(): Promise<void> {
    if (this.#state === 'open') this.#end('closed');
    await this.#bus.settle();
  }

  #lose(): void {
    if (this.#state !== 'open') return;
    this.#end('lost');
    for (const handler of this.#lostHandlers) handler(LOSS);
  }

  #end(state: 'lost' | 'closed'): void {
    this.#state = state;
    for (const subscription of this.#subscriptions.values()) stop(subscription);
    this.#subscriptions.clear();
  }

  #enqueue(delivery: Delivery): void {
    if (this.#queued_bytes > BOUND_BYTES && !isLockstepTopic(delivery.topic)) {
      this.stats.shed += 1;
      return;
    }
    if (this.#queue.length === 0) queueMicrotask(() => this.#deliver());
    this.#queue.push(delivery);
    this.#queued_bytes += delivery.payload.length + delivery.topic.length;
  }

  #deliver(): void {
    const deliveries = this.#queue;
    this.#queue = [];
    this.#queued_bytes = 0;
    for (let index = 0; index < deliveries.length; index++) {
      const { subscription, topic, payload } = deliveries[index]!;
      if (!subscription.active) continue;
      this.stats.received += 1;
      this.stats.received_bytes += payload.length;
      subscription.handler(topic, payload);
    }
  }
}

function stop(subscription: Subscription): void {
  subscription.active = false;
  subscription.stop();
}
