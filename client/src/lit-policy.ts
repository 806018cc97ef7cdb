interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown
}

/**
 * Makes the policy by which lit writes its templates in a page with Trusted Types; undefined if the page allows none. The
 * build puts this in place of lit's own policy, which the page may refuse, or whose name the page's own lit may need.
 */
export function litPolicy(factory: PolicyFactory): unknown {
  for (const name of ['chairside', 'lit-html']) {
    try {
      return factory.createPolicy(name, { createHTML: (text) => text })
    } catch {
      // The page does not allow the name, or a policy with it exists.
    }
  }
  return undefined
}
