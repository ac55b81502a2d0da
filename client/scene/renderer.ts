/** What the stage asks of the renderer besides drawing. */
import { PMREMGenerator } from 'three';
import type { Texture, WebGLRenderer } from 'three';
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js';

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
