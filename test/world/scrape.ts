import { ask } from './http.ts'
import type { World } from './world.ts'

/** What Prometheus has to say to read the metrics of a world that is opened with `withMetrics`. */
export const metricsToken = 'metrics-of-the-tests-9f8e7d6c5b4a'
export const withMetrics = { METRICS_TOKEN: metricsToken }

/** One line of the metrics: `name{label="value"} 1`. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads the metrics of a server, as Prometheus does. */
export async function scrape({ url }: Pick<World, 'url'>) {
  const said = await ask(`${url}/metrics`, 'GET', { token: metricsToken })
  if (said.status !== 200) throw new Error(`the metrics answer ${said.status}`)
  const text = said.body.toString()
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readSample)
  /** The value of the one sample that has this name and these labels. */
  const valueIn = (name: string, labels: Readonly<Record<string, string>> = {}): number => {
    const found = samples.filter(
      (one) =>
        one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
    )
    if (found.length !== 1) throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)}`)
    return found[0]?.value ?? Number.NaN
  }
  return { text, type: said.headers['content-type'], samples, valueIn }
}

function readSample(line: string): Sample {
  const [, name, inner = '', value] = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Error(`this is no sample: ${line}`)
  const labels = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)]
  return {
    name,
    labels: Object.fromEntries(labels.map(([, label = '', text = '']) => [label, text])),
    value: Number(value),
  }
}
