import type { Holding } from './sandboxState.ts';

interface SampleMetric {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly type: string;
  /** Values lie between 0 and this. */
  readonly scale: number;
}

const metrics: readonly SampleMetric[] = [
  { id: 'sample-sdg-03', name: 'Revenue aligned with SDG 3, good health', unit: '%', type: 'sdg', scale: 40 },
  { id: 'sample-sdg-07', name: 'Revenue aligned with SDG 7, clean energy', unit: '%', type: 'sdg', scale: 30 },
  {
    id: 'sample-sdg-12',
    name: 'Revenue aligned with SDG 12, responsible consumption',
    unit: '%',
    type: 'sdg',
    scale: 25,
  },
  { id: 'sample-sdg-13', name: 'Revenue aligned with SDG 13, climate action', unit: '%', type: 'sdg', scale: 20 },
  { id: 'sample-carbon-emissions', name: 'Carbon emissions', unit: 'tCO2e', type: 'carbon', scale: 90_000 },
  { id: 'sample-carbon-intensity', name: 'Carbon intensity', unit: 'tCO2e / EUR M', type: 'carbon', scale: 400 },
  { id: 'sample-waste', name: 'Hazardous waste', unit: 't', type: 'waste', scale: 5000 },
  { id: 'sample-energy', name: 'Energy consumption', unit: 'GWh', type: 'energy', scale: 900 },
  { id: 'sample-energy-renewable', name: 'Renewable share of energy', unit: '%', type: 'energy', scale: 100 },
  { id: 'sample-fossil', name: 'Fossil fuel involvement', unit: '%', type: 'fossil_fuel', scale: 15 },
  {
    id: 'sample-pai-3',
    name: 'PAI 3, GHG intensity of investee companies',
    unit: 'tCO2e / EUR M',
    type: 'sfdr_pai',
    scale: 800,
  },
  { id: 'sample-pai-13', name: 'PAI 13, board gender diversity', unit: '%', type: 'sfdr_pai', scale: 50 },
];

/** Metrics invented from the holdings: the same holdings give the same numbers, and each says that it is a sample. */
export function sampleAnalysis(holdings: readonly Holding[]): readonly object[] {
  return metrics.map((metric) => toMetric(metric, holdings));
}

function toMetric({ id, name, unit, type, scale }: SampleMetric, holdings: readonly Holding[]): object {
  const covered = holdings.filter((holding) => hash(`${id} covers ${holding.id_value}`) < 0.9);
  const weight = sum(covered.map((holding) => holding.weight));
  const weighted = sum(covered.map((holding) => holding.weight * hash(`${id} of ${holding.id_value}`)));
  return {
    metric_id: id,
    metric_name: `Sample: ${name}`,
    metric_unit: unit,
    metric_type: type,
    metric_value: { raw: (weight === 0 ? 0 : (weighted / weight) * scale).toFixed(4) },
    coverage: { weight: weight.toFixed(4), entity_count: String(covered.length) },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** FNV-1a over the characters, as a fraction of 1. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0) / 0x1_0000_0000;
}
