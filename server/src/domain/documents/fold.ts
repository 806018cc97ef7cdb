/** A name as libraries search and sort it: in lower case, without accents (Unicode NFKD without marks). */
export const fold = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
