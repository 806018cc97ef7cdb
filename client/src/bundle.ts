// The bundle that a page loads as /chairside.js: it exports the SDK and defines the elements.
import './define.ts'

export * from './index.ts'
