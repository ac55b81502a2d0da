/** Which of the sampled messages are drawn, and between which places: those near what is looked at, or those of what is chosen. */
import type { MessageSample } from '../source/events.ts';
import { CLOUD_ID, LINK } from '../source/events.ts';
import { ARC_KIND } from './arcs.ts';
import type { Arcs } from './arcs.ts';

/** Arcs begun per batch of events; a batch comes each 200 ms. */
const ARCS_PER_BATCH = 12;
/** Receivers drawn of one message where nobody is chosen. */
const RECEIVERS_SHOWN = 1;
/** Arcs of a batch begin within this time, so that they do not beat. */
const SPREAD_S = 0.24;

export interface ArcScene {
  /** Where an id is now; false where nobody has it. */
  place(id: string, out: Float32Array): boolean;
  /** What is looked at, and how far around it counts. */
  readonly center: ArrayLike<number>;
  readonly reach_m: number;
  /** Id of what is chosen; '' = nothing. */
  readonly chosen: string;
}

export interface ArcPlan {
  readonly from: string;
  readonly to: string;
  readonly kind: number;
}

/** Picks what to draw of a batch: with something chosen only its own messages, else an even choice of what is near. Pure. */
export function planArcs(samples: readonly MessageSample[], scene: ArcScene): ArcPlan[] {
  const out = new Float32Array(3);
  const near = (id: string): boolean =>
    scene.place(id, out) && Math.hypot(out[0] - scene.center[0], out[1] - scene.center[1]) <= scene.reach_m;
  const plans: ArcPlan[] = [];
  for (const sample of samples) {
    const own = scene.chosen !== '' && sample.source === scene.chosen;
    let shown = 0;
    for (const receiver of sample.receivers) {
      if (!own && shown === RECEIVERS_SHOWN) break;
      const about = own || receiver === scene.chosen;
      if (scene.chosen !== '' && !about) continue;
      const known = sample.source === CLOUD_ID ? near(receiver) : near(sample.source);
      if (!known && !about) continue;
      plans.push({ from: sample.source, to: receiver, kind: kindOf(sample, receiver) });
      shown += 1;
    }
  }
  if (plans.length <= ARCS_PER_BATCH) return plans;
  const stride = plans.length / ARCS_PER_BATCH;
  return Array.from({ length: ARCS_PER_BATCH }, (_, i) => plans[Math.floor(i * stride)]);
}

/** What a roadside unit hands on to the cloud goes up, whatever brought it to the unit. */
function kindOf({ source, link }: MessageSample, receiver: string): number {
  if (link === LINK.wired) return ARC_KIND.wired;
  if (source === CLOUD_ID) return ARC_KIND.down;
  return link === LINK.pc5 && receiver !== CLOUD_ID ? ARC_KIND.pc5 : ARC_KIND.up;
}

/** Begins the arcs of a batch. */
export function startArcs(arcs: Arcs, plans: readonly ArcPlan[], scene: ArcScene, now_s: number): void {
  plans.forEach((plan, i) => {
    const delay_s = (i / plans.length) * SPREAD_S;
    arcs.add(
      (out) => scene.place(plan.from, out),
      (out) => scene.place(plan.to, out),
      plan.kind,
      now_s,
      delay_s,
    );
  });
}
