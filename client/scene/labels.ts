/** Names over things, as text of the page: few at a time, the important ones first, none over another. */
import type { PerspectiveCamera } from 'three';
import { Vector3 } from 'three';

/** How a name looks. */
export type LabelKind = 'vehicle' | 'agent' | 'rsu' | 'station' | 'warning' | 'critical' | 'place' | 'cloud';

/** Something that may be named; a higher rank is placed first. */
export interface LabelWish {
  readonly key: string;
  readonly text: string;
  readonly kind: LabelKind;
  readonly rank: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Size of the view and how much of each side is covered, CSS pixels. */
export interface FreeView {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

const LABELS_MAX = 40;
const HEIGHT_PX = 22;

export interface Labels {
  /** Places what has room within the part of the view that nothing covers. */
  place(wishes: readonly LabelWish[], camera: PerspectiveCamera, view: FreeView): void;
  readonly count: number;
}

export function createLabels(root: HTMLElement): Labels {
  const elements = new Map<string, HTMLElement>();
  const point = new Vector3();
  return {
    get count() {
      return elements.size;
    },
    place(wishes, camera, { width, height, left, right, bottom }) {
      const taken: { left: number; top: number; right: number }[] = [];
      const shown = new Set<string>();
      for (const wish of wishes.toSorted((a, b) => b.rank - a.rank)) {
        if (shown.size >= LABELS_MAX) break;
        point.set(wish.x, wish.y, wish.z).project(camera);
        if (point.z > 1 || Math.abs(point.x) > 1 || Math.abs(point.y) > 1) continue;
        const x = ((point.x + 1) / 2) * width;
        const y = ((1 - point.y) / 2) * height;
        const half = textWidth(wish.text) / 2 + 12;
        const box = { left: x - half, right: x + half, top: y - HEIGHT_PX };
        const covered = box.left < left || box.right > width - right || box.top < 0 || y > height - bottom;
        if (covered || taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        shown.add(wish.key);
        const element = elementOf(root, elements, wish);
        element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -100%)`;
      }
      for (const [key, element] of elements) {
        if (shown.has(key)) continue;
        element.remove();
        elements.delete(key);
      }
    },
  };
}

/** Width of a text, roughly: characters of Chinese are as wide as high. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character > '\u2e7f' ? 12.5 : 7.4;
  return width;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && Math.abs(a.top - b.top) < HEIGHT_PX + 2;
}

function elementOf(root: HTMLElement, elements: Map<string, HTMLElement>, wish: LabelWish): HTMLElement {
  let element = elements.get(wish.key);
  if (element === undefined) {
    element = document.createElement('div');
    root.append(element);
    elements.set(wish.key, element);
  }
  const class_name = `label label-${wish.kind}`;
  if (element.className !== class_name) element.className = class_name;
  if (element.textContent !== wish.text) element.textContent = wish.text;
  return element;
}
