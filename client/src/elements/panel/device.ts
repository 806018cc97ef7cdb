import { onIphone } from '../../messages/device.ts'

/** Whether the browser saves files without showing where: on iPhones and iPads. */
export const savesOutOfSight = onIphone
