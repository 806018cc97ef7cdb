import { AuditEntry } from '@chairside/protocol'

const names = Object.keys(AuditEntry.properties) as (keyof AuditEntry)[]

/** An audit as a table (RFC 4180), with a line of names first. */
export async function* asTable(entries: AsyncIterable<AuditEntry>): AsyncIterable<string> {
  yield lineOf(names)
  for await (const entry of entries) yield lineOf(names.map((name) => entry[name]))
}

const lineOf = (values: readonly unknown[]): string => `${values.map(cellOf).join(',')}\r\n`

/** A cell. A spreadsheet takes text that begins with one of these signs for a formula; the apostrophe says it is text. */
function cellOf(value: unknown): string {
  const text =
    value === undefined || value === null ? '' : Array.isArray(value) ? value.join(' ') : String(value)
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
