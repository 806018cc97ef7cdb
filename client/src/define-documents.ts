import { defineElements } from './elements/hindrance.ts'

// The elements of documents. Each stands here by its tag, and in `HTMLElementTagNameMap`, as in define.ts.
defineElements({})
