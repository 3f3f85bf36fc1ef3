/**
 * A fan: its volume flow against a pressure rise at speed n, by the affinity laws on a parabola.
 *
 *   Δp/Δp₀ = n² − (V̇/V̇₀)²   ⇔   V̇ = V̇₀ √y,   y = n² − Δp/Δp₀
 *   P = max(V̇ Δp, 0)/η
 *
 * Source: Eck, "Fans" (1973), on the affinity laws; the parabola is the usual two-point curve through shut-off
 * and free delivery. Above shut-off (y < 0) nothing flows: a backdraught damper is part of the fan. Below zero rise
 * the parabola is continued; a fan that stands lets gas through as it is blown, without work. The root has an
 * infinite slope at shut-off, so that below y = 1e-4 it is replaced by the chord y/√1e-4: continuous, C0 at y = 0 and
 * y = 1e-4.
 *
 * V̇ is the volume of the gas that enters, at the density upstream. All of P ends in the gas, whose enthalpy rises by
 * P/ṁ: V̇ Δp of it as flow work, the rest, and all of what is later throttled, as heat. Because the volume of a gas
 * falls as it is compressed, V̇ Δp is never less than the work of isentropic compression; with η ≤ 1 the entropy
 * generated is never negative. The losses of a fan that turns against a closed duct or in free air are not counted.
 * Checked by test/physics/laws/fan.test.ts and fan.property.test.ts.
 */
import type { FanDefinition } from '../plant-definition.ts';

export type FanCurve = Pick<FanDefinition, 'shutOffPressurePa' | 'freeVolumeFlowM3PerS' | 'efficiency'>;

/** Part of the pressure scale over which the flow goes to zero linearly. */
const LINEAR_BELOW = 1e-4;
const LINEAR_SLOPE = 1 / Math.sqrt(LINEAR_BELOW);

/**
 * Volume flow at the upstream state, m³/s, never negative.
 *
 * @param pressureRisePa downstream minus upstream, of either sign
 * @param speed 0 … 1 of full speed
 */
export function fanVolumeFlowM3PerS(fan: FanCurve, pressureRisePa: number, speed: number): number {
  const spare = speed * speed - pressureRisePa / fan.shutOffPressurePa;
  if (!(spare > 0)) return 0;
  return fan.freeVolumeFlowM3PerS * (spare < LINEAR_BELOW ? LINEAR_SLOPE * spare : Math.sqrt(spare));
}

/** Power at the shaft, W: none where the pressure falls on the way. */
export function fanShaftPowerW(fan: FanCurve, pressureRisePa: number, volumeFlowM3PerS: number): number {
  return Math.max(volumeFlowM3PerS * pressureRisePa, 0) / fan.efficiency;
}
