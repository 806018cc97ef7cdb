// What a page loads from the server as /chairside.js: the SDK's exports, and the elements defined.
import './define.ts'

export * from './index.ts'
