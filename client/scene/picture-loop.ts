/** Draws again and again: as often as the display shows a picture or a bound allows, never while the page is hidden. */
import type { Quality } from './quality.ts';
import { createQualityJudge } from './quality.ts';

const SOFTWARE_FPS = 10;

export interface Drawn {
  readonly software: boolean;
  readonly quality: Quality;
  setQuality(quality: Quality): void;
  render(now_ms: number, delta_s: number): number;
}

export interface LoopOptions {
  /** A given quality is kept; undefined = lowered where the machine does not keep up. */
  readonly quality?: Quality | undefined;
  /** Upper bound of pictures a second; undefined = every one that the display shows, 10 when drawn by the processor. */
  readonly max_fps?: number | undefined;
}

/** Runs until the returned function is called. */
export function startLoop(stage: Drawn, options: LoopOptions): () => void {
  const judge = createQualityJudge();
  const fps = options.max_fps ?? (stage.software ? SOFTWARE_FPS : 0);
  const gap_min_ms = fps > 0 ? 1000 / fps : 0;
  let last_ms = 0;
  let request = 0;
  const loop = (now_ms: number): void => {
    request = requestAnimationFrame(loop);
    const gap_ms = now_ms - last_ms;
    if (gap_ms < gap_min_ms - 2 || document.hidden) return;
    last_ms = now_ms;
    stage.render(now_ms, Math.min(0.1, gap_ms / 1000));
    if (stage.software || options.quality !== undefined) return;
    const quality = judge.judge(gap_ms, stage.quality);
    if (quality !== stage.quality) stage.setQuality(quality);
  };
  request = requestAnimationFrame(loop);
  return () => cancelAnimationFrame(request);
}
