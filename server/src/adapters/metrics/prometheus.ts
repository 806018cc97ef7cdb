import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { counters, gauges, type Meter, type Metrics, timings } from '../../metrics.ts'
import { serverVersion } from '../../version.ts'

/** In ms: how often the delay of the event loop is looked at. */
const resolution = 20

/**
 * Collects the metrics in the text format of Prometheus. Every combination of labels is there from the start, as 0. A
 * combination that `metrics.ts` does not list is dropped.
 */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counts = new Map<string, Counter.Internal>()
  const times = new Map<string, Histogram.Internal<string>>()
  const reads = new Map<string, () => number>()

  for (const [key, { name, help, labels }] of Object.entries(counters)) {
    const counter = new Counter({ name, help, labelNames: Object.keys(labels), registers })
    for (const combination of combinations(labels)) {
      const child = counter.labels(combination)
      child.inc(0)
      counts.set(keyOf(key, combination), child)
    }
  }
  for (const [key, { name, help, labels, buckets }] of Object.entries(timings)) {
    const labelNames = Object.keys(labels)
    const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers })
    for (const combination of combinations(labels)) {
      histogram.zero(combination)
      times.set(keyOf(key, combination), histogram.labels(combination))
    }
  }
  for (const [key, { name, help, labels }] of Object.entries(gauges)) {
    const all = [...combinations(labels)]
    new Gauge({
      ...{ name, help, labelNames: Object.keys(labels), registers },
      collect() {
        for (const combination of all) {
          const read = reads.get(keyOf(key, combination))
          if (read !== undefined) this.set(combination, read())
        }
      },
    })
  }

  const meter: Meter = {
    count: (name, labels, by = 1) => counts.get(keyOf(name, labels))?.inc(by),
    time: (name, labels, seconds) => times.get(keyOf(name, labels))?.observe(seconds),
    timer: (name, labels) => {
      const child = times.get(keyOf(name, labels))
      return (seconds) => child?.observe(seconds)
    },
    gauge: (name, labels, read) => void reads.set(keyOf(name, labels), read),
  }

  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  meter.gauge('info', { version: serverVersion }, () => 1)
  // What it says has the pause between two looks in it.
  const late = (ns: number): number => Math.max(0, ns / 1e9 - resolution / 1e3)
  meter.gauge('eventLoop', { quantile: '0.5' }, () => late(delay.percentile(50)))
  meter.gauge('eventLoop', { quantile: '0.99' }, () => late(delay.percentile(99)))
  meter.gauge('eventLoop', { quantile: '1' }, () => late(delay.max))
  const started = Math.round(performance.timeOrigin / 1000)
  meter.gauge('started', {}, () => started)
  meter.gauge('memory', {}, () => process.memoryUsage.rss())
  meter.gauge('heap', {}, () => process.memoryUsage().heapUsed)
  meter.gauge('cpu', {}, () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })

  return {
    meter,
    type: registry.contentType,
    read: async () => {
      const text = await registry.metrics()
      delay.reset()
      return text
    },
    close: () => void delay.disable(),
  }
}

/** Every combination of the values of labels. */
function* combinations(
  labels: Readonly<Record<string, readonly string[]>>,
): Generator<Record<string, string>> {
  const [first, ...others] = Object.entries(labels)
  if (first === undefined) {
    yield {}
    return
  }
  const [label, values] = first
  for (const value of values)
    for (const rest of combinations(Object.fromEntries(others))) yield { [label]: value, ...rest }
}

/** The labels of a metric are always given in the order of `metrics.ts`, which no value can imitate. */
const keyOf = (name: string, labels: object): string => {
  let key = name
  for (const label in labels) key += `,${label}=${(labels as Record<string, string>)[label]}`
  return key
}
