import type { ESTree } from 'vite'

/** Whether Safari before 16 may lose a variable in the first value of a field (https://webkit.org/b/236843). */
export function losesVariables({ type, start, end }: ESTree.Expression, code: string): boolean {
  if (type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'Literal') return false
  // The parentheses of a call do not count: they follow a name or a bracket.
  return /=>|(?<![\w$\])])\(/.test(code.slice(start, end))
}
