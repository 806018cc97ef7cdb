/** A Markdown table; the first row is its head. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...body.map(line)].join('\n')
}

/** A figure with `decimals` decimals, or a dash if it could not be measured. */
export function shown(figure: number, decimals = 2): string {
  return Number.isFinite(figure) ? figure.toFixed(decimals) : '–'
}
