/** The release of this package, as in its package.json. */
export const serverVersion = '0.1.0'
