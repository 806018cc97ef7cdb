// The list of a day's or a programme's sessions, each with an element of documents in it.
import { demoMeeting } from './people.ts'
import { inEveryLanguage, type Word, word } from './words.ts'

/** The demo's sessions: what their appointment's id ends with, their name, and for whom they are. */
const sessions: readonly { id: string; title: Word; who: Word }[] = [
  { id: '', title: 'consultation', who: 'withAnna' },
  { id: '-group', title: 'yoga', who: 'groupOf' },
  { id: '-review', title: 'review', who: 'withAnna' },
]

const say = (element: HTMLElement, text: Word) =>
  inEveryLanguage(() => {
    element.textContent = word(text)
  })

/** Draws the sessions. `fill` makes the element for an appointment; with `unfolds` a button shows and hides it. */
export const drawSessions = (
  day: string,
  { fill, unfolds }: { fill: (appointment: string) => HTMLElement; unfolds: boolean },
) => {
  const list = document.getElementById('sessions') as HTMLElement
  for (const { id, title, who } of sessions) {
    const item = document.createElement('li')
    item.className = 'day__session'
    const heading = document.createElement('h2')
    const note = document.createElement('p')
    const place = document.createElement('div')
    heading.className = 'day__name'
    note.className = 'day__who'
    place.className = 'day__card'
    say(heading, title)
    // A client learns who meets them, and nothing of the others.
    if (unfolds) say(note, who)
    else note.textContent = demoMeeting.practitioner
    item.append(heading, note, place)
    list.append(item)
    const appointment = `demo-${day}${id}`
    if (!unfolds) {
      place.append(fill(appointment))
      continue
    }
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'day__tab'
    button.ariaExpanded = 'false'
    place.hidden = true
    const write = () => {
      button.textContent = word(place.hidden ? 'openSession' : 'closeSession')
      button.ariaExpanded = String(!place.hidden)
    }
    button.addEventListener('click', () => {
      if (place.childElementCount === 0) place.append(fill(appointment))
      place.hidden = !place.hidden
      write()
    })
    inEveryLanguage(write)
    item.insertBefore(button, place)
  }
}
