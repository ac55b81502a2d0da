import { describe, expect, it } from 'vitest';
import { ARC_KIND } from '../../../client/scene/arcs.ts';
import { planArcs } from '../../../client/scene/message-arcs.ts';
import type { ArcScene } from '../../../client/scene/message-arcs.ts';
import { LINK } from '../../../client/source/events.ts';
import type { MessageSample } from '../../../client/source/events.ts';

const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  near: [10, 0],
  close: [0, 20],
  mast: [5, 5],
  far: [900, 0],
  cloud: [0, 0],
};

const scene = (chosen = ''): ArcScene => ({
  place(id, out) {
    const place = PLACES[id];
    if (place !== undefined) out.set([...place, 0]);
    return place !== undefined;
  },
  center: [0, 0, 0],
  reach_m: 100,
  chosen,
});

const sample = (source: string, receivers: string[], link: number = LINK.pc5): MessageSample => ({
  source,
  receivers,
  body: 10,
  link,
});

describe('messages that are drawn', () => {
  it('are those near what is looked at, from senders that are known', () => {
    const plans = planArcs([sample('near', ['close']), sample('far', ['near']), sample('gone', ['near'])], scene());
    expect(plans).toEqual([{ from: 'near', to: 'close', kind: ARC_KIND.pc5 }]);
  });

  it('are those of the chosen one alone, to all whom it reached', () => {
    const samples = [sample('near', ['close', 'mast']), sample('close', ['near']), sample('mast', ['close'])];
    const drawn = planArcs(samples, scene('near')).map(({ from, to }) => `${from} ${to}`);
    expect(drawn).toEqual(['near close', 'near mast', 'close near']);
  });

  it('tell up, down and wire apart', () => {
    const samples = [
      sample('near', ['cloud'], LINK.uu),
      sample('cloud', ['near'], LINK.uu),
      sample('mast', ['cloud'], LINK.wired),
    ];
    expect(planArcs(samples, scene()).map((plan) => plan.kind)).toEqual([ARC_KIND.up, ARC_KIND.down, ARC_KIND.wired]);
  });

  it('are a bounded choice, spread over all', () => {
    const samples = Array.from({ length: 200 }, (_, i) => sample(i < 100 ? 'near' : 'close', ['mast']));
    const plans = planArcs(samples, scene());
    expect(plans.length).toBeLessThan(50);
    expect(new Set(plans.map((plan) => plan.from))).toEqual(new Set(['near', 'close']));
  });
});
