import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  type QueryId,
  type ValueNode,
} from 'kysely'
import { Slot } from './slot.ts'

/*
 * Translates between rows and what all databases can keep: booleans as 1 and 0, lists and objects as JSON text. Instants
 * are milliseconds since the epoch on both sides, as the clock gives them.
 */

const booleans: ReadonlySet<string> = new Set([
  'shared',
  'paid',
  'paused',
  'whole',
  'checked',
  'waiting',
  'erased',
  'named',
  'closed',
  'missing',
])
const json: ReadonlySet<string> = new Set([
  'flags',
  'details',
  'facts',
  'ranges',
  'documents',
  'hears',
  'data',
])

/** A value as the database keeps it. */
export function encode(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/** A column's value as rows have it. */
function decode(column: string, value: unknown): unknown {
  if (booleans.has(column)) return value === 1
  return json.has(column) && typeof value === 'string' ? JSON.parse(value) : value
}

/** Encodes the values of queries and decodes those of results. The value of a slot is encoded when the query runs. */
export function createColumns(): KyselyPlugin {
  const encodeUnlessSlot = (value: unknown): unknown => (value instanceof Slot ? value : encode(value))
  class Encoder extends OperationNodeTransformer {
    protected override transformValue(node: ValueNode, id?: QueryId): ValueNode {
      return { ...super.transformValue(node, id), value: encodeUnlessSlot(node.value) }
    }

    protected override transformPrimitiveValueList(
      node: PrimitiveValueListNode,
      id?: QueryId,
    ): PrimitiveValueListNode {
      return { ...super.transformPrimitiveValueList(node, id), values: node.values.map(encodeUnlessSlot) }
    }
  }
  const encoder = new Encoder()
  return {
    transformQuery: ({ node, queryId }) => encoder.transformNode(node, queryId),
    transformResult: async ({ result }) => {
      for (const row of result.rows)
        for (const column of Object.keys(row))
          if (booleans.has(column) || json.has(column)) row[column] = decode(column, row[column])
      return result
    },
  }
}
