/** From when a document can be opened in an appointment: at once, from its start, or from its end. */
export type Availability = 'before' | 'at-session' | 'after-session'

/** Which patients of an appointment a document is for: every registered one, or those who have paid. */
export type Visibility = 'all' | 'paid'

/** Whether a patient needs an access code to open a document. */
export type Sensitivity = 'normal' | 'sensitive'
