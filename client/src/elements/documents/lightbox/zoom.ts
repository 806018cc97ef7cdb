export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** How a picture is shown: its scale, where 1 shows it whole, and how far its middle is moved, in px. */
export interface Zoom extends Point {
  readonly scale: number
}

export const whole: Zoom = { scale: 1, x: 0, y: 0 }

/** The largest scale. */
export const most = 8

/** The size of a picture that is shown whole in `room`; a small one is not made larger. */
export function fitted(picture: Size, room: Size): Size {
  const scale = Math.min(1, room.width / picture.width, room.height / picture.height)
  return { width: picture.width * scale, height: picture.height * scale }
}

/** Zooms to `scale` so that what is at `at` (from the middle of the room) stays there. `picture`: its size when whole. */
export function zoomed(zoom: Zoom, scale: number, at: Point, picture: Size, room: Size): Zoom {
  const next = Math.min(Math.max(scale, 1), most)
  const ratio = next / zoom.scale
  const moved = { scale: next, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio }
  return within(moved, picture, room)
}

/** Moves the picture, as far as it has an edge outside of the room. */
export function panned(zoom: Zoom, by: Point, picture: Size, room: Size): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, picture, room)
}

function within(zoom: Zoom, picture: Size, room: Size): Zoom {
  const reach = (length: number, of: number) => Math.max(0, (length * zoom.scale - of) / 2)
  const clamped = (value: number, to: number) => Math.min(Math.max(value, -to), to)
  return {
    scale: zoom.scale,
    x: clamped(zoom.x, reach(picture.width, room.width)),
    y: clamped(zoom.y, reach(picture.height, room.height)),
  }
}
