// The script that a page loads as /chairside.js: it exports the SDK and defines the elements of the live exchange. It is one
// file, so that a call's panel needs one request and nothing of another build. documents.js imports from it what they share.
import './define.ts'

export * from './index.ts'
