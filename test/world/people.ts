/** The people of the stories. Their names are rare on purpose: a search of the logs finds them only if they leaked. */
export const eva = { id: 'p-101', name: 'Dr. Éva Quintavalle-Žďárská' }
export const anna = { id: 'c-201', name: 'Anna Brzęczyszczykiewicz' }
export const peter = { id: 'c-202', name: 'Péter Ōkubo-Łukaszewicz' }
export const sam = { id: 's-301', name: 'Sam Kjærsgård' }
export const otherDoctor = { id: 'p-102', name: 'Dr. Óscar Wojciechowski' }
