import type { Language } from '../language.ts'
import { live } from './live.ts'
import { problems } from './problem.ts'

export const language: Language = { live, problems }
