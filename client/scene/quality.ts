/** How much the picture may cost: three steps, chosen by the user or by what the machine shows it can do. */

export const QUALITIES = ['lite', 'medium', 'high'] as const;
export type Quality = (typeof QUALITIES)[number];

/** A mean above this takes the picture one step down. */
const SLOW_FRAME_MS = 30;
const FRAMES_TO_JUDGE = 90;

/** Is the picture drawn by the processor? Then it is lite from the start. */
export function isSoftwareRenderer(renderer_name: string): boolean {
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer_name);
}

export interface QualityJudge {
  /** Takes the time between two pictures; returns the next lower quality when the machine does not keep up. */
  judge(frame_ms: number, quality: Quality): Quality;
}

export function createQualityJudge(): QualityJudge {
  let frames = 0;
  let mean_ms = 16;
  return {
    judge(frame_ms, quality) {
      // A tab that slept is not a slow machine.
      if (frame_ms > 500) return quality;
      mean_ms += (frame_ms - mean_ms) * 0.05;
      frames += 1;
      if (frames < FRAMES_TO_JUDGE || mean_ms < SLOW_FRAME_MS || quality === 'lite') return quality;
      frames = 0;
      mean_ms = 16;
      return quality === 'high' ? 'medium' : 'lite';
    },
  };
}
