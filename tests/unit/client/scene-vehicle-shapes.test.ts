import { describe, expect, it } from 'vitest';
import { ShaderLib } from 'three';
import { replaced } from '../../../client/scene/instance-shader.ts';
import { lampsOf } from '../../../client/scene/signal-heads.ts';
import { PART } from '../../../client/scene/solid.ts';
import { SHAPE_NAMES, vehicleShape } from '../../../client/scene/vehicle-shapes.ts';

const MOST_TRIANGLES = 420;

describe('vehicle shapes', () => {
  it.each(SHAPE_NAMES)('%s is sound, stands on the road and fits its size', (name) => {
    const { solid, length_m, width_m, height_m } = vehicleShape(name);
    const corners = solid.positions.length / 3;
    expect(solid.positions.every(Number.isFinite)).toBe(true);
    expect(solid.normals.length).toBe(solid.positions.length);
    expect(solid.colors.length).toBe(solid.positions.length);
    expect(solid.parts.length).toBe(corners);
    expect(corners / 3).toBeLessThan(MOST_TRIANGLES);
    for (let i = 0; i < corners; i++) {
      if (solid.parts[i] === PART.shade) continue;
      expect(Math.abs(solid.positions[i * 3])).toBeLessThanOrEqual(length_m / 2 + 0.12);
      expect(Math.abs(solid.positions[i * 3 + 1])).toBeLessThanOrEqual(width_m / 2 + 0.12);
      expect(solid.positions[i * 3 + 2]).toBeGreaterThanOrEqual(-0.01);
      expect(solid.positions[i * 3 + 2]).toBeLessThanOrEqual(height_m + 0.3);
    }
  });

  it.each(SHAPE_NAMES.filter((name) => name !== 'bicycle' && name !== 'motorcycle'))(
    '%s has brake lights behind and a body that is painted',
    (name) => {
      const { solid } = vehicleShape(name);
      const tails = solid.parts.flatMap((part, i) => (part === PART.tail ? [solid.positions[i * 3]] : []));
      expect(tails.length).toBeGreaterThan(0);
      expect(Math.max(...tails)).toBeLessThan(0);
      expect(solid.parts.includes(PART.paint)).toBe(true);
    },
  );

  it('turns the roof up and the floor patch too', () => {
    const { solid, height_m } = vehicleShape('van');
    const tops = solid.parts.flatMap((part, i) =>
      part === PART.paint && solid.positions[i * 3 + 2] > height_m - 0.12 ? [solid.normals[i * 3 + 2]] : [],
    );
    expect(Math.max(...tops)).toBeGreaterThan(0.9);
    const shade = solid.parts.indexOf(PART.shade);
    expect(solid.normals[shade * 3 + 2]).toBeCloseTo(1, 5);
  });

  it('draws a car for a class that nobody knows', () => {
    expect(vehicleShape('hovercraft').length_m).toBe(vehicleShape('car').length_m);
  });
});

describe('the shader that moves them', () => {
  it('finds every chunk that it replaces in this release of three.js', () => {
    for (const name of ['lambert', 'standard'] as const) {
      const { vertexShader, fragmentShader } = ShaderLib[name];
      for (const chunk of ['common', 'begin_vertex', 'beginnormal_vertex', 'color_vertex'])
        expect(vertexShader).toContain(`#include <${chunk}>`);
      expect(fragmentShader).toContain('#include <emissivemap_fragment>');
    }
    expect(ShaderLib.depth.vertexShader).toContain('#include <begin_vertex>');
  });

  it('refuses a shader without them', () => {
    expect(() => replaced('void main() {}', [['#include <common>', '']])).toThrow('#include <common>');
  });
});

describe('signal lamps', () => {
  const lit = (letter: string) => lampsOf(letter.charCodeAt(0));

  it('light by place as well as by colour', () => {
    expect(lit('r')).toEqual([true, false, false]);
    expect(lit('u')).toEqual([true, true, false]);
    expect(lit('y')).toEqual([false, true, false]);
    expect(lit('g')).toEqual([false, false, true]);
    expect(lit('G')).toEqual([false, false, true]);
    expect(lit('O')).toEqual([false, false, false]);
  });
});
