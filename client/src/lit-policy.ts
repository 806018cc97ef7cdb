interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown
}

/**
 * The policy by which lit writes its templates in a page with Trusted Types; undefined where the page lets none be made.
 * The build puts it in the place of lit's own, whose name a page's own lit may need and which can be refused.
 */
export function litPolicy(factory: PolicyFactory): unknown {
  for (const name of ['chairside', 'lit-html']) {
    try {
      return factory.createPolicy(name, { createHTML: (text) => text })
    } catch {
      // The page's policy does not name it, or it was made before.
    }
  }
  return undefined
}
