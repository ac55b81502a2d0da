/** What the stage asks of the renderer besides drawing. */
import { ACESFilmicToneMapping, PCFShadowMap, PMREMGenerator, WebGLRenderer } from 'three';
import type { Texture } from 'three';
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js';
import type { Quality } from './quality.ts';

export interface RendererWish {
  /** Smooth edges: settled once, when the canvas gets its context. */
  readonly smooth: boolean;
  /** Keeps the picture readable after it was shown. */
  readonly preserve: boolean;
}

export function createRenderer(canvas: HTMLCanvasElement, { smooth, preserve }: RendererWish): WebGLRenderer {
  const renderer = new WebGLRenderer({
    canvas,
    antialias: smooth,
    preserveDrawingBuffer: preserve,
    powerPreference: 'high-performance',
  });
  renderer.toneMapping = ACESFilmicToneMapping;
  renderer.shadowMap.type = PCFShadowMap;
  return renderer;
}

/** Shadows and pixels; more than the display's own pixels are never drawn. */
export function applyQuality(renderer: WebGLRenderer, quality: Quality): void {
  renderer.shadowMap.enabled = quality === 'high';
  const most = quality === 'high' ? 2 : quality === 'medium' ? 1.5 : 1;
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, most));
}

/** What draws: the graphics card, or a program that stands in for one. */
export function rendererName(renderer: WebGLRenderer): string {
  const gl = renderer.getContext();
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(extension === null ? gl.RENDERER : extension.UNMASKED_RENDERER_WEBGL));
}

/** A plain room, for glossy bodies to mirror. */
export function environmentMap(renderer: WebGLRenderer): Texture {
  const generator = new PMREMGenerator(renderer);
  const map = generator.fromScene(new RoomEnvironment(), 0.04).texture;
  generator.dispose();
  return map;
}
