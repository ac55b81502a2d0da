/** A coordinator that knows one thing: it advises every vehicle on its way to an intersection to drive at 8 m/s, and says so again before the advice ends. */
import { connectCoordinator } from '../coordinator.ts';

const SPEED_MPS = 8;
const VALID_MS = 6000;
const AGAIN_MS = 4000;
const advised_ms = new Map<string, number>();
let count = 0;

const coordinator = await connectCoordinator(({ entries, now_ms, send }) => {
  for (const { source, report } of entries) {
    if (report == null || now_ms - (advised_ms.get(source!) ?? -Infinity) < AGAIN_MS) continue;
    const next = report.route?.[0]?.nodeId;
    if (next == null) continue;
    advised_ms.set(source!, now_ms);
    count++;
    send([source!], {
      advice: {
        msgCnt: count % 128,
        correlationId: count,
        // 0.02 m/s; reason 5: a speed limit.
        speedAdvice: { speed: SPEED_MPS / 0.02, validUntilMs: now_ms + VALID_MS, nodeId: next, reason: 5 },
      },
    });
  }
});
await coordinator.ended;
